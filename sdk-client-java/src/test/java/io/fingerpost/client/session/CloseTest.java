package io.fingerpost.client.session;

import static io.fingerpost.client.session.ClientFixture.assertLost;
import static io.fingerpost.client.session.ClientFixture.errorCode;
import static java.util.concurrent.TimeUnit.HOURS;
import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.client.ClientListener;
import io.fingerpost.client.ClientState;
import io.fingerpost.client.LoginResult;
import io.fingerpost.client.OfflineReason;
import io.fingerpost.client.session.FakeServer.FakeConnection;
import io.fingerpost.core.ErrorCode;
import io.fingerpost.core.PacketType;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.delivery.Delivery;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@SuppressWarnings("FutureReturnValueIgnored") // where the test is about something else
class CloseTest {
    @Test
    @DisplayName("Close logs out, gives every open matter its outcome, and happens once")
    void closeOnline() {
        ClientFixture f = ClientFixture.tcp();
        FakeConnection connection = f.online();
        Delivery d = f.send("bob", "hello");
        f.client.close();
        assertThat(f.client.state()).isEqualTo(ClientState.CLOSED);
        f.client.close();
        f.run();
        f.client.close();
        f.run();
        f.listener.expect("offline CLOSED for good");
        assertLost(d, 203);
        assertThat(connection.ofType(PacketType.LOGOUT)).hasSize(1);
        assertThat(f.server.open()).isZero();
        assertThat(f.pendingTasks()).isZero();
        assertThat(f.closedCalls).isEqualTo(1);
        f.client.networkAvailable();
        f.advance(1, HOURS);
        assertThat(f.server.connections).hasSize(1);
    }

    @Test
    void closeWhileLoggingIn() {
        ClientFixture f = ClientFixture.tcp();
        CompletableFuture<LoginResult> future = f.client.login("alice", "secret");
        f.server.last();
        f.client.close();
        f.run();
        assertThat(errorCode(future)).isEqualTo(203);
        assertThat(f.server.open()).isZero();
        assertThat(f.pendingTasks()).isZero();
        f.listener.expect();
    }

    @Test
    void closeWhileWaitingToReconnect() {
        ClientFixture f = ClientFixture.tcp();
        f.online().fail(ErrorCode.CONNECTION_BROKEN);
        Delivery d = f.send("bob", "hello");
        f.client.close();
        f.run();
        assertLost(d, 203);
        f.listener.expect("offline CONNECTION_BROKEN for now", "offline CLOSED for good");
        assertThat(f.pendingTasks()).isZero();
    }

    @Test
    @DisplayName("Every future completes, also of what was asked for after the loop had ended")
    void nothingIsLeftOpen() {
        ClientFixture f = ClientFixture.tcp();
        f.online();
        CompletableFuture<LoginResult> queuedBefore = f.client.login("carol", "secret");
        f.client.close();
        CompletableFuture<Void> queuedAfter = f.client.logout();
        CompletableFuture<LoginResult> alsoAfter = f.client.login("dave", "secret");
        f.run();
        assertThat(errorCode(queuedBefore)).isEqualTo(203);
        assertThat(errorCode(alsoAfter)).isEqualTo(203);
        assertThat(queuedAfter).isDone();
        assertThat(f.server.connections).as("alice's and carol's").hasSize(2);
        assertThat(f.server.open()).isZero();
    }

    @Test
    @DisplayName("Close from a callback")
    void closeFromACallback() {
        ClientFixture f = ClientFixture.tcp();
        FakeConnection connection = f.online();
        f.listener.onMessage = p -> f.client.close();
        connection.say(Protocal.message("alice", "hi").from("bob").fp("1").build());
        f.run();
        f.listener.expect("message bob: hi", "offline CLOSED for good");
        assertThat(connection.acks()).isEmpty();
        assertThat(f.closedCalls).isEqualTo(1);
    }

    @Test
    @DisplayName("M42: an exception in a callback harms nothing")
    void m42_throwingCallbacks() {
        ClientFixture f = ClientFixture.with(b -> b.server("tcp://one").listener(new ThrowingListener()));
        CompletableFuture<LoginResult> future = f.client.login("alice", "secret");
        FakeConnection connection = f.server.last().accept();
        assertThat(future).isCompletedWithValueMatching(LoginResult::accepted);
        future.thenRun(() -> {
            throw new IllegalStateException("in a dependent");
        });
        connection.fail(ErrorCode.CONNECTION_BROKEN);
        f.awaitAttempt(1);
        f.server.last().accept();
        assertThat(f.client.state()).isEqualTo(ClientState.ONLINE);
    }

    private static final class ThrowingListener implements ClientListener {
        @Override
        public void onOnline(LoginResult result) {
            throw new IllegalStateException("onOnline");
        }

        @Override
        public void onOffline(OfflineReason reason, boolean willReconnect) {
            throw new AssertionError("onOffline");
        }

        @Override
        public void onError(int errorCode, String message) {
            throw new IllegalStateException("onError");
        }
    }
}
