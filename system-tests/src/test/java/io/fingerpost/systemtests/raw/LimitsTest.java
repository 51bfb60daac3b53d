package io.fingerpost.systemtests.raw;

import static io.fingerpost.core.Transport.TCP;
import static io.fingerpost.core.Transport.UDP;
import static io.fingerpost.core.Transport.WEBSOCKET;
import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.core.Transport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rule 9 of the wire format, from outside: the largest packet is served, and one byte more is refused in so many words. */
class LimitsTest {
    private static final int LARGEST_DATAGRAM = 65_507;
    private static final int SMALL = 4_096;

    private final RawServer server = new RawServer();
    private final RawServer small = new RawServer(settings -> {}, gateway -> gateway.maxPacketBytes(SMALL));

    @AfterEach
    void close() {
        server.close();
        small.close();
    }

    private static String messageOf(int bytes, String from, String to, String fp) {
        int empty = WirePacket.message(from, to, fp, "").length();
        return WirePacket.message(from, to, fp, "x".repeat(bytes - empty));
    }

    private static void assertTold(WirePacket error, int limit) {
        assertThat(error.body().get("errorMsg").getAsString()).contains(Integer.toString(limit));
    }

    @ParameterizedTest
    @EnumSource
    void m6_theLargestPacketPasses(Transport transport) {
        int largest = transport == UDP ? LARGEST_DATAGRAM : 65_536;
        RawPeer alice = server.online("alice", transport);
        RawPeer bob = server.online("bob", transport);
        String message = messageOf(largest, "alice", "bob", "fp-1");

        alice.send(message);
        WirePacket received = bob.next(WirePacket.MESSAGE);
        bob.acknowledge(received);

        assertThat(received.text()).isEqualTo(message);
        alice.nextAck("bob", "fp-1");
    }

    @ParameterizedTest
    @EnumSource
    void m6_aConfiguredLimitHolds(Transport transport) {
        RawPeer alice = small.online("alice", transport);
        RawPeer bob = small.online("bob", transport);

        alice.send(messageOf(SMALL, "alice", "bob", "fp-1"));
        bob.acknowledge(bob.next(WirePacket.MESSAGE));
        alice.nextAck("bob", "fp-1");

        alice.send(messageOf(SMALL + 1, "alice", "bob", "fp-2"));
        assertTold(alice.nextError(4), SMALL);
        alice.isClosed();
        bob.seesNothing();
        if (!transport.isReliable()) {
            alice.isOpen();
        }
    }

    @ParameterizedTest
    @EnumSource(names = "UDP", mode = EnumSource.Mode.EXCLUDE)
    void m6_oneByteMoreIsAnsweredBeforeTheConnectionIsClosed(Transport transport) {
        RawPeer alice = server.online("alice", transport);

        alice.send(messageOf(65_537, "alice", "bob", "fp-1"));

        assertTold(alice.nextError(4), 65_536);
        alice.isClosed();
        server.app().isTold("logout alice CLOSED");
    }

    @Test
    void m6_aWebSocketIsClosedWithTheStatusThatSaysWhy() {
        RawPeer alice = server.online("alice", WEBSOCKET);

        alice.send(messageOf(65_537, "alice", "bob", "fp-1")).nextError(4);

        alice.isClosed();
        assertThat(((RawWebSocketClient) alice.client()).closeStatus()).isEqualTo(1009);
    }

    @Test
    void m6_theAnswerArrivesAlthoughThePeerSendsOnWithoutReading() {
        RawPeer alice = server.online("alice", TCP);
        byte[] muchTooLarge =
                new byte[700_000]; // more than the server reads at once: most of it lies in the system's buffers

        alice.send(muchTooLarge);

        assertTold(alice.nextError(4), 65_536);
        alice.isClosed();
    }

    @Test
    void m6_aStrangersOversizeDatagramIsNotAnswered() {
        RawPeer stranger = small.connect(UDP);

        stranger.send(messageOf(SMALL + 1, "alice", "bob", "fp-1"));

        stranger.seesNothing();
        stranger.isOpen();
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerThatWouldBeTooLargeIsShortenedAndNotDropped(Transport transport) {
        RawPeer stranger = small.connect(transport);

        stranger.send(
                messageOf(SMALL, "alice", "bob", "fp-1")); // error 301 quotes the packet, and has to be larger than it

        stranger.nextError(301);
        stranger.seesNothing().isClosed();
    }

    @ParameterizedTest
    @EnumSource
    void m29_anEchoWhoseAnswerWouldBeTooLargeIsRefusedAndNotDropped(Transport transport) {
        RawPeer alice = small.online("alice", transport);
        String echo = "{\"type\":5,\"dataContent\":\"\"}"; // shorter than our way of writing the same

        alice.send(echo.replace("\"\"}", '"' + "x".repeat(SMALL - echo.length()) + "\"}"));

        assertTold(alice.nextError(4), SMALL);
        alice.isOpen();
    }
}
