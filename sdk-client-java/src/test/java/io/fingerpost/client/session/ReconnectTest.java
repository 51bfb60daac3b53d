package io.fingerpost.client.session;

import static io.fingerpost.client.session.ClientFixture.assertLost;
import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fingerpost.client.ClientState;
import io.fingerpost.client.LoginResult;
import io.fingerpost.client.ReconnectPolicy;
import io.fingerpost.client.session.FakeServer.FakeConnection;
import io.fingerpost.core.ErrorCode;
import io.fingerpost.core.codec.Packets;
import io.fingerpost.core.delivery.Delivery;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@SuppressWarnings("FutureReturnValueIgnored") // where the test is about something else
class ReconnectTest {
    @Test
    @DisplayName("M43: after a broken connection the client comes back by itself, as the same session")
    void m43_comesBack() {
        ClientFixture f = ClientFixture.tcp();
        f.online().fail(ErrorCode.CONNECTION_BROKEN);
        f.listener.expect("offline CONNECTION_BROKEN for now");
        assertThat(f.client.state()).isEqualTo(ClientState.WAITING_RECONNECT);
        assertThat(f.client.userId()).isEqualTo("alice");

        f.advance(1, SECONDS);
        FakeConnection second = f.server.last().answerLogin(0, 9_999);
        assertThat(second.login().firstLoginTime()).isEqualTo(1_000);
        f.listener.expect("online alice");
        second.fail(ErrorCode.CONNECTION_BROKEN);
        f.advance(2, SECONDS);
        assertThat(f.server.last().open().login().firstLoginTime()).isEqualTo(1_000);
        assertThat(f.client.statistics().reconnects()).isEqualTo(1);
    }

    @Test
    @DisplayName("The statistics tell when the next attempt comes")
    void tellsWhenItReconnects() {
        ClientFixture f = ClientFixture.tcp();
        FakeConnection first = f.online();
        assertThat(f.client.statistics().reconnectInMillis()).isEqualTo(-1);
        first.fail(ErrorCode.CONNECTION_BROKEN);
        long millis = f.client.statistics().reconnectInMillis();
        assertThat(millis).isBetween(0L, 1_000L);
        assertThat(f.awaitAttempt(1)).isCloseTo(millis / 1e3, within(0.02));
        assertThat(f.client.statistics().reconnectInMillis()).isEqualTo(-1);
    }

    @Test
    @DisplayName("M43: each failure doubles the wait and goes on to the next address; it never gives up")
    void m43_backsOffOverAllAddresses() {
        ClientFixture f = ClientFixture.with(b -> b.server("tcp://one").server("tcp://two"));
        f.online().fail(ErrorCode.CONNECTION_BROKEN);
        List<String> hosts = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            f.awaitAttempt(Math.min(60, 1L << Math.min(i, 10)));
            hosts.add(f.server.last().address.host());
            f.server.last().fail(ErrorCode.CANNOT_CONNECT);
        }
        assertThat(hosts.subList(0, 4)).containsExactly("one", "two", "one", "two");
        f.server.connections.clear();
        f.advance(1, HOURS);
        assertThat(f.client.state().isTrying()).isTrue();
    }

    @Test
    @DisplayName("Clients that lost the same server do not come back to it in the same second")
    void reconnectsAreSpread() {
        int clients = 300;
        int[] perSecond = new int[61];
        for (int seed = 0; seed < clients; seed++) {
            ClientFixture f = ClientFixture.with(b -> b.server("tcp://one"), Runnable::run, seed);
            f.online().fail(ErrorCode.CONNECTION_BROKEN);
            for (int failures = 0; failures < 6; failures++) { // the server stays away for some time
                f.awaitAttempt(60);
                f.server.last().fail(ErrorCode.CANNOT_CONNECT);
            }
            perSecond[(int) f.awaitAttempt(60)]++;
        }
        assertThat(Arrays.stream(perSecond).max().getAsInt()).isLessThan(clients / 20);
    }

    @Test
    @DisplayName("M43: a refusal of a later login is final (login loop after a refusal)")
    void m43_refusedLater() {
        ClientFixture f = ClientFixture.tcp();
        FakeConnection first = f.online();
        Delivery pending = f.send("bob", "hello");
        first.fail(ErrorCode.CONNECTION_BROKEN);
        f.advance(1, SECONDS);
        f.server.last().answerLogin(1030, 0);
        f.listener.expect("offline CONNECTION_BROKEN for now", "error 1030", "offline LOGIN_REFUSED for good");
        assertLost(pending, 1);
        f.advance(1, HOURS);
        assertThat(f.server.connections).hasSize(2);
        assertThat(f.client.state()).isEqualTo(ClientState.DISCONNECTED);
        assertThat(f.pendingTasks()).isZero();
    }

    @Test
    @DisplayName("M43: a kick-out is final, and nothing more is sent on its connection")
    void m43_kickedOut() {
        ClientFixture f = ClientFixture.tcp();
        FakeConnection connection = f.online();
        Delivery pending = f.send("bob", "hello");
        int sent = connection.received.size();
        connection.say(Packets.kickout("alice", 1, "elsewhere"));
        f.listener.expect("kicked 1 elsewhere", "offline KICKED_OUT for good");
        assertLost(pending, 1);
        assertThat(connection.closed).isTrue();
        assertThat(connection.received).hasSize(sent);
        f.advance(1, HOURS);
        assertThat(f.server.connections).hasSize(1);
    }

    @Test
    @DisplayName("A kick-out in place of the answer to a later login is final too")
    void kickedInsteadOfAnswered() {
        ClientFixture f = ClientFixture.tcp();
        f.online().fail(ErrorCode.CONNECTION_BROKEN);
        f.advance(1, SECONDS);
        f.server.last().open().say(Packets.kickout("alice", 1, "elsewhere"));
        f.listener.expect("offline CONNECTION_BROKEN for now", "kicked 1 elsewhere", "offline KICKED_OUT for good");
        f.advance(1, HOURS);
        assertThat(f.server.connections).hasSize(2);
    }

    @Test
    @DisplayName("M43: the token supplier is asked again for every login (expired token replayed for ever)")
    void m43_freshTokens() {
        ClientFixture f = ClientFixture.tcp();
        Queue<String> tokens = new ArrayDeque<>(List.of("t1", "t2"));
        f.client.login("alice", tokens::remove);
        FakeConnection first = f.server.last().accept();
        assertThat(first.login().token()).isEqualTo("t1");
        first.fail(ErrorCode.CONNECTION_BROKEN);
        f.advance(1, SECONDS);
        FakeConnection second = f.server.last().accept();
        assertThat(second.login().token()).isEqualTo("t2");
        f.listener.expect("online alice", "offline CONNECTION_BROKEN for now", "online alice");

        second.fail(ErrorCode.CONNECTION_BROKEN);
        f.advance(2, SECONDS);
        FakeConnection third = f.server.last().open();
        assertThat(third.received).as("no token, no login").isEmpty();
        assertThat(third.closed).isTrue();
        f.listener.expect("offline CONNECTION_BROKEN for now", "error 2");
        tokens.add("t4");
        f.advance(10, SECONDS);
        assertThat(f.server.last().accept().login().token()).isEqualTo("t4");
    }

    @Test
    void aTokenSupplierThatFailsAtTheFirstLoginFailsIt() {
        ClientFixture f = ClientFixture.tcp();
        CompletableFuture<LoginResult> future = f.client.login("alice", () -> {
            throw new IllegalStateException("private");
        });
        f.server.last().open();
        assertThat(ClientFixture.errorCode(future)).isEqualTo(2);
        assertThat(ClientFixture.failure(future))
                .hasMessageNotContaining("private")
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("A supplier that takes long is not asked twice at once, and the newest connection gets the answer")
    void slowTokenSupplier() {
        List<Runnable> callbacks = new ArrayList<>();
        ClientFixture f = ClientFixture.with(b -> b.server("tcp://one").server("tcp://two"), callbacks::add, 1);
        int[] asked = {0};
        f.client.login("alice", () -> "t" + ++asked[0]);
        f.server.last().open().fail(ErrorCode.CONNECTION_BROKEN);
        FakeConnection second = f.server.last().open();
        assertThat(callbacks).hasSize(1);
        callbacks.remove(0).run();
        assertThat(second.login().token()).isEqualTo("t1");
        assertThat(asked[0]).isEqualTo(1);
    }

    @Test
    @DisplayName("M44: 301 makes one new login at once, however many come")
    void m44_sessionExpired() {
        ClientFixture f = ClientFixture.tcp();
        FakeConnection first = f.online();
        Delivery pending = f.send("bob", "hello");
        for (int i = 0; i < 5; i++) {
            first.say(Packets.error("alice", 301, "{}", null));
        }
        f.listener.expect("error 301", "offline SESSION_EXPIRED for now");
        f.advance(200, MILLISECONDS);
        assertThat(f.server.connections).hasSize(2);
        f.server.last().accept();
        assertThat(f.server.last().login().firstLoginTime()).isEqualTo(1_000);
        f.listener.expect("online alice");
        assertThat(f.server.last().messages()).hasSize(1);
        assertThat(pending.isDone()).isFalse();
    }

    @Test
    @DisplayName("A server that answers every login with 301 is not asked again and again")
    void expiringSessionsSlowDown() {
        ClientFixture f = ClientFixture.tcp();
        f.online();
        for (int i = 0; i < 600; i++) { // a minute
            FakeConnection connection = f.server.last();
            if (!connection.closed && connection.received.isEmpty()) {
                connection.accept();
            }
            if (!connection.closed) {
                connection.say(Packets.error("alice", 301, "{}", null));
            }
            f.advance(100, MILLISECONDS);
        }
        assertThat(f.server.connections).hasSizeLessThan(15);
    }

    @Test
    @DisplayName("M43: without a reconnect policy a broken connection ends the login, and the messages with it")
    void m43_neverReconnect() {
        ClientFixture f = ClientFixture.with(b -> b.server("tcp://one").reconnect(ReconnectPolicy.never()));
        FakeConnection connection = f.online();
        Delivery pending = f.send("bob", "hello");
        connection.fail(ErrorCode.CONNECTION_BROKEN);
        f.listener.expect("offline CONNECTION_BROKEN for good");
        assertLost(pending, 201);
        assertThat(f.client.state()).isEqualTo(ClientState.DISCONNECTED);
        f.advance(1, HOURS);
        assertThat(f.server.connections).hasSize(1);
    }

    @Test
    @DisplayName("M43: \"network is back\" reconnects at once; \"network is lost\" stops all attempts")
    void m43_networkHints() {
        ClientFixture f = ClientFixture.tcp();
        f.online();
        f.client.networkLost();
        f.run();
        f.listener.expect("offline NETWORK_LOST for now");
        f.advance(1, HOURS);
        assertThat(f.server.connections).hasSize(1);
        assertThat(f.pendingTasks()).isZero();

        f.client.networkAvailable();
        f.server.last().accept();
        assertThat(f.server.connections).hasSize(2);
        f.listener.expect("online alice");
    }

    @Test
    @DisplayName("The network goes away while the client is trying to come back")
    void networkLostWhileTrying() {
        ClientFixture f = ClientFixture.tcp();
        f.online().fail(ErrorCode.CONNECTION_BROKEN);
        f.advance(1, SECONDS);
        f.client.networkLost();
        f.advance(1, HOURS);
        assertThat(f.server.connections).hasSize(2);
        assertThat(f.server.open()).isZero();
        f.client.networkAvailable();
        f.run();
        assertThat(f.server.connections).hasSize(3);
    }

    @Test
    @DisplayName(
            "No reconnect when Wi-Fi is up but the internet is not: a hint on a dead connection makes the client find out")
    void hintWhileOnline() {
        ClientFixture f = ClientFixture.tcp();
        FakeConnection connection = f.online();
        f.advance(2, SECONDS);
        f.client.networkAvailable();
        f.run();
        assertThat(connection.ofType(1)).hasSize(1);
        f.advance(5, SECONDS);
        f.listener.expect("offline CONNECTION_BROKEN for now");
    }

    @Test
    @DisplayName("OutOfMemory when reconnecting without a network: thousands of attempts leave nothing behind")
    void attemptsLeaveNothingBehind() {
        ClientFixture f = ClientFixture.tcp();
        f.online().fail(ErrorCode.CONNECTION_BROKEN);
        for (int i = 0; i < 5_000; i++) {
            f.advance(1, MINUTES);
            f.server.last().fail(ErrorCode.NO_LOCAL_NETWORK);
            f.server.connections.clear();
            assertThat(f.pendingTasks()).isEqualTo(1);
        }
        f.listener.events().clear();
        f.client.close();
        f.run();
        assertThat(f.pendingTasks()).isZero();
        assertThat(f.closedCalls).isEqualTo(1);
    }

    @Test
    @DisplayName("Token suppliers run on an executor of their own if they were given one")
    void tokenExecutor() {
        List<Runnable> asking = new ArrayList<>();
        ClientFixture f = ClientFixture.with(b -> b.server("tcp://one").tokenExecutor(asking::add));
        f.client.login("alice", () -> "t1");
        FakeConnection connection = f.server.last().open();
        assertThat(connection.received).isEmpty();
        asking.remove(0).run();
        assertThat(connection.login().token()).isEqualTo("t1");
    }

    @Test
    void aTokenExecutorThatTakesNothingFailsTheLogin() {
        ClientFixture f = ClientFixture.with(b -> b.server("tcp://one").tokenExecutor(task -> {
            throw new RejectedExecutionException();
        }));
        CompletableFuture<LoginResult> future = f.client.login("alice", () -> "t1");
        f.server.last().open();
        assertThat(ClientFixture.errorCode(future)).isEqualTo(2);
    }

    @Test
    @DisplayName("M43: another network replaces the connection at once, and an attempt under way")
    void m43_networkChanged() {
        ClientFixture f = ClientFixture.tcp();
        FakeConnection overWifi = f.online();
        Delivery pending = f.send("bob", "hello");
        f.client.networkChanged();
        f.run();
        assertThat(overWifi.closed).isTrue();
        f.listener.expect("offline CONNECTION_BROKEN for now");
        assertThat(f.server.connections).hasSize(2);

        f.client.networkChanged();
        f.run();
        assertThat(f.server.connections).hasSize(3);
        assertThat(f.server.open()).isEqualTo(1);
        FakeConnection overMobile = f.server.last().accept();
        f.listener.expect("online alice");
        assertThat(overMobile.login().firstLoginTime()).isEqualTo(1_000);
        assertThat(overMobile.messages()).hasSize(1);
        assertThat(pending.isDone()).isFalse();
        assertThat(f.pendingTasks()).as("heartbeat and send timeout").isLessThanOrEqualTo(3);
    }

    @Test
    @DisplayName("Another network in the middle of a first login begins it anew, and does not fail it")
    void networkChangedDuringTheFirstLogin() {
        ClientFixture f = ClientFixture.tcp();
        CompletableFuture<LoginResult> future = f.client.login("alice", "secret");
        f.server.last().open();
        f.client.networkChanged();
        f.server.last().accept();
        assertThat(f.server.connections).hasSize(2);
        assertThat(future.join().accepted()).isTrue();
    }

    @Test
    @DisplayName("M43: without a reconnect policy another network ends the login")
    void networkChangedWithoutReconnect() {
        ClientFixture f = ClientFixture.with(b -> b.server("tcp://one").reconnect(ReconnectPolicy.never()));
        f.online();
        f.client.networkChanged();
        f.run();
        f.listener.expect("offline CONNECTION_BROKEN for good");
        assertThat(f.server.connections).hasSize(1);
    }

    @Test
    @DisplayName("M43: a login of an earlier run is tried until it succeeds, as the same session")
    void m43_resume() {
        ClientFixture f = ClientFixture.tcp();
        CompletableFuture<Void> ready = f.client.resume("alice", () -> "t", "extra", 777);
        f.run();
        assertThat(ready).isCompleted();
        f.server.last().fail(ErrorCode.CANNOT_CONNECT);
        f.listener.expect("error 202");
        assertThat(f.client.state()).isEqualTo(ClientState.WAITING_RECONNECT);
        assertThat(f.client.userId()).isEqualTo("alice");
        Delivery pending = f.send("bob", "hello");

        f.advance(1, SECONDS);
        FakeConnection second = f.server.last().answerLogin(0, 9_999);
        assertThat(second.login().firstLoginTime()).isEqualTo(777);
        assertThat(second.login().extra()).isEqualTo("extra");
        f.listener.expect("online alice");
        CompletableFuture<LoginResult> again = f.client.login("alice", "t");
        f.run();
        assertThat(again).isCompleted();
        assertThat(again.join().firstLoginTime()).isEqualTo(777);
        assertThat(second.messages()).hasSize(1);
        assertThat(pending.isDone()).isFalse();
    }

    @Test
    @DisplayName("M43: resumed without a network, the client waits for one")
    void m43_resumeWithoutNetwork() {
        ClientFixture f = ClientFixture.tcp();
        f.client.networkLost();
        CompletableFuture<Void> ready = f.client.resume("alice", () -> "t", null, 777);
        f.advance(1, HOURS);
        assertThat(ready).isCompleted();
        assertThat(f.server.connections).isEmpty();
        assertThat(f.client.state()).isEqualTo(ClientState.WAITING_RECONNECT);
        f.client.networkAvailable();
        f.server.last().accept();
        f.listener.expect("online alice");
    }

    @Test
    @DisplayName("M21: a resumed login that is refused, or was replaced by another device, is over")
    void m21_resumeRefusedOrKickedOut() {
        ClientFixture refused = ClientFixture.tcp();
        refused.client.resume("alice", () -> "expired", null, 777);
        refused.server.last().answerLogin(1025, 0);
        refused.listener.expect("error 1025", "offline LOGIN_REFUSED for good");

        ClientFixture kicked = ClientFixture.tcp();
        kicked.client.resume("alice", () -> "t", null, 777);
        kicked.server.last().open().say(Packets.kickout("alice", 1, "elsewhere"));
        kicked.listener.expect("kicked 1 elsewhere", "offline KICKED_OUT for good");
        kicked.advance(1, HOURS);
        assertThat(kicked.server.connections).hasSize(1);
    }

    @Test
    @DisplayName("Resumed without knowing the first login's time, the server's is kept")
    void resumeWithoutFirstLoginTime() {
        ClientFixture f = ClientFixture.tcp();
        f.client.resume("alice", () -> "t", null, 0);
        f.server.last().accept();
        CompletableFuture<LoginResult> again = f.client.login("alice", "t");
        f.run();
        assertThat(again).isCompleted();
        assertThat(again.join().firstLoginTime()).isEqualTo(1_000);
    }

    @Test
    @DisplayName("M43: a hint after a sleep, in which the connection was silent for too long, reconnects at once")
    void m43_hintAfterASleep() {
        ClientFixture f = ClientFixture.tcp();
        FakeConnection connection = f.online();
        f.sleep(1, HOURS);
        f.client.networkAvailable();
        f.run();
        assertThat(connection.closed).isTrue();
        f.listener.expect("offline CONNECTION_BROKEN for now");
        f.server.last().accept();
        assertThat(f.server.connections).hasSize(2);
        f.listener.expect("online alice");
    }

    @Test
    @DisplayName("M7: what came due in a sleep happens at once when the device wakes up")
    void m7_timersOfASleep() {
        ClientFixture f = ClientFixture.tcp();
        f.online();
        f.sleep(17, SECONDS); // less than a dead connection, more than an interval
        f.run();
        assertThat(f.server.last().ofType(1)).hasSize(1);
        f.sleep(1, HOURS);
        f.run();
        f.listener.expect("offline CONNECTION_BROKEN for now");
    }
}
