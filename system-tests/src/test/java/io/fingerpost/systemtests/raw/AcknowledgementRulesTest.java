package io.fingerpost.systemtests.raw;

import static io.fingerpost.core.Transport.TCP;
import static io.fingerpost.core.Transport.UDP;
import static io.fingerpost.core.Transport.WEBSOCKET;
import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.core.Transport;
import io.fingerpost.core.delivery.Delivery;
import io.fingerpost.core.delivery.DeliveryState;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Rules 3 to 7 of the wire format, from outside: what is relayed, and that no acknowledgement comes for what is not safe. */
class AcknowledgementRulesTest {
    private static final String PAIRS = """
            TCP,TCP
            UDP,UDP
            WEBSOCKET,WEBSOCKET
            TCP,UDP
            UDP,WEBSOCKET
            WEBSOCKET,TCP
            """;

    private final RawServer server = new RawServer();

    @AfterEach
    void close() {
        server.close();
    }

    /** Takes the message off what the recipient receives, and acknowledges it. */
    private static void acknowledges(RawPeer recipient, String fp) {
        WirePacket message = recipient.next(WirePacket.MESSAGE);
        assertThat(message.fp()).isEqualTo(fp);
        recipient.acknowledge(message);
    }

    // ---- the honest acknowledgement ----

    @ParameterizedTest
    @CsvSource(textBlock = PAIRS)
    void m60_theSenderIsAcknowledgedOnceTheRecipientHasAcknowledgedAndNotBefore(Transport from, Transport to) {
        RawPeer alice = server.online("alice", from);
        RawPeer bob = server.online("bob", to);

        alice.sendMessage("bob", "fp-1");
        WirePacket received = bob.next(WirePacket.MESSAGE);
        assertThat(received.text()).isEqualTo(WirePacket.message("alice", "bob", "fp-1"));
        alice.seesNothing();

        bob.acknowledge(received);
        assertThat(alice.nextAck("bob", "fp-1").isQos()).isFalse();
        server.app().isTold("delivered fp-1");
        alice.seesNothing();
        assertThat(server.app().count("delivered fp-1")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(textBlock = PAIRS)
    void m3_aMessageIsRelayedByteForByte(Transport from, Transport to) {
        RawPeer alice = server.online("alice", from);
        RawPeer bob = server.online("bob", to);
        String odd =
                "{ \"to\":\"bob\", \"x\":[1,{\"type\":4}], \"fp\":\"f\",\n\"from\":\"alice\", \"QoS\":true, \"type\":2,"
                        + "\"dataContent\":\"\\u0041\u00e4\u4f60\ud83d\ude00\\/\", \"typeu\":2147483647, \"sm\":-9223372036854775808 }";

        alice.send(odd);

        assertThat(bob.next(WirePacket.MESSAGE).text()).isEqualTo(odd);
    }

    @ParameterizedTest
    @EnumSource
    void duplicateRelayedAfterALostAck_aRepeatIsAcknowledgedAgainAndNotDeliveredAgain(Transport transport) {
        RawPeer alice = server.online("alice", transport);
        RawPeer bob = server.online("bob", transport);
        alice.sendMessage("bob", "fp-1");
        acknowledges(bob, "fp-1");
        alice.nextAck("bob", "fp-1");
        bob.allUntilQuietFor(RawPeer.QUIET); // a repeat by a slow machine, if any

        alice.sendMessage("bob", "fp-1").sendMessage("bob", "fp-1");

        alice.nextAck("bob", "fp-1");
        alice.nextAck("bob", "fp-1");
        bob.seesNothing();
        assertThat(server.app().count("delivered fp-1")).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void aRepeatOfAMessageInProgressWaitsForItsOutcome(Transport transport) {
        RawPeer alice = server.online("alice", transport);
        RawPeer bob = server.online("bob", TCP);

        alice.sendMessage("bob", "fp-1").sendMessage("bob", "fp-1").sendMessage("bob", "fp-1");

        WirePacket received = bob.next(WirePacket.MESSAGE);
        bob.seesNothing();
        alice.seesNothing();
        bob.acknowledge(received);
        alice.nextAck("bob", "fp-1");
        alice.seesNothing();
    }

    @ParameterizedTest
    @EnumSource
    void m24_offlineAndNobodyTakesTheMessageOver_theSenderIsTold(Transport transport) {
        RawPeer alice = server.online("alice", transport);

        alice.sendMessage("bob", "fp-1");

        WirePacket error = alice.nextError(3);
        assertThat(error.fp()).isEqualTo("fp-1");
        server.app().isTold("offline fp-1");
        alice.seesNothing();
    }

    @ParameterizedTest
    @EnumSource
    void m24_offlineAndTheApplicationTakesTheMessageOver_theSenderIsAcknowledged(Transport transport) {
        server.app().takesOver = message -> true;
        RawPeer alice = server.online("alice", transport);

        alice.sendMessage("bob", "fp-1");
        alice.nextAck("bob", "fp-1");
        alice.sendMessage("bob", "fp-1");
        alice.nextAck("bob", "fp-1");

        assertThat(server.app().count("offline fp-1")).isEqualTo(1);
    }

    @Test
    void okReturnedWhileThePacketWasDropped_aFallbackThatFailsIsNotATakeOver() {
        server.app().takesOver = message -> {
            throw new IllegalStateException("the disk is full");
        };
        RawPeer alice = server.online("alice", TCP);

        alice.sendMessage("bob", "fp-1").nextError(3);
    }

    @Test
    void halfOpenReceiverCountedAsDelivered_aRecipientThatDisappearsWasNotReached() {
        RawPeer alice = server.online("alice", UDP);
        RawPeer bob = server.online("bob", TCP);
        alice.sendMessage("bob", "fp-1");
        bob.next(WirePacket.MESSAGE);

        ((RawTcpClient) bob.client()).reset();

        assertThat(alice.nextError(3).fp()).isEqualTo("fp-1");
        server.app().isTold("logout bob CLOSED");
    }

    // ---- forgeries ----

    @ParameterizedTest
    @EnumSource
    void m28_aForgedSenderIsRefusedAndNeverRelayed(Transport transport) {
        RawPeer mallory = server.online("mallory", transport);
        RawPeer alice = server.online("alice", TCP);
        RawPeer bob = server.online("bob", TCP);

        for (String forged : List.of(
                WirePacket.message("alice", "bob", "fp-1"),
                WirePacket.message("0", "bob", "fp-1"),
                WirePacket.message("", "bob", "fp-1"),
                WirePacket.message("-1", "bob", "fp-1"),
                WirePacket.message("mallory ", "bob", "fp-1"),
                WirePacket.message("alice", "0", "fp-1"),
                WirePacket.ack("alice", "bob", "fp-1"),
                WirePacket.keepAlive("alice"),
                WirePacket.logout("alice"))) {
            mallory.send(forged).nextError(4);
        }

        mallory.isOpen();
        alice.isOpen();
        bob.seesNothing();
        assertThat(server.app().count("c2s fp-1")).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void m28_forgedAcknowledgementsNeverReachTheSender(Transport transport) {
        RawPeer alice = server.online("alice", transport);
        RawPeer bob = server.online("bob", TCP);
        RawPeer mallory = server.online("mallory", transport);
        alice.sendMessage("bob", "fp-1");
        WirePacket received = bob.next(WirePacket.MESSAGE);

        mallory.send(WirePacket.ack("bob", "alice", "fp-1")).nextError(4); // in the recipient's name
        mallory.send(WirePacket.ack("mallory", "alice", "fp-1")); // in the own name
        mallory.send(WirePacket.ack("-1", "alice", "fp-1")); // in nobody's name
        mallory.send(WirePacket.ack("mallory", "bob", "fp-1")); // to the wrong side
        alice.send(WirePacket.ack("alice", "alice", "fp-1")); // by the sender
        alice.send(WirePacket.ack("alice", "bob", "fp-1"));
        alice.send(WirePacket.ack("bob", "alice", "fp-1")).nextError(4);
        bob.send(WirePacket.ack("bob", "alice", "fp-2")); // by the recipient, of something else
        bob.send(WirePacket.ack("bob", "mallory", "fp-1"));
        bob.send(WirePacket.ack("bob", "0", "fp-1"));
        RawPeer stranger = server.connect(transport);
        stranger.send(WirePacket.ack("bob", "alice", "fp-1")).nextError(301);

        mallory.seesNothing();
        alice.seesNothing();
        assertThat(server.app().count("delivered fp-1")).isZero();

        bob.acknowledge(received); // the true one still counts
        alice.nextAck("bob", "fp-1");
        alice.seesNothing();
    }

    @ParameterizedTest
    @EnumSource
    void m28_anAcknowledgementOfWhatWasNeverSentReachesNobody(Transport transport) {
        RawPeer alice = server.online("alice", transport);
        RawPeer bob = server.online("bob", transport);

        bob.send(WirePacket.ack("bob", "alice", "fp-1"));
        bob.send("{\"type\":4,\"from\":\"bob\",\"to\":\"alice\"}");
        bob.send("{\"type\":4,\"from\":\"bob\",\"to\":\"alice\",\"dataContent\":\"\",\"fp\":\"fp-1\",\"QoS\":true}");
        bob.isOpen();
        alice.seesNothing();

        alice.sendMessage("bob", "fp-1"); // acknowledged in advance is not acknowledged
        bob.next(WirePacket.MESSAGE);
        alice.seesNothing();
    }

    @ParameterizedTest
    @EnumSource
    void theSameFingerprintOfAnotherSenderIsAnotherMessage(Transport transport) {
        RawPeer alice = server.online("alice", transport);
        RawPeer carol = server.online("carol", transport);
        RawPeer bob = server.online("bob", TCP);
        alice.sendMessage("bob", "same");
        assertThat(bob.next(WirePacket.MESSAGE).from()).isEqualTo("alice");
        carol.sendMessage("bob", "same");

        acknowledges(bob, "same");

        carol.nextAck("bob", "same");
        alice.seesNothing();
    }

    @ParameterizedTest
    @EnumSource
    void theSameFingerprintToAnotherRecipientIsNotAcknowledgedByTheFirstOne(Transport transport) {
        RawPeer alice = server.online("alice", transport);
        RawPeer bob = server.online("bob", TCP);
        RawPeer carol = server.online("carol", TCP);
        alice.sendMessage("bob", "same");
        acknowledges(bob, "same");
        alice.nextAck("bob", "same");

        alice.sendMessage("carol", "same");
        WirePacket received = carol.next(WirePacket.MESSAGE);
        alice.seesNothing();

        carol.acknowledge(received);
        alice.nextAck("carol", "same");
    }

    // ---- to and from the server ----

    @ParameterizedTest
    @EnumSource
    void m24_c2sIsHandedOverOnceAndAcknowledgedEachTime(Transport transport) {
        RawPeer alice = server.online("alice", transport);

        alice.sendMessage("0", "fp-1");
        alice.nextAck("0", "fp-1");
        alice.sendMessage("0", "fp-1");
        alice.nextAck("0", "fp-1");

        assertThat(server.app().count("c2s fp-1")).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void m24_s2cIsDeliveredWhenItsRecipientAcknowledgesIt(Transport transport) throws Exception {
        RawPeer mallory = server.online("mallory", transport);
        RawPeer bob = server.online("bob", transport);

        Delivery delivery = server.server().sender().send("bob", "maintenance at noon");
        WirePacket received = bob.next(WirePacket.MESSAGE);
        assertThat(received.from()).isEqualTo("0");
        assertThat(received.to()).isEqualTo("bob");
        assertThat(received.content()).isEqualTo("maintenance at noon");
        mallory.send(WirePacket.ack("mallory", "0", received.fingerprint()));
        mallory.isOpen();
        assertThat(delivery.isDone()).isFalse();

        bob.acknowledge(received);
        delivery.delivered().get(10, TimeUnit.SECONDS);
        assertThat(delivery.state()).isEqualTo(DeliveryState.DELIVERED);
        server.app().isTold("s2c delivered " + received.fp());
    }

    // ---- messages that ask for less, or say too little ----

    @ParameterizedTest
    @EnumSource
    void withoutQosAMessageIsRelayedOnceAndNeverAcknowledged(Transport transport) {
        RawPeer alice = server.online("alice", transport);
        RawPeer bob = server.online("bob", transport);
        String message = "{\"type\":2,\"from\":\"alice\",\"to\":\"bob\",\"dataContent\":\"hi\"}";

        alice.send(message);

        assertThat(bob.next(WirePacket.MESSAGE).text()).isEqualTo(message);
        bob.seesNothing();
        alice.seesNothing();
    }

    @ParameterizedTest
    @EnumSource
    void withoutQosARepeatIsKnownByItsFingerprintToo(Transport transport) {
        RawPeer alice = server.online("alice", transport);
        RawPeer bob = server.online("bob", TCP);
        String message = "{\"type\":2,\"from\":\"alice\",\"to\":\"bob\",\"fp\":\"fp-1\",\"dataContent\":\"hi\"}";

        alice.send(message).send(message).send(message.replace("fp-1", "fp-2"));

        assertThat(bob.next(WirePacket.MESSAGE).fp()).isEqualTo("fp-1");
        assertThat(bob.next(WirePacket.MESSAGE).fp()).isEqualTo("fp-2");
        bob.seesNothing();
        alice.seesNothing();
    }

    @ParameterizedTest
    @EnumSource
    void messagesThatCannotBeRoutedAreRefused(Transport transport) {
        RawPeer alice = server.online("alice", transport);

        alice.send("{\"type\":2,\"from\":\"alice\",\"dataContent\":\"x\",\"fp\":\"f\",\"QoS\":true}");
        assertThat(alice.nextError(4).fp()).isEqualTo("f");
        alice.send("{\"type\":2,\"to\":\"bob\",\"dataContent\":\"x\",\"fp\":\"f\",\"QoS\":true}");
        assertThat(alice.nextError(4).fp()).isEqualTo("f");
        alice.send("{\"type\":2,\"from\":\"alice\",\"to\":\"bob\",\"dataContent\":\"x\",\"QoS\":true}");
        assertThat(alice.nextError(4).fp()).isNull();
        alice.isOpen();
    }

    @Test
    void tooLargeForTheRecipientsTransportCountsAsUndeliverable() {
        RawPeer alice = server.online("alice", TCP);
        RawPeer bob = server.online("bob", UDP);
        RawPeer carol = server.online("carol", WEBSOCKET);
        String text =
                "x".repeat(65_536 - WirePacket.message("alice", "bob", "f", "").length());

        alice.send(WirePacket.message("alice", "bob", "f", text));

        assertThat(alice.nextError(3).fp()).isEqualTo("f");
        bob.seesNothing();
        alice.send(WirePacket.message("alice", "carol", "g", text.substring(2)));
        acknowledges(carol, "g");
        alice.nextAck("carol", "g");
    }
}
