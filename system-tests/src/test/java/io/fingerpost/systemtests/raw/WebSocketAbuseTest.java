package io.fingerpost.systemtests.raw;

import static io.fingerpost.core.Transport.WEBSOCKET;
import static io.fingerpost.systemtests.raw.WebSocketWire.BINARY;
import static io.fingerpost.systemtests.raw.WebSocketWire.CLOSE;
import static io.fingerpost.systemtests.raw.WebSocketWire.CONTINUATION;
import static io.fingerpost.systemtests.raw.WebSocketWire.FIN;
import static io.fingerpost.systemtests.raw.WebSocketWire.PING;
import static io.fingerpost.systemtests.raw.WebSocketWire.PONG;
import static io.fingerpost.systemtests.raw.WebSocketWire.RSV1;
import static io.fingerpost.systemtests.raw.WebSocketWire.TEXT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be done to a WebSocket that no client library does. */
class WebSocketAbuseTest {
    private final RawServer server = new RawServer();

    @BeforeEach
    void before() {
        server.servesOthers();
    }

    @AfterEach
    void after() {
        server.servesOthersToTheEnd();
    }

    private WebSocketWire open() {
        return WebSocketWire.open(server.address(WEBSOCKET));
    }

    private static WebSocketWire loggedIn(WebSocketWire wire) {
        wire.sendText(WirePacket.login("alice", 0));
        assertThat(wire.receivePacket().type()).isEqualTo(WirePacket.LOGIN_RESPONSE);
        return wire;
    }

    // ---- the handshake ----

    @ParameterizedTest
    @CsvSource({
        "GET /websocket HTTP/1.1, GET / HTTP/1.1, 404",
        "GET /websocket HTTP/1.1, GET /websocket/x HTTP/1.1, 404",
        "GET /websocket HTTP/1.1, GET /../websocket HTTP/1.1, 404",
        "GET /websocket HTTP/1.1, POST /websocket HTTP/1.1, 426",
        "Upgrade: websocket, Upgrade: h2c, 426",
        "Connection: Upgrade, Connection: close, 426",
        "Version: 13, Version: 8, 426",
        "Sec-WebSocket-Key, X-Other-Key, 400",
    })
    void aWrongRequestIsToldWhatIsWrong(String right, String wrong, int status) {
        try (WebSocketWire wire = new WebSocketWire(server.address(WEBSOCKET))) {
            String answer = wire.request(WebSocketWire.upgrade("/websocket").replace(right, wrong));

            assertThat(answer).startsWith("HTTP/1.1 " + status + ' ').containsIgnoringCase("connection: close");
        }
    }

    @Test
    void aQueryBehindThePathIsIgnored() {
        try (WebSocketWire wire = new WebSocketWire(server.address(WEBSOCKET))) {
            assertThat(wire.request(WebSocketWire.upgrade("/websocket?v=1"))).startsWith("HTTP/1.1 101 ");
            loggedIn(wire);
        }
    }

    @Test
    void aRequestThatNeverEndsIsCutOff() {
        try (WebSocketWire wire = new WebSocketWire(server.address(WEBSOCKET))) {
            String answer = wire.request("GET /websocket HTTP/1.1\r\nX: " + "x".repeat(20_000));

            assertThat(answer).doesNotStartWith("HTTP/1.1 101 ");
        }
    }

    @Test
    void aRequestThatIsNotFinishedInTimeIsNotWaitedFor() {
        try (WebSocketWire loris = new WebSocketWire(server.address(WEBSOCKET))) {
            String start = WebSocketWire.upgrade("/websocket").substring(0, 60);

            assertThat(loris.request(start))
                    .as("what comes within %s", RawPeer.SOON)
                    .isEmpty(); // 10 s, and then the end
        }
    }

    @Test
    void noiseInsteadOfARequestHarmsNobody() {
        Random random = new Random(20_261_121);
        for (int i = 0; i < 50; i++) {
            byte[] noise = new byte[1 + random.nextInt(5_000)];
            random.nextBytes(noise);
            try (WebSocketWire vandal = new WebSocketWire(server.address(WEBSOCKET))) {
                vandal.send(noise);
            }
        }
    }

    @Test
    void aClientThatDoesNotWaitForTheHandshakeHarmsNobody() {
        byte[] request = WebSocketWire.upgrade("/websocket").getBytes(UTF_8);
        for (int i = 0; i < 20; i++) {
            try (WebSocketWire hasty = new WebSocketWire(server.address(WEBSOCKET))) {
                hasty.send(
                        ByteBuffer.allocate(request.length + 1_000).put(request).array());
                hasty.request(WebSocketWire.upgrade("/websocket"));
            }
        }
    }

    // ---- frames ----

    @Test
    void aBinaryFrameIsRefused() {
        try (WebSocketWire wire = loggedIn(open())) {
            wire.sendFrame(FIN | BINARY, WirePacket.keepAlive("alice").getBytes(UTF_8));

            wire.isRefused(1003);
            server.app().isTold("logout alice CLOSED");
        }
    }

    @Test
    void aFrameWithoutAMaskIsRefused() {
        try (WebSocketWire wire = loggedIn(open())) {
            wire.sendUnmasked(FIN | TEXT, WirePacket.keepAlive("alice").getBytes(UTF_8));

            wire.isRefused(1002);
        }
    }

    @ParameterizedTest
    @CsvSource({"0x81 0x40", "0x83 0", "0x8b 0", "0x80 0", "0x09 0"})
    void framesThatBreakTheProtocolAreRefused(String bits) {
        int firstByte = Arrays.stream(bits.split(" ")).mapToInt(Integer::decode).sum();
        try (WebSocketWire wire = loggedIn(open())) {
            wire.sendFrame(firstByte, new byte[] {'x'});

            wire.isRefused(1002);
        }
    }

    @Test
    void aCompressedFrameThatWasNeverAgreedOnIsRefused() {
        try (WebSocketWire wire = loggedIn(open())) {
            wire.sendFrame(FIN | RSV1 | TEXT, new byte[] {1, 2, 3});

            wire.isRefused(1002);
        }
    }

    @Test
    void aHugeFrameIsRefusedBeforeItArrives() {
        try (WebSocketWire wire = loggedIn(open())) {
            wire.send(ByteBuffer.allocate(10)
                    .put((byte) (FIN | TEXT))
                    .put((byte) (0x80 | 127))
                    .putLong(Long.MAX_VALUE)
                    .array());

            wire.isRefused(1009);
        }
    }

    @Test
    void fragmentsThatNeverEndAreRefusedOnceTheyAreTooMany() {
        try (WebSocketWire wire = loggedIn(open())) {
            wire.sendFrame(TEXT, new byte[30_000]);
            wire.sendFrame(CONTINUATION, new byte[30_000]);
            wire.sendFrame(CONTINUATION, new byte[30_000]);

            wire.isRefused(1009);
        }
    }

    @Test
    void m6_aPacketInFragmentsArrivesWholeAndPingsMayComeBetween() {
        try (WebSocketWire wire = loggedIn(open())) {
            byte[] packet =
                    WirePacket.message("alice", "0", "fp-1", "\u4f60\u597d").getBytes(UTF_8);
            wire.sendFrame(TEXT, Arrays.copyOf(packet, 1));
            for (int i = 1; i < packet.length - 1; i++) {
                wire.sendFrame(CONTINUATION, Arrays.copyOfRange(packet, i, i + 1));
            }
            wire.sendFrame(FIN | PING, new byte[] {7});
            wire.sendFrame(FIN | CONTINUATION, Arrays.copyOfRange(packet, packet.length - 1, packet.length));

            WebSocketWire.Frame pong = wire.receive();
            assertThat(pong.firstByte()).isEqualTo(FIN | PONG);
            assertThat(pong.payload()).containsExactly(7);
            assertThat(wire.receivePacket().content()).isEqualTo("fp-1");
            server.app().isTold("c2s fp-1");
        }
    }

    @Test
    void invalidUtf8IsAnInvalidPacket() {
        try (WebSocketWire wire = loggedIn(open())) {
            byte[] packet = WirePacket.message("alice", "0", "fp-1", "?").getBytes(UTF_8);
            packet[new String(packet, UTF_8).indexOf('?')] = (byte) 0xff;
            wire.sendFrame(FIN | TEXT, packet);

            assertThat(wire.receivePacket().content()).contains("\"errorCode\":4,");
            assertThat(server.app().count("c2s fp-1")).isZero();
        }
    }

    @Test
    void anEmptyMessageIsAnInvalidPacket() {
        try (WebSocketWire wire = open()) {
            wire.sendFrame(FIN | TEXT, new byte[0]);

            assertThat(wire.receivePacket().content()).contains("\"errorCode\":4,");
        }
    }

    @Test
    void aCloseFrameIsAnsweredInKind() {
        try (WebSocketWire wire = loggedIn(open())) {
            wire.sendFrame(FIN | CLOSE, new byte[] {0x0f, (byte) 0xa0}); // 4000: the client's own

            WebSocketWire.Frame close = wire.receive();
            assertThat(close.opcode()).isEqualTo(CLOSE);
            assertThat(close.closeStatus()).isEqualTo(4_000);
            wire.isClosed();
            server.app().isTold("logout alice CLOSED");
        }
    }

    @Test
    void aFloodOfPingsIsAnsweredAndHarmsNobody() {
        try (WebSocketWire wire = open()) {
            for (int round = 0; round < 20; round++) {
                for (int i = 0; i < 100; i++) {
                    wire.sendFrame(FIN | PING, new byte[100]);
                }
                for (int i = 0; i < 100; i++) {
                    assertThat(wire.receive().opcode()).isEqualTo(PONG);
                }
            }
        }
    }
}
