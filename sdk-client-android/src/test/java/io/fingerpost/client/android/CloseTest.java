package io.fingerpost.client.android;

import static org.assertj.core.api.Assertions.assertThat;
import static org.robolectric.Shadows.shadowOf;

import android.content.Intent;
import android.os.PowerManager;
import io.fingerpost.client.ClientState;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.Test;

/** What remains of a client that was closed: its login. */
public class CloseTest extends PhoneTest {
    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith("fingerpost-"))
                .filter(name -> !name.startsWith("fingerpost-server"))
                .collect(Collectors.toSet());
    }

    private boolean isRegistered(String action) {
        return shadowOf(phone.application).getRegisteredReceivers().stream()
                .anyMatch(receiver -> receiver.getIntentFilter().hasAction(action));
    }

    @Test
    public void nothingStaysRegisteredAndNoThreadRuns() throws IOException {
        server.server.close();
        phone.await(() -> threads().isEmpty()); // of earlier tests
        server.restart();
        FingerpostAndroid im = phone.online(server.tcp());
        im.onPushWakeUp();
        assertThat(phone.callbacks()).hasSize(1);
        assertThat(isRegistered(Intent.ACTION_SCREEN_ON)).isTrue();
        assertThat(isRegistered(PowerManager.ACTION_DEVICE_IDLE_MODE_CHANGED)).isTrue();
        assertThat(threads()).isNotEmpty();

        im.close();
        im.close();
        assertThat(im.state()).isEqualTo(ClientState.CLOSED);
        assertThat(phone.callbacks()).isEmpty();
        assertThat(isRegistered(Intent.ACTION_SCREEN_ON)).isFalse();
        assertThat(isRegistered(PowerManager.ACTION_DEVICE_IDLE_MODE_CHANGED)).isFalse();
        phone.awaitEvent("offline CLOSED for good");
        server.server.close();
        phone.await(() -> threads().isEmpty());
        phone.await(() -> phone.store.load() != null);
    }

    @Test
    public void afterwardsEveryCallHasAnAnswer() {
        FingerpostAndroid im = phone.online(server.tcp());
        im.close();
        CompletableFuture<?> login = im.login("alice", "secret");
        phone.await(login::isCompletedExceptionally);
        phone.get(im.forget());
        phone.get(im.logout());
        im.start();
        im.stop();
        im.enterForeground();
        im.enterBackground();
        assertThat(im.sender().sendToServer("x").isDone()).isTrue();
        assertThat(im.statistics().state()).isEqualTo(ClientState.CLOSED);
        phone.pass(60_000);
        assertThat(phone.get(im.resume())).isFalse();
    }
}
