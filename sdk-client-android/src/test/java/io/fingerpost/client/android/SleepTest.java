package io.fingerpost.client.android;

import static org.assertj.core.api.Assertions.assertThat;

import android.os.SystemClock;
import io.fingerpost.client.ClientState;
import io.fingerpost.client.ReconnectPolicy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.Test;
import org.robolectric.shadows.ShadowSystemClock;

/** Doze and deep sleep, under the platform's clock, which goes on when the test says so. */
public class SleepTest extends PhoneTest {
    private FingerpostAndroid onTheClockOfThePlatform() {
        return phone.online(
                server.tcp(),
                b -> b.clock(SystemClock::elapsedRealtimeNanos)
                        .client(c -> c.server(server.tcp())
                                .listener(phone)
                                .reconnect(ReconnectPolicy.exponential(1, 60, TimeUnit.SECONDS))));
    }

    @Test
    public void afterASleepAConnectionThatWasSilentForTooLongIsReplacedAtOnce() {
        FingerpostAndroid im = onTheClockOfThePlatform();
        phone.doze(true);
        ShadowSystemClock.advanceBy(Duration.ofHours(1));
        phone.idle();
        assertThat(im.state()).isEqualTo(ClientState.ONLINE); // nobody is awake to look

        phone.doze(false);
        phone.awaitEvent("offline CONNECTION_BROKEN for now");
        ShadowSystemClock.advanceBy(Duration.ofSeconds(2));
        phone.screenOn();
        phone.awaitEvent("online alice");
    }

    @Test
    public void leavingDozeReconnectsWithoutWaiting() {
        FingerpostAndroid im = phone.online(
                server.tcp(),
                b -> b.client(c -> c.server(server.tcp())
                        .listener(phone)
                        .reconnect(ReconnectPolicy.exponential(1, 1, TimeUnit.HOURS))));
        phone.doze(true);
        phone.block(phone.mobile, true);
        phone.awaitEvent("offline NETWORK_LOST for now");
        phone.doze(false); // a maintenance window: still blocked, so nothing happens
        assertThat(im.state()).isEqualTo(ClientState.WAITING_RECONNECT);
        phone.block(phone.mobile, false);
        phone.awaitEvent("online alice");
    }

    @Test
    public void intoDozeNothingIsTried() {
        FingerpostAndroid im = onTheClockOfThePlatform();
        phone.doze(true);
        phone.idle();
        assertThat(im.state()).isEqualTo(ClientState.ONLINE);
        assertThat(phone.events).isEmpty();
        phone.doze(false); // the connection is probed, and answers
        phone.get(im.sender().sendToServer("awake").delivered());
        assertThat(phone.events).isEmpty();
        assertThat(server.logins).hasSize(1);
    }
}
