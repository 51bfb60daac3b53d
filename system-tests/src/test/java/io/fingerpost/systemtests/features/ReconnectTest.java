package io.fingerpost.systemtests.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.client.ClientException;
import io.fingerpost.client.ClientState;
import io.fingerpost.client.OfflineReason;
import io.fingerpost.client.ReconnectPolicy;
import io.fingerpost.core.ErrorCode;
import io.fingerpost.core.delivery.Delivery;
import io.fingerpost.core.delivery.DeliveryState;
import io.fingerpost.server.LoginDecision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** M43: coming back, and when not to. */
class ReconnectTest {
    /** So long that nothing but a hint brings the client back while the test runs. */
    private static final ReconnectPolicy PATIENT = ReconnectPolicy.exponential(12, 12, TimeUnit.HOURS);

    @AutoClose
    private final Scene scene = new Scene();

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp", "ws"})
    void m43_afterAServerRestartAndWhatWasSentMeanwhileArrives(String scheme) {
        TestServer server = scene.server(TestServer.Settings::restartable);
        TestClient alice = scene.online("alice", server.url(scheme), b -> b.heartbeat(1, TimeUnit.SECONDS));
        TestClient bob = scene.online("bob", server.url(scheme), b -> b.heartbeat(1, TimeUnit.SECONDS));

        server.stop();
        alice.events.await("offline", e -> e.startsWith("offline ") && e.endsWith(" true"));
        Delivery meanwhile = alice.send("0", "sent during the outage");
        assertThat(meanwhile.isDone()).isFalse();
        server.startAgain();

        alice.awaitOnline();
        assertThat(TestClient.outcome(meanwhile)).isEqualTo(DeliveryState.DELIVERED);
        server.app.events.await("c2s alice sent during the outage");
        bob.events.await("offline", e -> e.startsWith("offline ") && e.endsWith(" true"));
        bob.awaitOnline();
        alice.sendConfirmed("bob", "here again");
        assertThat(bob.awaitText()).isEqualTo("here again");
        assertThat(alice.im.statistics().reconnects()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "ws"})
    void m43_afterTheConnectionIsCutWithMessagesUnderWay(String scheme) {
        TestServer server = scene.server();
        Road road = scene.road(server, scheme);
        TestClient alice = scene.online("alice", road.url());
        List<Delivery> deliveries = new ArrayList<>();

        for (int round = 0; round < 4; round++) {
            for (int i = 0; i < 25; i++) {
                deliveries.add(alice.send("0", round + "/" + i));
            }
            road.cut();
            alice.awaitOffline(OfflineReason.CONNECTION_BROKEN, true);
            alice.awaitOnline();
        }

        assertThat(deliveries).allMatch(d -> TestClient.outcome(d) == DeliveryState.DELIVERED);
        assertThat(server.app.count("c2s")).isEqualTo(100); // repeats after the cut were not handed over again
    }

    @Test
    void m43_severalAddressesOfWhichTheFirstAreDead() {
        TestServer server = scene.server();
        TestClient alice = scene.client(
                "tcp://no-such-host.invalid",
                b -> b.server(deadUrl("tcp"))
                        .server(deadUrl("ws"))
                        .server(server.url("udp"))
                        .server(server.url("tcp")));

        alice.login("alice");

        alice.sendConfirmed("0", "found it");
    }

    @Test
    void m43_afterAnOutageTheNextAddressIsTried() {
        TestServer first = scene.server(TestServer.Settings::restartable);
        TestServer second = scene.server();
        TestClient alice = scene.online("alice", first.url("tcp"), b -> b.server(second.url("ws")));
        assertThat(second.sessions().count()).isZero();

        first.stop();

        alice.awaitOffline(OfflineReason.CONNECTION_BROKEN, true);
        alice.awaitOnline();
        alice.sendConfirmed("0", "over there");
        assertThat(second.app.count("c2s alice over there")).isEqualTo(1);
        first.startAgain(); // so that it can be closed
    }

    @Test
    void others_reloginImpossibleAfterAWrongAddressFirst() {
        TestServer server = scene.server(TestServer.Settings::restartable);
        server.stop();
        TestClient alice = scene.client(server.url("tcp"));
        for (int i = 0; i < 3; i++) {
            ClientException why = (ClientException) TestClient.failureOf(alice.im.login("alice", "token"));
            assertThat(why.errorCode()).isEqualTo(ErrorCode.CANNOT_CONNECT);
            assertThat(alice.im.state()).isEqualTo(ClientState.DISCONNECTED);
        }
        server.startAgain();

        alice.login("alice");
        alice.sendConfirmed("0", "at last");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "ws"})
    void m43_others_anExpiredTokenIsNotReplayed(String scheme) {
        TestServer server = scene.server();
        Set<String> used = ConcurrentHashMap.newKeySet();
        server.app.verify = r -> used.add(r.token()) ? LoginDecision.accept() : LoginDecision.refuse(1026);
        Road road = scene.road(server, scheme);
        AtomicInteger asked = new AtomicInteger();
        TestClient alice = scene.client(road.url());
        TestClient.get(alice.im.login("alice", () -> "token-" + asked.incrementAndGet()));
        alice.awaitOnline();

        for (int i = 0; i < 3; i++) {
            road.cut();
            alice.awaitOffline(OfflineReason.CONNECTION_BROKEN, true);
            alice.awaitOnline();
        }

        assertThat(used).containsExactlyInAnyOrder("token-1", "token-2", "token-3", "token-4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "ws"})
    void m43_others_stopsForGoodWhenTheServerRefusesTheRelogin(String scheme) {
        TestServer server = scene.server();
        server.app.verify = r -> r.relogin() ? LoginDecision.refuse(1030) : LoginDecision.accept();
        Road road = scene.road(server, scheme);
        TestClient alice = scene.online("alice", road.url());

        road.cut();

        alice.awaitOffline(OfflineReason.CONNECTION_BROKEN, true);
        alice.events.await("error 1030");
        alice.awaitOffline(OfflineReason.LOGIN_REFUSED, false);
        assertThat(alice.im.state()).isEqualTo(ClientState.DISCONNECTED);
        Wait.whileHolds(Duration.ofMillis(600), () -> server.app.count("verify") == 2, "nothing more is tried");
        alice.login("alice"); // when the user wants to
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp", "ws"})
    void m43_theHintThatTheNetworkIsBackReconnectsAtOnce(String scheme) {
        TestServer server = scene.server();
        TestClient alice = scene.online("alice", server.url(scheme), b -> b.reconnect(PATIENT));

        alice.im.networkLost();
        alice.awaitOffline(OfflineReason.NETWORK_LOST, true);
        assertThat(alice.im.state()).isEqualTo(ClientState.WAITING_RECONNECT);
        Delivery meanwhile = alice.send("0", "kept until then");
        alice.im.networkAvailable();

        alice.awaitOnline();
        assertThat(TestClient.outcome(meanwhile)).isEqualTo(DeliveryState.DELIVERED);
    }

    @Test
    void m43_theHintEndsTheWaitAfterABrokenConnectionToo() {
        TestServer server = scene.server();
        Road road = scene.road(server, "tcp");
        TestClient alice = scene.online("alice", road.url(), b -> b.reconnect(PATIENT));
        road.cut();
        alice.awaitOffline(OfflineReason.CONNECTION_BROKEN, true);

        alice.im.networkAvailable();

        alice.awaitOnline();
    }

    @Test
    void m43_withoutReconnectALostConnectionEndsTheLogin() {
        TestServer server = scene.server();
        Road road = scene.road(server, "tcp");
        TestClient alice = scene.online("alice", road.url(), b -> b.reconnect(ReconnectPolicy.never()));

        road.cut();

        alice.awaitOffline(OfflineReason.CONNECTION_BROKEN, false);
        assertThat(alice.im.state()).isEqualTo(ClientState.DISCONNECTED);
    }

    @Test
    void m43_others_clientsDoNotComeBackAllAtOnce() {
        int count = 20;
        TestServer server = scene.server(s -> s.only("tcp").restartable());
        ConcurrentLinkedQueue<Long> backNanos = new ConcurrentLinkedQueue<>();
        server.app.verify = r -> {
            if (r.relogin()) {
                backNanos.add(System.nanoTime());
            }
            return LoginDecision.accept();
        };
        List<TestClient> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(scene.online(
                    "user" + i,
                    server.url("tcp"),
                    b -> b.reconnect(ReconnectPolicy.exponential(2, 2, TimeUnit.SECONDS))));
        }

        server.stop();
        server.startAgain();
        clients.forEach(c -> c.awaitOffline(OfflineReason.CONNECTION_BROKEN, true));
        clients.forEach(TestClient::awaitOnline);

        List<Long> sorted = backNanos.stream().sorted().toList();
        assertThat(sorted).hasSize(count);
        Duration spread = Duration.ofNanos(sorted.get(count - 1) - sorted.get(0));
        // Evenly spread over 2 s, twenty are within half a second of each other less than once in 10^10 runs.
        assertThat(spread).isGreaterThan(Duration.ofMillis(500));
    }

    /** Returns an address of this machine where nobody listens. */
    private static String deadUrl(String scheme) {
        return scheme + "://127.0.0.1:1";
    }
}
