package io.fingerpost.systemtests.raw;

import static io.fingerpost.core.Transport.TCP;
import static io.fingerpost.core.Transport.WEBSOCKET;
import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.core.Transport;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Well-framed packets with nonsense in them: answered, never relayed, and nobody else's concern. */
class GarbageTest {
    private static final long SEED = 20_261_121;
    private static final String TRUE_MESSAGE =
            "\"type\":2,\"from\":\"alice\",\"to\":\"bob\",\"fp\":\"f\",\"QoS\":true,\"dataContent\":\"x\"";

    private final RawServer server = new RawServer();

    @BeforeEach
    void before() {
        server.servesOthers();
    }

    @AfterEach
    void after() {
        server.servesOthersToTheEnd();
    }

    private static List<String> garbage() {
        return List.of(
                "{",
                "}",
                "[]",
                "null",
                "\"text\"",
                "17",
                "<xml/>",
                " ",
                "\u0000",
                "\ufeff{" + TRUE_MESSAGE + "}",
                "{" + TRUE_MESSAGE + "}{}",
                "{" + TRUE_MESSAGE + "} x",
                "{" + TRUE_MESSAGE + ",}",
                "{" + TRUE_MESSAGE,
                "{" + TRUE_MESSAGE + ",\"type\":2}",
                "{" + TRUE_MESSAGE + ",\"from\":\"bob\"}",
                "{" + TRUE_MESSAGE + ",\"\\u0066rom\":\"bob\"}",
                "{" + TRUE_MESSAGE + ",\"typeu\":\"7\"}",
                "{" + TRUE_MESSAGE + ",\"typeu\":1.5}",
                "{" + TRUE_MESSAGE + ",\"typeu\":1e2}",
                "{" + TRUE_MESSAGE + ",\"typeu\":2147483648}",
                "{" + TRUE_MESSAGE + ",\"sm\":NaN}",
                "{" + TRUE_MESSAGE + ",\"sm\":9223372036854775808}",
                "{" + TRUE_MESSAGE + ",\"bridge\":\"true\"}",
                "{" + TRUE_MESSAGE + ",\"x\":'single'}",
                "{" + TRUE_MESSAGE + ",\"x\":" + "[".repeat(30_000) + "]".repeat(30_000) + "}",
                "{" + TRUE_MESSAGE + ",\"x\":" + "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000) + "}",
                "{\"type\":\"2\",\"from\":\"alice\",\"to\":\"bob\"}",
                "{\"type\":2,\"from\":17,\"to\":\"bob\"}",
                "{\"type\":2,\"from\":[\"alice\"],\"to\":\"bob\"}",
                "{\"type\":2,\"from\":\"alice\",\"to\":\"\\ud800\"}",
                "{\"type\":2,\"from\":\"alice\",\"to\":\"" + "b".repeat(257) + "\"}",
                "{\"type\":2,\"from\":\"alice\",\"to\":\"bob\",\"fp\":\"" + "f".repeat(257) + "\",\"QoS\":true}",
                "{\"type\":0}",
                "{}");
    }

    private static List<byte[]> invalidUtf8() {
        List<byte[]> packets = new ArrayList<>();
        for (int[] bad : new int[][] {{0xff}, {0xc3}, {0xc0, 0xaf}, {0xed, 0xa0, 0x80}, {0xf5, 0x80, 0x80, 0x80}}) {
            byte[] packet = ("{" + TRUE_MESSAGE.replace("x", "????") + "}").getBytes(StandardCharsets.UTF_8);
            int at = new String(packet, StandardCharsets.UTF_8).indexOf("????");
            for (int i = 0; i < bad.length; i++) {
                packet[at + i] = (byte) bad[i];
            }
            packets.add(packet);
        }
        Random random = new Random(SEED);
        for (int i = 0; i < 20; i++) {
            byte[] packet = new byte[1 + random.nextInt(2_000)];
            random.nextBytes(packet);
            packets.add(packet);
        }
        return packets;
    }

    @ParameterizedTest
    @EnumSource
    void m28_garbageOfALoggedInUserIsAnsweredAndNeverRelayed(Transport transport) {
        RawPeer alice = server.online("alice", transport);
        RawPeer bob = server.online("bob", TCP);

        for (String packet : garbage()) {
            alice.send(packet);
            assertThat(alice.next().text()).as("answer to %.100s", packet).contains("\\\"errorCode\\\":4,");
        }
        if (transport != WEBSOCKET) { // whose client library sends no such thing; see WebSocketAbuseTest
            invalidUtf8().forEach(packet -> alice.send(packet).nextError(4));
        }

        alice.isOpen();
        bob.seesNothing();
        alice.sendMessage("bob", "fp-1");
        bob.acknowledge(bob.next(WirePacket.MESSAGE));
        alice.nextAck("bob", "fp-1");
    }

    @ParameterizedTest
    @EnumSource
    void aStrangerWhoSendsNothingButGarbageIsCutOff(Transport transport) {
        RawPeer vandal = server.connect(transport);

        for (int i = 0; i < 16; i++) {
            vandal.send("garbage " + i).nextError(4);
        }

        vandal.isClosed();
    }

    @ParameterizedTest
    @EnumSource
    void aLoginWithGarbageInsideIsRefused(Transport transport) {
        for (String body : new String[] {
            "null",
            "[]",
            "{",
            "17",
            "{\"loginUserId\":17}",
            "{\"loginUserId\":\"a\",\"loginUserId\":\"b\"}",
            "{\"loginUserId\":\"alice\",\"firstLoginTime\":\"0\"}",
            "{\"loginUserId\":\"alice\"} x"
        }) {
            String escaped = body.replace("\"", "\\\"");

            server.connect(transport)
                    .send("{\"type\":0,\"dataContent\":\"" + escaped + "\"}")
                    .nextError(4);
        }
        assertThat(server.app().count("verify alice")).isZero();
    }
}
