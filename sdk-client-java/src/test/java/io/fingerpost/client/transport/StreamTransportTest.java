package io.fingerpost.client.transport;

import static io.fingerpost.client.transport.RealClient.await;
import static io.fingerpost.client.transport.RealClient.outcome;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.client.ClientException;
import io.fingerpost.client.ClientState;
import io.fingerpost.client.ImClientBuilder;
import io.fingerpost.client.LoginResult;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.codec.ProtocalCodec;
import io.fingerpost.core.delivery.Delivery;
import io.fingerpost.core.delivery.DeliveryState;
import java.io.ByteArrayOutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.assertj.core.api.Assertions;
import org.java_websocket.WebSocket;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is special about TCP, TLS and WebSocket. */
class StreamTransportTest {
    @TempDir
    private static Path folder;

    private static byte[] message(String fp, String text) {
        return ProtocalCodec.encode(
                Protocal.message("alice", text).from("bob").fp(fp).build());
    }

    /** Logs in with these settings, which has to fail. */
    private static ClientException loginFailure(Consumer<ImClientBuilder> settings) {
        try (RealClient c = new RealClient(settings)) {
            CompletableFuture<LoginResult> future = c.client.login("alice", "secret");
            ExecutionException e =
                    Assertions.catchThrowableOfType(ExecutionException.class, () -> future.get(20, SECONDS));
            assertThat(e).as("the login did not fail").isNotNull();
            return (ClientException) e.getCause();
        }
    }

    @Test
    @DisplayName("M6: joined and split frames arrive whole")
    void m6_splitAndJoined() throws Exception {
        try (MiniTcpServer server = new MiniTcpServer();
                RealClient c = RealClient.of(server)) {
            c.login();
            ByteArrayOutputStream joined = new ByteArrayOutputStream();
            joined.write(MiniTcpServer.frame(message("1", "one")));
            joined.write(MiniTcpServer.frame(message("2", "two")));
            byte[] third = MiniTcpServer.frame(message("3", "three"));
            joined.write(third, 0, 2);
            Socket socket = server.sockets.get(0);
            MiniTcpServer.write(socket, joined.toByteArray());
            c.awaitEvent("message bob: two");
            socket.setTcpNoDelay(true);
            for (int i = 2; i < third.length; i++) {
                MiniTcpServer.write(socket, new byte[] {third[i]});
            }
            c.awaitEvent("message bob: three");
            c.listener.expect("online alice", "message bob: one", "message bob: two", "message bob: three");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 64 * 1024 + 1})
    @DisplayName("M6: a length that cannot be is refused before anything is allocated for it")
    void m6_lengthThatCannotBe(int length) throws Exception {
        try (MiniTcpServer server = new MiniTcpServer();
                RealClient c = RealClient.of(server)) {
            c.login();
            MiniTcpServer.write(
                    server.sockets.get(0), ByteBuffer.allocate(4).putInt(length).array());
            c.awaitEvent("offline CONNECTION_BROKEN for now");
        }
    }

    @Test
    @DisplayName(
            "A peer that does not read blocks nothing: sending returns, messages end, close gives the threads back")
    void peerThatDoesNotRead() throws Exception {
        try (MiniTcpServer server = new MiniTcpServer();
                RealClient c = new RealClient(b -> b.server(server.address())
                        .maxPending(10_000, 64 * 1024 * 1024)
                        .heartbeat(60, SECONDS)
                        .sendTimeout(2, SECONDS))) {
            c.login();
            server.reading = false;
            List<Delivery> deliveries = new ArrayList<>();
            String text = "x".repeat(60_000);
            long start = System.nanoTime();
            for (int i = 0; i < 500; i++) { // 30 MB, more than all buffers on the way
                deliveries.add(c.client.sender().send("bob", text));
            }
            assertThat(System.nanoTime() - start).isLessThan(SECONDS.toNanos(10));
            await().until(() -> deliveries.stream().allMatch(Delivery::isDone));
            assertThat(deliveries).allMatch(d -> d.state() == DeliveryState.LOST);
            assertThat(c.client.state()).isEqualTo(ClientState.ONLINE);

            Thread[] before = writersAndReaders();
            assertThat(before).isNotEmpty();
            c.client.close();
            await().until(() -> {
                for (Thread t : before) {
                    if (t.isAlive()) {
                        return false;
                    }
                }
                return true;
            });
        }
    }

    private static Thread[] writersAndReaders() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().equals("fingerpost-client-writer"))
                .filter(t -> List.of(t.getStackTrace()).toString().contains("write"))
                .toArray(Thread[]::new);
    }

    @Test
    @DisplayName("M8: the certificate has to be trusted and to carry the host's name")
    void m8_certificates() throws Exception {
        TestTls right = new TestTls(folder, "localhost");
        TestTls wrongHost = new TestTls(folder, "elsewhere.example");
        try (MiniTcpServer server = new MiniTcpServer(right.context)) {
            ClientException untrusted = loginFailure(b -> b.server(server.address()));
            assertThat(untrusted.errorCode()).isEqualTo(202);
            assertThat(untrusted).hasMessageContaining("TLS");
        }
        try (MiniTcpServer tcp = new MiniTcpServer(wrongHost.context);
                MiniWebSocketServer ws = new MiniWebSocketServer(wrongHost.context)) {
            for (MiniServer server : List.of(tcp, ws)) {
                ClientException e = loginFailure(b -> b.server(server.address()).sslContext(wrongHost.context));
                assertThat(e.errorCode()).isEqualTo(202);
                assertThat(e).hasMessageContaining("TLS");
                try (RealClient c = new RealClient(b ->
                        b.server(server.address()).sslContext(wrongHost.context).hostnameVerification(false))) {
                    assertThat(c.login().accepted()).isTrue();
                }
            }
        }
    }

    @Test
    @DisplayName("Whatever a platform throws while connecting, the login fails with it and no thread dies of it")
    void exceptionsOfThePlatform() throws Exception {
        try (MiniTcpServer server = new MiniTcpServer()) {
            ClientException e = loginFailure(
                    b -> b.server(server.address().replace("tcp", "tls")).sslContext(new BrokenSslContext()));
            assertThat(e.errorCode()).isEqualTo(202);
            assertThat(e).hasMessageContaining("expected by the test");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tls", "ws", "wss"})
    @DisplayName("A server that accepts and then says nothing is given up after the connect timeout")
    void silentDuringTheHandshake(String scheme) throws Exception {
        try (MiniTcpServer server = new MiniTcpServer()) {
            server.serving = false;
            String address = server.address().replace("tcp", scheme);
            long start = System.nanoTime();
            ClientException e = loginFailure(b -> b.server(address).connectTimeout(500, MILLISECONDS));
            assertThat(e.errorCode()).isEqualTo(202);
            assertThat(System.nanoTime() - start).isLessThan(SECONDS.toNanos(5));
        }
    }

    @Test
    @DisplayName("A server that is no WebSocket server, or sends a handshake without end, is told from one that is")
    void noWebSocketServer() throws Exception {
        for (String answer :
                List.of("HTTP/1.1 404 Not Found\r\n\r\n", "HTTP/1.1 101 OK\r\nX: " + "x".repeat(200_000))) {
            try (MiniTcpServer server = new MiniTcpServer()) {
                server.serving = false;
                CompletableFuture<ClientException> failure = CompletableFuture.supplyAsync(
                        () -> loginFailure(b -> b.server(server.address().replace("tcp", "ws"))));
                await().until(() -> !server.sockets.isEmpty());
                MiniTcpServer.write(server.sockets.get(0), answer.getBytes(StandardCharsets.US_ASCII));
                assertThat(failure.get(5, SECONDS).errorCode()).isEqualTo(202);
                assertThat(failure.get()).hasMessageContaining("WebSocket");
            }
        }
    }

    @Test
    @DisplayName("M2: the path of WebSocket is /websocket, unless another one is given")
    void m2_path() throws Exception {
        try (MiniWebSocketServer server = new MiniWebSocketServer(null)) {
            try (RealClient c = RealClient.of(server)) {
                c.login();
                assertThat(server.lastPath).isEqualTo("/websocket");
                assertThat(server.lastHost).isEqualTo(server.address().substring("ws://".length()));
            }
            try (RealClient c = new RealClient(b -> b.server(server.address() + "/a/b?c=d"))) {
                c.login();
                assertThat(server.lastPath).isEqualTo("/a/b?c=d");
            }
        }
    }

    @Test
    @DisplayName("WebSocket: pings are answered, binary frames ignored, frames that are too large end the connection")
    void otherFrames() throws Exception {
        try (MiniWebSocketServer server = new MiniWebSocketServer(null);
                RealClient c = RealClient.of(server)) {
            c.login();
            WebSocket peer = server.lastPeer;
            peer.sendPing();
            peer.send(new byte[] {1, 2, 3});
            peer.send(new String(message("1", "one"), StandardCharsets.UTF_8));
            c.awaitEvent("message bob: one");
            assertThat(outcome(c.client.sender().sendToServer("still here"))).isEqualTo(DeliveryState.DELIVERED);
            c.listener.expect("online alice", "message bob: one");
            peer.send("x".repeat(64 * 1024 + 1));
            c.awaitEvent("offline CONNECTION_BROKEN for now");
        }
    }
}
