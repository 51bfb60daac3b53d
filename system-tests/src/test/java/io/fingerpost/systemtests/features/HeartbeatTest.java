package io.fingerpost.systemtests.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.client.ClientState;
import io.fingerpost.client.ImClient;
import io.fingerpost.client.OfflineReason;
import io.fingerpost.core.Transport;
import io.fingerpost.server.gateway.tcp.TcpGateway;
import io.fingerpost.testkit.BadNetworkRelay.Direction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** M7: who is alive, and how soon it shows that somebody is not. */
class HeartbeatTest {
    private static final List<String> SCHEMES = List.of("udp", "tcp", "ws");
    /** What a busy machine may add to a bound of the contract. */
    private static final Duration SLACK = Duration.ofSeconds(4);

    @AutoClose
    private final Scene scene = new Scene();

    @ParameterizedTest
    @ValueSource(ints = {3, 5, 10, 15, 30, 60, 120})
    void m7_presets(int seconds) {
        assertThat(ImClient.builder()
                        .heartbeat(seconds, TimeUnit.SECONDS)
                        .config()
                        .heartbeatNanos(Transport.TCP))
                .isEqualTo(TimeUnit.SECONDS.toNanos(seconds));
        assertThat(TcpGateway.builder().heartbeat(seconds, TimeUnit.SECONDS).build())
                .isNotNull();
    }

    @Test
    void m7_others_aDeadPeerIsNoticedByBothEndsWithinTheIntervalAndFiveSeconds() {
        TestServer server = scene.server(s -> s.heartbeatSeconds(3));
        TestClient idle = scene.online("idle", server.url("udp"), b -> b.heartbeat(3, TimeUnit.SECONDS));
        List<Road> roads = new ArrayList<>();
        List<TestClient> clients = new ArrayList<>();
        for (String scheme : SCHEMES) {
            Road road = scene.road(server, scheme);
            roads.add(road);
            clients.add(scene.online(scheme, road.url(), b -> b.heartbeat(3, TimeUnit.SECONDS)));
        }

        long startNanos = System.nanoTime();
        roads.forEach(Road::swallow);
        clients.forEach(c -> c.awaitOffline(OfflineReason.CONNECTION_BROKEN, true));
        SCHEMES.forEach(scheme -> server.app.events.await("logout " + scheme + " TIMEOUT"));
        Duration took = Duration.ofNanos(System.nanoTime() - startNanos);

        assertThat(took).isLessThan(Duration.ofSeconds(3 + 5).plus(SLACK));
        assertThat(idle.im.state()).isEqualTo(ClientState.ONLINE); // for longer than the server's expiry
        assertThat(server.sessions().isOnline("idle")).isTrue();

        roads.forEach(Road::open);
        clients.forEach(TestClient::awaitOnline);
        clients.forEach(c -> c.sendConfirmed("0", "back again"));
    }

    @Test
    void m7_others_connectedButNothingFlowsTowardsTheClient() {
        TestServer server = scene.server();
        Road road = scene.road(server, "udp");
        TestClient alice = scene.online(
                "alice", road.url(), b -> b.heartbeat(1, TimeUnit.SECONDS).loginTimeout(2, TimeUnit.SECONDS));

        road.loseAll(Direction.TO_CLIENT);
        alice.awaitOffline(OfflineReason.CONNECTION_BROKEN, true);
        alice.events.await("error 202"); // a new login was tried, and not answered either
        road.loseNothing();

        alice.awaitOnline();
        alice.sendConfirmed("0", "back again");
        assertThat(server.sessions().count()).isEqualTo(1);
    }

    @Test
    void m43_others_noReconnectWhenWifiIsUpButTheInternetIsNot() {
        TestServer server = scene.server();
        Road road = scene.road(server, "tcp");
        TestClient alice = scene.online(
                "alice", road.url(), b -> b.loginTimeout(2, TimeUnit.SECONDS).connectTimeout(2, TimeUnit.SECONDS));

        road.swallow();
        alice.im.networkAvailable(); // the Wi-Fi came back: the client looks, and sees that nothing answers
        alice.awaitOffline(OfflineReason.CONNECTION_BROKEN, true);
        alice.events.await("error 202");
        alice.im.networkAvailable();
        alice.events.await("error 202"); // it does not stop at the first failure

        road.open();
        alice.awaitOnline();
        alice.sendConfirmed("0", "back again");
    }

    @Test
    void m42_others_aSlowCallbackDoesNotStopHeartbeats() {
        TestServer server = scene.server(s -> s.expiryMillis(4_000));
        CountDownLatch goOn = new CountDownLatch(1);
        List<TestClient> clients = new ArrayList<>();
        for (String scheme : SCHEMES) {
            TestClient client = scene.online(scheme, server.url(scheme), b -> b.heartbeat(1, TimeUnit.SECONDS));
            client.onMessage = m -> LoginTest.awaitUninterruptibly(goOn);
            clients.add(client);
        }
        SCHEMES.forEach(scheme -> server.sender().send(scheme, "read this slowly"));
        clients.forEach(TestClient::awaitText);

        Wait.whileHolds(
                Duration.ofSeconds(6),
                () -> clients.stream().allMatch(c -> c.im.state() == ClientState.ONLINE)
                        && server.sessions().count() == SCHEMES.size(),
                "everybody stays online");

        goOn.countDown();
        SCHEMES.forEach(scheme -> server.app.events.await("delivery", e -> e.startsWith("s2cDelivered")));
        assertThat(server.app.count("logout")).isZero();
    }
}
