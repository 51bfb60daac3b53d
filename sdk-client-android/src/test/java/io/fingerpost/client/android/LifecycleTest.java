package io.fingerpost.client.android;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import android.app.Activity;
import android.content.Context;
import android.content.ContextWrapper;
import android.os.Handler;
import android.os.Looper;
import io.fingerpost.client.ClientState;
import java.util.concurrent.TimeUnit;
import org.junit.Test;
import org.robolectric.Robolectric;
import org.robolectric.android.controller.ActivityController;

/** Foreground and background. */
public class LifecycleTest extends PhoneTest {
    private static final String FAST = "heartbeat[15000, MILLISECONDS]";
    private static final String SLOW = "heartbeat[120000, MILLISECONDS]";

    @Test
    public void m7_theHeartbeatFollowsTheMode() {
        CallRecorder calls = new CallRecorder();
        ConnectionGate gate = new ConnectionGate(calls.client, "wifi");
        AppMode mode = new AppMode(calls.client, gate, new Handler(Looper.getMainLooper()), 15_000, 120_000, -1);
        mode.begin();
        assertThat(calls.take()).containsExactly(SLOW);
        mode.toForeground();
        assertThat(calls.take()).containsExactly(FAST, "networkAvailable");
        mode.toForeground();
        assertThat(calls.take()).isEmpty();
        mode.toBackground();
        mode.toBackground();
        assertThat(calls.take()).containsExactly(SLOW);
        phone.pass(3_600_000);
        assertThat(calls.take()).isEmpty();
    }

    @Test
    public void activitiesDecideWhatTheForegroundIs() {
        FingerpostAndroid im = phone.client(server.tcp());
        assertThat(im.isForeground()).isFalse();
        ActivityController<Activity> first =
                Robolectric.buildActivity(Activity.class).setup();
        assertThat(im.isForeground()).isTrue();

        ActivityController<Activity> second =
                Robolectric.buildActivity(Activity.class).setup();
        first.pause().stop();
        phone.pass(10_000);
        assertThat(im.isForeground()).isTrue();

        second.pause().stop(); // the device is turned: the activity is replaced
        second.destroy();
        ActivityController<Activity> third =
                Robolectric.buildActivity(Activity.class).setup();
        phone.pass(10_000);
        assertThat(im.isForeground()).isTrue();

        third.pause().stop();
        phone.pass(ForegroundWatch.BACKGROUND_DELAY_MILLIS - 1);
        assertThat(im.isForeground()).isTrue();
        phone.pass(1);
        assertThat(im.isForeground()).isFalse();
    }

    @Test
    public void offlineInTheBackgroundAndBack() {
        FingerpostAndroid im =
                phone.online(server.tcp(), b -> b.manualLifecycle().offlineInBackground(30, TimeUnit.SECONDS));
        im.enterForeground();
        phone.pass(60_000);
        assertThat(im.state()).isEqualTo(ClientState.ONLINE);
        im.enterBackground();
        phone.pass(29_999);
        assertThat(im.state()).isEqualTo(ClientState.ONLINE);
        im.enterForeground();
        im.enterBackground();
        phone.pass(29_999);
        assertThat(im.state()).isEqualTo(ClientState.ONLINE);
        phone.pass(1);
        phone.awaitEvent("offline NETWORK_LOST for now");
        phone.await(() -> !server.server.sessions().isOnline("alice"));
        server.server.sender().send("alice", "meanwhile");

        im.enterForeground();
        phone.awaitEvent("online alice");
        phone.awaitEvent("message meanwhile");
    }

    @Test
    public void aLoginInTheBackgroundIsPossible() {
        FingerpostAndroid im =
                phone.client(server.tcp(), b -> b.manualLifecycle().offlineInBackground(30, TimeUnit.SECONDS));
        phone.pass(60_000);
        assertThat(phone.get(im.login("alice", "secret")).accepted()).isTrue();
        phone.pass(30_000);
        phone.awaitEvent("offline NETWORK_LOST for now");
    }

    @Test
    public void stoppedAndStarted() {
        FingerpostAndroid im = phone.online(server.tcp());
        im.stop();
        phone.awaitEvent("offline NETWORK_LOST for now");
        im.enterForeground();
        phone.screenOn();
        phone.offer(phone.wifi);
        assertThat(phone.get(im.onPushWakeUp())).isEqualTo(PushOutcome.NOT_LOGGED_IN);
        assertThat(im.state()).isEqualTo(ClientState.WAITING_RECONNECT);
        im.start();
        phone.awaitEvent("online alice");
    }

    @Test
    public void withoutAnApplicationTheLifecycleIsManual() {
        Context strange = new ContextWrapper(phone.application) {
            @Override
            public Context getApplicationContext() {
                return this;
            }
        };
        FingerpostAndroidBuilder builder = FingerpostAndroid.builder(strange);
        assertThatThrownBy(builder::build).hasMessageContaining("manualLifecycle()");
        builder.manualLifecycle().build().close();
    }

    @Test
    public void settingsThatCannotBeAreRefused() {
        FingerpostAndroidBuilder b = FingerpostAndroid.builder(phone.application);
        assertThatThrownBy(() -> b.heartbeat(0, 60, TimeUnit.SECONDS)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> b.offlineInBackground(-1, TimeUnit.SECONDS))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> b.pushWindow(1, 2, TimeUnit.SECONDS)).isInstanceOf(IllegalArgumentException.class);
    }
}
