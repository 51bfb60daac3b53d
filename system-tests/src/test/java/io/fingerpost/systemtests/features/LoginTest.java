package io.fingerpost.systemtests.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.client.ClientState;
import io.fingerpost.client.LoginResult;
import io.fingerpost.client.ReconnectPolicy;
import io.fingerpost.core.Transport;
import io.fingerpost.server.LoginDecision;
import io.fingerpost.server.LoginRequest;
import io.fingerpost.testkit.BadNetworkRelay.Direction;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** M21, M22 and the login of M40. */
class LoginTest {
    private static final Map<String, Transport> TRANSPORTS =
            Map.of("udp", Transport.UDP, "tcp", Transport.TCP, "ws", Transport.WEBSOCKET);

    @AutoClose
    private final Scene scene = new Scene();

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp", "ws"})
    void m21_theApplicationSeesWhoAsksAndDecides(String scheme) {
        TestServer server = scene.server();
        EventLog<LoginRequest> requests = new EventLog<>("requests");
        server.app.verify = r -> {
            requests.add(r);
            return "secret".equals(r.token()) ? LoginDecision.accept() : LoginDecision.refuse(1025);
        };
        TestClient alice = scene.client(server.url(scheme));

        LoginResult refused = TestClient.get(alice.im.login("alice", "guess", "extra"));
        assertThat(refused.refused()).isTrue();
        assertThat(refused.code()).isEqualTo(1025);
        assertThat(alice.im.userId()).isNull();

        LoginResult accepted = TestClient.get(alice.im.login("alice", "secret"));
        assertThat(accepted.accepted()).isTrue();
        assertThat(accepted.code()).isZero();
        assertThat(accepted.firstLoginTime()).isPositive();
        assertThat(alice.im.userId()).isEqualTo("alice");
        alice.awaitOnline();

        LoginRequest first = requests.awaitNext();
        assertThat(first.userId()).isEqualTo("alice");
        assertThat(first.token()).isEqualTo("guess");
        assertThat(first.extra()).isEqualTo("extra");
        assertThat(first.relogin()).isFalse();
        assertThat(first.transport()).isEqualTo(TRANSPORTS.get(scheme));
        assertThat(first.remoteAddress().getAddress().isLoopbackAddress()).isTrue();
        assertThat(first.toString()).doesNotContain("guess").doesNotContain("extra");
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp", "ws"})
    void m21_others_loginLoopAfterARefusal(String scheme) {
        TestServer server = scene.server();
        server.app.verify = r -> LoginDecision.refuse(4711);
        TestClient alice = scene.client(
                server.url(scheme), b -> b.reconnect(ReconnectPolicy.exponential(1, 2, TimeUnit.MILLISECONDS)));

        LoginResult result = TestClient.get(alice.im.login("alice", "token"));

        assertThat(result.code()).isEqualTo(4711);
        assertThat(alice.im.state()).isEqualTo(ClientState.DISCONNECTED);
        Wait.whileHolds(
                Duration.ofMillis(300),
                () -> server.app.count("verify") == 1 && alice.im.state() == ClientState.DISCONNECTED,
                "nothing more is tried");
        assertThat(server.sessions().isOnline("alice")).isFalse();
    }

    @Test
    void m21_aLoginThatCannotBeDecidedNowFailsAndMayBeTriedAgain() {
        TestServer server = scene.server();
        server.app.verify = r -> {
            throw new IllegalStateException("the database is down");
        };
        TestClient alice = scene.client(server.url("tcp"));

        assertThat(TestClient.failureOf(alice.im.login("alice", "token"))).isNotNull();
        alice.events.await("error 2");

        server.app.verify = r -> LoginDecision.accept();
        alice.login("alice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp", "ws"})
    void m22_aRepeatedLoginDoesNotAskTheApplicationAgain(String scheme) {
        TestServer server = scene.server();
        TestClient alice = scene.online("alice", server.url(scheme));

        LoginResult again = TestClient.get(alice.im.login("alice", "another token"));

        assertThat(again.accepted()).isTrue();
        alice.sendConfirmed("0", "still the same session");
        assertThat(server.app.count("verify")).isEqualTo(1);
        assertThat(server.app.count("login")).isEqualTo(1);
        assertThat(server.app.count("logout")).isZero();
    }

    @Test
    void m22_loginsRepeatedBecauseTheAnswerGotLostAreOneLogin() {
        TestServer server = scene.server();
        Road road = scene.road(server, "udp");
        road.loseAll(Direction.TO_CLIENT);
        TestClient alice = scene.client(road.url());

        CompletableFuture<LoginResult> login = alice.im.login("alice", "token");
        Wait.until(() -> road.passed(Direction.TO_TARGET) >= 3, "three logins on the wire");
        road.loseNothing();

        assertThat(TestClient.get(login).accepted()).isTrue();
        alice.awaitOnline();
        alice.sendConfirmed("0", "so the callbacks before it are over");
        assertThat(server.app.count("verify")).isEqualTo(1);
        assertThat(server.app.count("login")).isEqualTo(1);
        assertThat(server.sessions().count()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    void m22_onTheWireARepeatIsAnsweredAndAnotherUserIsRefused(String scheme) {
        TestServer server = scene.server();
        RawPeer raw = scene.add(RawPeer.of(scheme, server));
        long time = raw.logIn("alice");

        assertThat(raw.logIn("alice")).isEqualTo(time);
        raw.send(RawPeer.login("mallory"));
        assertThat(raw.awaitError()).isEqualTo(4);

        assertThat(server.sessions().isOnline("mallory")).isFalse();
        assertThat(server.sessions().isOnline("alice")).isTrue();
        assertThat(server.app.count("verify")).isEqualTo(1);
    }

    @Test
    void m40_loginIsAsynchronousAndASlowApplicationBlocksNobody() {
        TestServer server = scene.server();
        CountDownLatch decided = new CountDownLatch(1);
        server.app.verify = r -> {
            if (r.userId().equals("slow")) {
                awaitUninterruptibly(decided);
            }
            return LoginDecision.accept();
        };
        TestClient slow = scene.client(server.url("tcp"));
        CompletableFuture<LoginResult> login = slow.im.login("slow", "token");
        server.app.events.await("verify slow");

        TestClient quick = scene.online("quick", server.url("tcp"));
        quick.sendConfirmed("0", "meanwhile");
        assertThat(login).isNotDone();
        assertThat(slow.im.state()).isEqualTo(ClientState.AUTHENTICATING);

        decided.countDown();
        assertThat(TestClient.get(login).accepted()).isTrue();
        slow.awaitOnline();
    }

    static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            if (!latch.await(EventLog.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("waited in vain");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
