package io.fingerpost.systemtests.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fingerpost.client.ClientState;
import io.fingerpost.client.OfflineReason;
import io.fingerpost.client.ReconnectPolicy;
import io.fingerpost.core.Transport;
import io.fingerpost.core.delivery.Delivery;
import io.fingerpost.core.delivery.DeliveryState;
import io.fingerpost.server.ImServer;
import io.fingerpost.server.gateway.tcp.TcpGateway;
import io.fingerpost.server.gateway.udp.UdpGateway;
import io.fingerpost.server.gateway.websocket.WebSocketGateway;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** M20, and what is left after a client was closed. Alone in the JVM, because it looks at all threads of it. */
@Isolated
class LifecycleTest {
    @AutoClose
    private final Scene scene = new Scene();

    @BeforeEach
    void nobodyElse() {
        awaitNoThreads("fingerpost"); // of a test before that has just closed its clients
    }

    @Test
    void m20_startStopStartAgain() throws IOException {
        TestApplication app = new TestApplication();
        ImServer server = scene.add(ImServer.builder()
                .gateway(UdpGateway.builder().port(0).build())
                .gateway(TcpGateway.builder().port(0).build())
                .gateway(WebSocketGateway.builder().port(0).build())
                .listener(app)
                .build());
        for (int round = 1; round <= 3; round++) {
            assertThat(server.start()).isSameAs(server);
            assertThatThrownBy(server::start).isInstanceOf(IllegalStateException.class);
            for (String scheme : List.of("udp", "tcp", "ws")) {
                try (TestClient client = new TestClient(url(server, scheme), b -> {})) {
                    client.login("alice");
                    client.sendConfirmed("0", scheme + round);
                }
            }
            server.close();
            server.close(); // does nothing
            awaitNoThreads("fingerpost");
            assertThatThrownBy(server::sender).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(server::sessions).isInstanceOf(IllegalStateException.class);
            assertThat(app.count("login")).isEqualTo(3L * round);
            assertThat(app.count("logout")).isEqualTo(3L * round);
        }
    }

    private static String url(ImServer server, String scheme) {
        Transport transport = switch (scheme) {
            case "udp" -> Transport.UDP;
            case "tcp" -> Transport.TCP;
            default -> Transport.WEBSOCKET;
        };
        return scheme + "://127.0.0.1:" + server.port(transport);
    }

    @Test
    void m20_closingEndsSessionsAndMessagesAndGivesPortsBack() throws IOException {
        TestServer server = scene.server(TestServer.Settings::restartable);
        TestClient alice = scene.online("alice", server.url("tcp"));
        RawPeer silent = scene.add(RawPeer.udp(server.port("udp")));
        silent.logIn("silent");
        Delivery open = server.sender().send("silent", "never acknowledged");
        silent.await(2);

        server.stop();

        server.app.events.await("logout alice CLOSED");
        server.app.events.await("logout silent CLOSED");
        assertThat(TestClient.outcome(open)).isEqualTo(DeliveryState.LOST);
        alice.awaitOffline(OfflineReason.CONNECTION_BROKEN, true);
        assertThat(threads("fingerpost")).allMatch(t -> t.startsWith("fingerpost-client"));
        new ServerSocket(server.port("tcp"), 1, InetAddress.getLoopbackAddress()).close();
        new ServerSocket(server.port("ws"), 1, InetAddress.getLoopbackAddress()).close();
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port("udp"))).close();
        server.startAgain();
        alice.awaitOnline();
    }

    @Test
    void m20_aPortThatIsTakenIsNamedAndNothingIsLeftRunning() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ImServer server = ImServer.builder()
                    .gateway(UdpGateway.builder().port(0).build())
                    .gateway(TcpGateway.builder()
                            .host("127.0.0.1")
                            .port(taken.getLocalPort())
                            .build())
                    .listener(new TestApplication())
                    .build();

            assertThatThrownBy(server::start)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(String.valueOf(taken.getLocalPort()));

            awaitNoThreads("fingerpost");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp", "ws"})
    void others_noThreadIsLeftAfterClose(String scheme) {
        TestServer server = scene.server();
        Road road = scene.road(server, scheme);
        TestClient online = scene.online("alice", server.url(scheme));
        TestClient waiting =
                scene.online("bob", road.url(), b -> b.reconnect(ReconnectPolicy.exponential(1, 1, TimeUnit.HOURS)));
        TestClient connecting = scene.client(road.url());
        TestClient neverUsed = scene.client(server.url(scheme));
        waiting.im.networkLost();
        waiting.awaitOffline(OfflineReason.NETWORK_LOST, true);
        road.swallow();
        connecting.im.login("carol", "token");

        List.of(online, waiting, connecting, neverUsed).forEach(c -> c.im.close());

        online.awaitOffline(OfflineReason.CLOSED, false);
        waiting.awaitOffline(OfflineReason.CLOSED, false);
        awaitNoThreads("fingerpost-client");
        assertThat(connecting.im.state()).isEqualTo(ClientState.CLOSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"onMessage", "onOnline", "onOffline", "future"})
    void others_closingFromACallbackEndsAllThreads(String callback) {
        TestServer server = scene.server();
        TestClient alice = scene.client(server.url("tcp")).forgiving();
        alice.onMessage = m -> alice.im.close();
        alice.onEvent = e -> {
            if ((callback.equals("onOnline") && e.startsWith("online")) || e.startsWith("offline")) {
                alice.im.close();
            }
        };
        var login = alice.im.login("alice", "token");
        if (callback.equals("future")) {
            login.whenComplete((result, failure) -> alice.im.close());
        }
        server.app.events.await("login alice");
        if (callback.equals("onMessage")) {
            server.sender().send("alice", "close yourself");
        } else if (callback.equals("onOffline")) {
            TestClient.get(login);
            alice.im.networkLost();
        }

        alice.events.await("the end", e -> e.startsWith("offline") && e.endsWith("false"));
        awaitNoThreads("fingerpost-client");
        server.app.events.await("logout", e -> e.startsWith("logout alice"));
    }

    @Test
    void others_noThreadsPileUpWhileReconnectingWithoutANetwork() {
        TestServer server = scene.server(s -> s.only("tcp").restartable());
        TestClient alice = scene.online(
                "alice", server.url("tcp"), b -> b.reconnect(ReconnectPolicy.exponential(1, 2, TimeUnit.MILLISECONDS)));

        server.stop();
        alice.awaitOffline(OfflineReason.CONNECTION_BROKEN, true);
        Wait.until(
                () -> {
                    assertThat(threads("fingerpost-client")).hasSizeLessThanOrEqualTo(8);
                    return alice.events.count(e -> e.equals("error 202")) >= 300;
                },
                "300 failed attempts");

        server.startAgain();
        alice.awaitOnline();
    }

    @Test
    void m20_aBlockedCallbackDoesNotKeepTheServerFromClosing() {
        CountDownLatch never = new CountDownLatch(1);
        TestServer server = scene.server();
        server.app.onC2s = p -> LoginTest.awaitUninterruptibly(never); // until it is interrupted
        TestClient alice = scene.online("alice", server.url("tcp"));
        alice.send("0", "block");
        server.app.events.await("c2s alice block");

        server.stop();

        alice.awaitOffline(OfflineReason.CONNECTION_BROKEN, true);
        assertThat(threads("fingerpost")).allMatch(t -> t.startsWith("fingerpost-client"));
    }

    private static void awaitNoThreads(String prefix) {
        Awaitility.await()
                .atMost(EventLog.PATIENCE)
                .untilAsserted(() -> assertThat(threads(prefix)).isEmpty());
    }

    private static List<String> threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith(prefix))
                .sorted()
                .toList();
    }
}
