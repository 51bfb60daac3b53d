package io.fingerpost.client.android;

import static org.assertj.core.api.Assertions.assertThat;
import static org.robolectric.Shadows.shadowOf;

import io.fingerpost.client.ClientState;
import io.fingerpost.client.ReconnectPolicy;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

/** M43: the hints of the platform. */
public class NetworkChangesTest extends PhoneTest {
    private static final ReconnectPolicy SLOW = ReconnectPolicy.exponential(1, 1, TimeUnit.HOURS);

    @Test
    public void m43_networkLostAndBack() {
        FingerpostAndroid im = phone.online(
                server.tcp(),
                b -> b.client(c -> c.server(server.tcp()).listener(phone).reconnect(SLOW)));
        phone.lose(phone.mobile);
        phone.awaitEvent("offline NETWORK_LOST for now");
        assertThat(im.state()).isEqualTo(ClientState.WAITING_RECONNECT);
        assertThat(im.userId()).isEqualTo("alice");

        var delivery = im.sender().sendToServer("while away");
        phone.offer(phone.mobile);
        phone.awaitEvent("online alice");
        phone.get(delivery.delivered());
        assertThat(server.received).containsExactly("alice: while away");
        assertThat(server.logins).hasSize(2).last().matches(l -> l.relogin());
    }

    @Test
    public void m43_fromWifiToMobileAtOnce() {
        FingerpostAndroid im = phone.online(server.tcp());
        phone.offer(phone.wifi);
        phone.awaitEvent("online alice");
        assertThat(phone.events).containsExactly("offline CONNECTION_BROKEN for now", "online alice");
        assertThat(server.logins).hasSize(2);

        phone.offer(phone.wifi); // said again, which is no change
        phone.validate(phone.wifi, true);
        phone.get(im.sender().sendToServer("still here").delivered());
        assertThat(server.logins).hasSize(2);
        assertThat(phone.events).hasSize(2);
    }

    @Test
    public void noReconnectWhenWifiIsUpButTheInternetIsNot() throws IOException {
        int port;
        try (ServerSocket nobody = new ServerSocket(0)) {
            port = nobody.getLocalPort();
        }
        phone.store.save(new RememberedLogin("alice", "secret", null, 1_000));
        FingerpostAndroid im = phone.client("tcp://localhost:" + port);
        phone.offer(phone.wifi);
        phone.validate(phone.wifi, false);
        assertThat(phone.get(im.resume())).isTrue();
        phone.await(() -> phone.events.stream().filter("error 202"::equals).count() >= 5); // it goes on trying
        assertThat(im.state().isTrying()).isTrue();
    }

    @Test
    public void m43_whenTheInternetIsFoundItIsTriedAtOnce() throws IOException {
        FingerpostAndroid im = phone.online(
                server.tcp(),
                b -> b.client(c -> c.server(server.tcp()).listener(phone).reconnect(SLOW)));
        server.server.close(); // the login page of a hotel
        phone.awaitEvent("offline CONNECTION_BROKEN for now");
        phone.offer(phone.wifi);
        phone.validate(phone.wifi, false);
        phone.awaitEvent("error 202");
        phone.awaitState(im, ClientState.WAITING_RECONNECT); // for up to an hour

        server.restart();
        phone.validate(phone.wifi, true);
        phone.awaitEvent("online alice");
        phone.validate(phone.wifi, true);
        assertThat(server.logins).hasSize(2);
    }

    @Test
    public void aNetworkThatIsBlockedForTheApplicationIsNone() {
        FingerpostAndroid im = phone.online(server.tcp());
        phone.block(phone.mobile, true);
        phone.awaitEvent("offline NETWORK_LOST for now");
        phone.screenOn();
        assertThat(im.state()).isEqualTo(ClientState.WAITING_RECONNECT);
        phone.block(phone.mobile, false);
        phone.awaitEvent("online alice");
    }

    @Test
    public void aFirstLoginWithoutNetworkFailsAtOnce() {
        FingerpostAndroid im = phone.client(server.tcp());
        phone.lose(phone.mobile);
        CompletableFuture<?> login = im.login("alice", "secret");
        phone.await(login::isCompletedExceptionally);
        phone.offer(phone.wifi);
        assertThat(phone.get(im.login("alice", "secret")).accepted()).isTrue();
    }

    @Test
    public void startedWithoutANetworkItWaitsForOne() {
        shadowOf(phone.connectivity).clearAllNetworks();
        FingerpostAndroid im = phone.client(server.tcp());
        CompletableFuture<?> tooEarly = im.login("alice", "secret");
        phone.await(tooEarly::isCompletedExceptionally);
        phone.offer(phone.wifi);
        assertThat(phone.get(im.login("alice", "secret")).accepted()).isTrue();
    }
}
