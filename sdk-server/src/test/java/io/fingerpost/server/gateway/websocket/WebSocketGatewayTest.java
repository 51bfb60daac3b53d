package io.fingerpost.server.gateway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fingerpost.server.gateway.BoundGateway;
import io.fingerpost.server.gateway.Connection;
import io.fingerpost.server.gateway.GatewayHarness;
import io.fingerpost.server.gateway.RecordingHandler;
import io.fingerpost.server.gateway.WebSocketPeer;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebSocketGatewayTest {
    private static final int MAX_PACKET_BYTES = 1000;
    private static final String UPGRADE = """
            GET /websocket HTTP/1.1
            Host: localhost
            Connection: keep-alive, Upgrade
            Upgrade: WebSocket
            Sec-WebSocket-Version: 13
            Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==
            Origin: https://elsewhere.example

            """;

    private final GatewayHarness harness = new GatewayHarness();
    private final HttpClient client = HttpClient.newHttpClient();
    private BoundGateway gateway;

    @BeforeEach
    void bind() throws IOException {
        harness.handleBy(Apologetic::new);
        gateway = harness.bind(WebSocketGateway.builder()
                .port(0)
                .maxPacketBytes(MAX_PACKET_BYTES)
                .build());
    }

    @AfterEach
    void close() {
        harness.close();
    }

    /** Echoes, and answers what is invalid with the reason. */
    private static final class Apologetic extends RecordingHandler {
        Apologetic(Connection connection) {
            super(connection);
        }

        @Override
        public void onPacket(byte[] packet) {
            super.onPacket(packet);
            connection().send(packet);
        }

        @Override
        public void onInvalidFrame(String reason) {
            super.onInvalidFrame(reason);
            connection().send(reason.getBytes(StandardCharsets.UTF_8));
        }
    }

    private URI uri(String scheme, String path) {
        return URI.create(scheme + "://127.0.0.1:" + gateway.address().getPort() + path);
    }

    private WebSocketPeer connect() {
        return WebSocketPeer.connect(uri("ws", "/websocket"), client);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(uri("http", path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void m2_aQueryMayFollowThePath() {
        try (WebSocketPeer peer = WebSocketPeer.connect(uri("ws", "/websocket?a=b"), client)) {
            peer.send("hello");
            assertThat(peer.receiveText()).isEqualTo("hello");
        }
    }

    @Test
    void anotherPathIsNotFound() throws Exception {
        for (String path : new String[] {"/", "/websocket/", "/websockets", "/other"}) {
            HttpResponse<String> response = get(path);
            assertThat(response.statusCode()).isEqualTo(404);
            assertThat(response.body()).isEqualTo("There is nothing here.\n");
            assertThatThrownBy(() -> WebSocketPeer.connect(uri("ws", path), client))
                    .hasCauseInstanceOf(WebSocketHandshakeException.class);
        }
        assertThat(harness.handlers()).isEmpty();
    }

    @Test
    void aBrowserThatComesByIsToldWhatThisIs() throws Exception {
        HttpResponse<String> response = get("/websocket");

        assertThat(response.statusCode()).isEqualTo(426);
        assertThat(response.headers().firstValue("Upgrade")).contains("websocket");
        assertThat(response.body()).contains("WebSocket");
    }

    @Test
    void aRequestThatIsTooLargeIsRefused() throws Exception {
        assertThat(get("/websocket?" + "x".repeat(10_000)).statusCode()).isEqualTo(400);
    }

    @Test
    void whatIsNotHttpIsRefused() throws Exception {
        try (Socket socket = new Socket("localhost", gateway.address().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(new byte[] {0, 0, 0, 5, 'h', 'e', 'l', 'l', 'o', '\r', '\n', '\r', '\n'});
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void aPacketInFragmentsArrivesWhole() {
        try (WebSocketPeer peer = connect()) {
            peer.socket().sendText("frag", false).join();
            peer.socket().sendPing(ByteBuffer.wrap(new byte[] {1, 2})).join();
            for (int i = 0; i < 100; i++) {
                peer.socket().sendText("m", false).join();
            }
            peer.socket().sendText("ents", true).join();
            peer.send("next");

            assertThat(peer.receivePong()).containsExactly(1, 2);
            assertThat(peer.receiveText()).isEqualTo("frag" + "m".repeat(100) + "ents");
            assertThat(peer.receiveText()).isEqualTo("next");
        }
    }

    @Test
    void fragmentsThatAreTooLargeTogetherEndTheConnection() {
        try (WebSocketPeer peer = connect()) {
            peer.socket().sendText("x".repeat(MAX_PACKET_BYTES), false).join();
            peer.socket().sendText("y", true).join();

            assertThat(peer.receiveText()).isEqualTo("packet too large: at most 1000 bytes are accepted");
            peer.awaitClosed();
            assertThat(peer.closeStatus()).isEqualTo(1009);
        }
    }

    @Test
    void aFrameThatIsTooLargeEndsTheConnection() {
        try (WebSocketPeer peer = connect()) {
            peer.send("x".repeat(MAX_PACKET_BYTES + 1));

            assertThat(peer.receiveText()).isEqualTo("packet too large: at most 1000 bytes are accepted");
            peer.awaitClosed();
            assertThat(peer.closeStatus()).isEqualTo(1009);
        }
    }

    @Test
    void aBinaryFrameEndsTheConnection() {
        try (WebSocketPeer peer = connect()) {
            peer.socket().sendBinary(ByteBuffer.wrap(new byte[10]), true).join();

            assertThat(peer.receiveText()).isEqualTo("binary frames are not accepted");
            peer.awaitClosed();
            assertThat(peer.closeStatus()).isEqualTo(1003);
        }
    }

    @Test
    void aFrameThatIsNotMaskedEndsTheConnection() throws Exception {
        try (Socket socket = new Socket("localhost", gateway.address().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(UPGRADE.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
            harness.handler(0).awaitEvent("opened");
            socket.getOutputStream().write(new byte[] {(byte) 0x81, 1, 'x'});

            byte[] answer = socket.getInputStream().readAllBytes();
            assertThat(new String(answer, StandardCharsets.ISO_8859_1))
                    .startsWith("HTTP/1.1 101 ")
                    .contains("not masked")
                    .endsWith("\u0088\u0002\u0003\u00ea"); // close, 1002
        }
    }

    @Test
    void aCloseIsAnsweredWithItsStatus() {
        try (WebSocketPeer peer = connect()) {
            peer.socket().sendClose(4321, "enough").join();
            peer.awaitClosed();

            assertThat(peer.closeStatus()).isEqualTo(4321);
        }
        harness.handler(0).awaitEvent("closed");
    }

    @Test
    void theServersCloseHasANormalStatus() {
        try (WebSocketPeer peer = connect()) {
            RecordingHandler handler = harness.handler(0);
            handler.onLoop(handler.connection()::close);
            peer.awaitClosed();

            assertThat(peer.closeStatus()).isEqualTo(1000);
        }
    }
}
