package io.fingerpost.systemtests.raw;

import static io.fingerpost.core.Transport.TCP;
import static io.fingerpost.core.Transport.UDP;
import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.core.Transport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Recipients that take what they get and never acknowledge it: their senders have to be told, and only datagrams are repeated. */
class SilentRecipientTest {
    private static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(2);

    private final RawServer server = new RawServer(
            settings -> settings.deliveryTimeout(DELIVERY_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS), gateway -> {});

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"TCP,TCP", "UDP,UDP", "WEBSOCKET,WEBSOCKET", "TCP,UDP", "UDP,WEBSOCKET", "WEBSOCKET,TCP"})
    void m60_theSenderIsToldThatSendingFailed_andALateAcknowledgementChangesNothing(Transport from, Transport to) {
        RawPeer alice = server.online("alice", from);
        RawPeer bob = server.online("bob", to);
        long sent = System.nanoTime();

        alice.sendMessage("bob", "fp-1");
        WirePacket received = bob.next(WirePacket.MESSAGE);

        WirePacket error = alice.nextError(3);
        assertThat(Duration.ofNanos(System.nanoTime() - sent)).isGreaterThanOrEqualTo(DELIVERY_TIMEOUT);
        assertThat(error.fp()).isEqualTo("fp-1");
        bob.acknowledge(received);
        alice.seesNothing();
        assertThat(server.app().count("delivered fp-1")).isZero();
        assertThat(server.app().count("offline fp-1")).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void aMessageThatFailedMayBeSentAgain(Transport transport) {
        RawPeer alice = server.online("alice", transport);
        RawPeer bob = server.online("bob", transport);
        alice.sendMessage("bob", "fp-1").nextError(3);
        bob.allUntilQuietFor(RawPeer.QUIET);

        alice.sendMessage("bob", "fp-1");

        bob.acknowledge(bob.next(WirePacket.MESSAGE));
        alice.nextAck("bob", "fp-1");
    }

    @ParameterizedTest
    @EnumSource
    void m60_onlyADatagramIsRepeated_unchangedAndUntilTheMessageFails(Transport transport) {
        RawPeer alice = server.online("alice", TCP);
        RawPeer bob = server.online("bob", transport);
        String message = WirePacket.message("alice", "bob", "fp-1");

        alice.send(message).nextError(3);
        List<WirePacket> transmissions = bob.allUntilQuietFor(RawPeer.QUIET);

        assertThat(transmissions).extracting(WirePacket::text).containsOnly(message);
        if (transport == UDP) {
            assertThat(transmissions).hasSizeBetween(3, 20); // 500 ms apart, as no round trip was measured yet
        } else {
            assertThat(transmissions).hasSize(1);
        }
        assertThat(bob.allUntilQuietFor(Duration.ofMillis(1_200)))
                .as("what comes after the message has failed")
                .isEmpty();
    }

    @Test
    void m60_spuriousRetransmit_aDatagramIsNotRepeatedOnceItWasAcknowledged() {
        RawPeer alice = server.online("alice", TCP);
        RawPeer bob = server.online("bob", UDP);
        alice.sendMessage("bob", "fp-1");
        WirePacket first = bob.next(WirePacket.MESSAGE);
        WirePacket second = bob.next(WirePacket.MESSAGE);
        assertThat(second).isEqualTo(first);

        bob.acknowledge(second);

        alice.nextAck("bob", "fp-1");
        bob.allUntilQuietFor(Duration.ofMillis(50)); // one that was under way, if any
        assertThat(bob.allUntilQuietFor(DELIVERY_TIMEOUT)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void m24_aMessageFromTheServerIsLostAtItsDeadline(Transport transport) {
        RawPeer bob = server.online("bob", transport);

        String fp = server.server().sender().send("bob", "hello").fingerprint();

        assertThat(bob.next(WirePacket.MESSAGE).fp()).isEqualTo(fp);
        server.app().isTold("s2c lost " + fp);
        bob.allUntilQuietFor(RawPeer.QUIET);
        bob.send(WirePacket.ack("bob", "0", fp)).isOpen();
        assertThat(server.app().count("s2c delivered " + fp)).isZero();
    }
}
