package io.fingerpost.systemtests.raw;

import static io.fingerpost.core.Transport.TCP;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be done to a length-prefixed stream, apart from using it. */
class TcpAbuseTest {
    private final RawServer server = new RawServer();

    @BeforeEach
    void before() {
        server.servesOthers();
    }

    @AfterEach
    void after() {
        server.servesOthersToTheEnd();
    }

    private static byte[] prefix(int length) {
        return ByteBuffer.allocate(4).putInt(length).array();
    }

    private static byte[] frame(String packet) {
        return RawTcpClient.frame(packet.getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 65_537, 0x47455420 /* "GET " */})
    void anImpossibleLengthIsAnsweredAndTheConnectionClosed(int length) {
        RawPeer stranger = server.connect(TCP);
        RawPeer alice = server.online("alice", TCP);

        ((RawTcpClient) stranger.client()).sendUnframed(prefix(length));
        ((RawTcpClient) alice.client()).sendUnframed(prefix(length));

        stranger.nextError(4);
        stranger.isClosed();
        alice.nextError(4);
        alice.isClosed();
        server.app().isTold("logout alice CLOSED");
    }

    @Test
    void whatFollowsAnImpossibleLengthIsNotRead() {
        RawPeer stranger = server.connect(TCP);
        byte[] login = frame(WirePacket.login("alice", 0));

        ((RawTcpClient) stranger.client())
                .sendUnframed(ByteBuffer.allocate(4 + login.length)
                        .put(prefix(-1))
                        .put(login)
                        .array());

        stranger.nextError(4);
        stranger.isClosed();
        assertThat(server.app().count("verify alice")).isZero();
    }

    @Test
    void m6_aLoginByteByByteIsALogin() {
        RawPeer loris = server.connect(TCP);

        for (byte b : frame(WirePacket.login("alice", 0))) {
            ((RawTcpClient) loris.client()).sendUnframed(new byte[] {b});
        }

        assertThat(loris.next(WirePacket.LOGIN_RESPONSE).body().get("code").getAsInt())
                .isZero();
    }

    @Test
    void m6_joinedAndSplitFramesArriveWholeAndInOrder() {
        RawPeer peer = server.connect(TCP);
        ByteBuffer stream = ByteBuffer.allocate(1 << 20);
        for (int i = 0; i < 500; i++) {
            stream.put(frame(WirePacket.echo("echo " + i + " " + "x".repeat(i))));
        }
        byte[] bytes = Arrays.copyOf(stream.array(), stream.position());
        Random random = new Random(20_261_121);

        for (int at = 0; at < bytes.length; ) {
            int n = Math.min(bytes.length - at, 1 + random.nextInt(3_000));
            ((RawTcpClient) peer.client()).sendUnframed(Arrays.copyOfRange(bytes, at, at + n));
            at += n;
        }

        for (int i = 0; i < 500; i++) {
            assertThat(peer.next(WirePacket.ECHO_RESPONSE).content()).startsWith("echo " + i + " ");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 5, 60})
    void aConnectionThatEndsInTheMiddleOfAFrameIsJustClosed(int bytes) {
        RawPeer alice = server.online("alice", TCP);
        RawPeer bob = server.online("bob", TCP);
        byte[] part = Arrays.copyOf(frame(WirePacket.message("alice", "0", "fp-1")), bytes);

        ((RawTcpClient) alice.client()).sendUnframed(part);
        ((RawTcpClient) alice.client()).shutdownOutput();
        ((RawTcpClient) bob.client()).sendUnframed(part);
        ((RawTcpClient) bob.client()).reset();

        server.app().isTold("logout alice CLOSED");
        server.app().isTold("logout bob CLOSED");
        assertThat(alice.allUntilQuietFor(RawPeer.QUIET)).isEmpty();
        alice.isClosed();
        assertThat(server.app().count("c2s fp-1")).isZero();
    }

    @Test
    void aPeerThatOnlyClaimsALargePacketIsNotWaitedForBeyondItsExpiry() {
        try (RawServer strict = new RawServer(
                settings -> {}, gateway -> gateway.expiry(700, java.util.concurrent.TimeUnit.MILLISECONDS))) {
            RawPeer alice = strict.online("alice", TCP);
            ((RawTcpClient) alice.client()).sendUnframed(prefix(65_536));
            for (int i = 0; i < 10; i++) {
                ((RawTcpClient) alice.client()).sendUnframed(new byte[] {'{'});
                alice.allUntilQuietFor(Duration.ofMillis(50));
            }

            strict.app().isTold("logout alice TIMEOUT");
            alice.isClosed();
        }
    }

    @Test
    void aPeerThatHasSaidAllAndStillReadsGetsItsAnswers() {
        RawPeer peer = server.connect(TCP);

        peer.send(WirePacket.echo("last words"));
        ((RawTcpClient) peer.client()).shutdownOutput();

        assertThat(peer.next(WirePacket.ECHO_RESPONSE).content()).isEqualTo("last words");
        peer.isClosed();
    }

    @Test
    void randomBytesHarmNobody() {
        Random random = new Random(20_261_121);
        for (int i = 0; i < 100; i++) {
            byte[] noise = new byte[1 + random.nextInt(5_000)];
            random.nextBytes(noise);
            try (RawTcpClient vandal = new RawTcpClient(server.address(TCP))) {
                vandal.sendUnframed(noise);
                vandal.receive(Duration.ofMillis(5));
            }
        }
        assertThat(server.app().events()).allMatch(event -> event.contains("witness"));
    }
}
