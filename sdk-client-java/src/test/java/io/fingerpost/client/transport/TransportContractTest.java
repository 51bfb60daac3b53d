package io.fingerpost.client.transport;

import static io.fingerpost.client.transport.RealClient.await;
import static io.fingerpost.client.transport.RealClient.outcome;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.client.ClientException;
import io.fingerpost.client.ClientState;
import io.fingerpost.client.ReconnectPolicy;
import io.fingerpost.core.PacketType;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.codec.Packets;
import io.fingerpost.core.delivery.Delivery;
import io.fingerpost.core.delivery.DeliveryState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every transport, on real sockets. */
@Isolated("it counts the threads of clients")
class TransportContractTest {
    @TempDir
    private static Path folder;

    private static TestTls tls;

    @BeforeAll
    static void makeCertificate() throws Exception {
        tls = new TestTls(folder, "localhost");
    }

    private static MiniServer server(String scheme) throws Exception {
        return switch (scheme) {
            case "tcp" -> new MiniTcpServer();
            case "tls" -> new MiniTcpServer(tls.context);
            case "udp" -> new MiniUdpServer();
            case "ws" -> new MiniWebSocketServer(null);
            default -> new MiniWebSocketServer(tls.context);
        };
    }

    private static RealClient client(MiniServer server) {
        return new RealClient(b -> b.server(server.address()).sslContext(tls.context));
    }

    private static Set<String> clientThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("fingerpost-client"))
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "tls", "udp", "ws", "wss"})
    @DisplayName(
            "M1: login, C2S, receiving, logout over each transport; after close no thread is left (listener thread left after close)")
    void m1_theWholeWay(String scheme) throws Exception {
        try (MiniServer server = server(scheme);
                RealClient c = client(server)) {
            assertThat(c.login().accepted()).isTrue();
            Delivery delivery = c.client.sender().sendToServer("grüße, 你好 \uD83D\uDE00");
            assertThat(outcome(delivery)).isEqualTo(DeliveryState.DELIVERED);
            assertThat(server.received.get(1).dataContent()).isEqualTo("grüße, 你好 \uD83D\uDE00");

            server.push(Protocal.message("alice", "你好").from("bob").fp("f1").build());
            c.awaitEvent("message bob: 你好");
            await().until(() -> server.received.contains(Packets.ack("alice", "bob", "f1")));
            assertThat(c.client.statistics().transport()).isNotNull();

            c.client.logout().get();
            await().until(() -> server.count(PacketType.LOGOUT) == 1);
            assertThat(c.login().accepted()).isTrue();
            c.client.close();
            await().until(() -> server.count(PacketType.LOGOUT) == 2);
            await().untilAsserted(() -> assertThat(clientThreads()).isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "tls", "ws", "wss"})
    @DisplayName("M23: a logout arrives although the server is sending at that moment")
    void m23_logoutArrives(String scheme) throws Exception {
        try (MiniServer server = server(scheme);
                RealClient c = client(server)) {
            for (int i = 1; i <= 15; i++) {
                c.login();
                for (int j = 0; j < 50; j++) {
                    server.push(Protocal.message("alice", "x".repeat(500))
                            .from("bob")
                            .fp(i + "-" + j)
                            .build());
                }
                c.client.logout().get();
                int logouts = i;
                await().untilAsserted(() ->
                        assertThat(server.count(PacketType.LOGOUT)).isEqualTo(logouts));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "tls", "udp", "ws", "wss"})
    @DisplayName("M6, M61: many messages, small and large, arrive whole and in order")
    void m6_manyMessages(String scheme) throws Exception {
        try (MiniServer server = server(scheme);
                RealClient c = client(server)) {
            c.login();
            List<Delivery> deliveries = new ArrayList<>();
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                String text = i + ":" + "x".repeat(i % 50 == 49 ? 60_000 : i);
                if (c.client.statistics().pendingBytes() > 900_000) {
                    await().until(() -> c.client.statistics().pendingBytes() < 500_000);
                }
                texts.add(text);
                deliveries.add(c.client.sender().sendToServer(text));
            }
            for (Delivery d : deliveries) {
                assertThat(outcome(d)).isEqualTo(DeliveryState.DELIVERED);
            }
            List<String> arrived = server.received.stream()
                    .filter(p -> p.type() == PacketType.MESSAGE)
                    .map(Protocal::dataContent)
                    .distinct()
                    .collect(Collectors.toList());
            if (scheme.equals("udp")) {
                assertThat(arrived).containsExactlyInAnyOrderElementsOf(texts);
            } else {
                assertThat(arrived).containsExactlyElementsOf(texts);
            }
            for (int i = 0; i < 300; i++) {
                server.push(Protocal.message("alice", texts.get(i))
                        .from("bob")
                        .fp("f" + i)
                        .build());
            }
            if (!scheme.equals("udp")) {
                c.awaitEvent("message bob: " + texts.get(299));
                assertThat(c.listener.events()).hasSize(301);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "tls", "udp", "ws", "wss"})
    @DisplayName("M43: the server goes away and another one takes its place; the client comes back by itself")
    void m43_serverReplaced(String scheme) throws Exception {
        try (MiniServer second = server(scheme)) {
            MiniServer first = server(scheme);
            try (RealClient c = new RealClient(b -> b.server(first.address())
                    .server(second.address())
                    .sslContext(tls.context)
                    .heartbeat(1, SECONDS)
                    .reconnect(ReconnectPolicy.exponential(50, 200, MILLISECONDS)))) {
                c.login();
                first.close();
                c.awaitEvent("offline CONNECTION_BROKEN for now");
                Delivery d = c.client.sender().sendToServer("hello");
                assertThat(outcome(d)).isEqualTo(DeliveryState.DELIVERED);
                assertThat(c.client.state()).isEqualTo(ClientState.ONLINE);
                assertThat(c.client.statistics().reconnects()).isEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "udp"})
    @DisplayName("Half-open: a server that answers nothing any more is noticed, and closing does not wait for it")
    void halfOpen(String scheme) throws Exception {
        try (MiniServer server = server(scheme);
                RealClient c = new RealClient(
                        b -> b.server(server.address()).sslContext(tls.context).heartbeat(1, SECONDS))) {
            c.login();
            server.answering = false;
            c.awaitEvent("offline CONNECTION_BROKEN for now");
            assertThat(c.client.state().isTrying()).isTrue();
            c.client.close();
            await().untilAsserted(() -> assertThat(clientThreads()).isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "tls", "udp", "ws", "wss"})
    @DisplayName("M44: nobody listens: 202, and no thread is left")
    void m44_refused(String scheme) throws Exception {
        MiniServer server = server(scheme);
        String address = server.address();
        server.close();
        try (RealClient c =
                new RealClient(b -> b.server(address).sslContext(tls.context).loginTimeout(2, SECONDS))) {
            var future = c.client.login("alice", "secret");
            await().until(future::isDone);
            assertThat(future)
                    .isCompletedExceptionally()
                    .failsWithin(0, SECONDS)
                    .withThrowableOfType(ExecutionException.class)
                    .havingCause()
                    .isInstanceOfSatisfying(
                            ClientException.class,
                            e -> assertThat(e.errorCode()).isEqualTo(202));
            c.client.close();
            await().untilAsserted(() -> assertThat(clientThreads()).isEmpty());
        }
    }
}
