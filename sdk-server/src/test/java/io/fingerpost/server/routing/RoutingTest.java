package io.fingerpost.server.routing;

import static io.fingerpost.core.Transport.TCP;
import static io.fingerpost.core.Transport.UDP;
import static io.fingerpost.core.Transport.WEBSOCKET;
import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.core.PacketType;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.Transport;
import io.fingerpost.core.codec.CodeBody;
import io.fingerpost.core.codec.Packets;
import io.fingerpost.core.codec.ProtocalCodec;
import io.fingerpost.core.delivery.Delivery;
import io.fingerpost.core.delivery.DeliveryState;
import io.fingerpost.server.session.SessionLimits;
import io.fingerpost.server.session.SessionRegistry;
import io.fingerpost.server.session.UserAccount;
import io.fingerpost.server.store.MessageStore;
import io.fingerpost.server.store.MessageStores;
import io.fingerpost.server.store.StoreLimits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The three directions, the honest acknowledgement, and what happens when a recipient cannot be reached. */
class RoutingTest {
    private final RecordingListener app = new RecordingListener();
    private final ServerUnderTest server = new ServerUnderTest(app, null);

    private static Protocal message(String from, String to, String fp) {
        return Protocal.message(to, "text of " + fp).from(from).fp(fp).build();
    }

    private static void assertAck(Protocal ack, String from, String to, String fp) {
        assertThat(ack.type()).isEqualTo(PacketType.ACK);
        assertThat(ack.from()).isEqualTo(from);
        assertThat(ack.to()).isEqualTo(to);
        assertThat(ack.dataContent()).isEqualTo(fp);
        assertThat(ack.isQos()).isFalse();
    }

    // ---- from user to user ----

    @ParameterizedTest
    @CsvSource({"TCP,TCP", "TCP,UDP", "UDP,WEBSOCKET", "WEBSOCKET,TCP", "UDP,UDP"})
    void m1_usersOnDifferentTransportsTalk_m24_c2cIsAcknowledgedByItsRecipient(Transport a, Transport b) {
        FakePeer alice = server.online("alice", a);
        FakePeer bob = server.online("bob", b);
        app.events();

        alice.say(message("alice", "bob", "fp-1"));
        Protocal received = bob.next(PacketType.MESSAGE);
        assertThat(received).isEqualTo(message("alice", "bob", "fp-1"));
        alice.seesNothing();

        bob.acknowledge(received);
        assertAck(alice.next(PacketType.ACK), "bob", "alice", "fp-1");
        app.toldExactly("delivered fp-1");
    }

    @Test
    void c2cIsRelayedAsItCame() {
        FakePeer alice = server.online("alice", TCP);
        FakePeer bob = server.online("bob", TCP);
        String odd =
                "{ \"to\":\"bob\", \"x\":[1,{}], \"fp\":\"f\", \"from\":\"alice\", \"QoS\":true, \"type\":2, \"dataContent\":\"\\u0041\" }";

        alice.say(odd);

        assertThat(bob.nextText()).isEqualTo(odd);
    }

    @Test
    void m5_timestampsWhenSwitchedOn() {
        ServerUnderTest stamping = new ServerUnderTest(app, null, SessionLimits.DEFAULT, true);
        FakePeer alice = stamping.online("alice", TCP);
        FakePeer bob = stamping.online("bob", TCP);

        alice.say(message("alice", "bob", "fp-1").toBuilder().typeu(7).build());

        Protocal received = bob.next(PacketType.MESSAGE);
        assertThat(received.sm()).isEqualTo(1_700_000_000_000L);
        assertThat(received.typeu()).isEqualTo(7);
    }

    @Test
    void duplicateRelayedAfterALostAck_aRepeatIsAcknowledgedAgainAndNotDeliveredAgain() {
        FakePeer alice = server.online("alice", UDP);
        FakePeer bob = server.online("bob", TCP);
        alice.say(message("alice", "bob", "fp-1"));
        bob.acknowledge(bob.next(PacketType.MESSAGE));
        alice.next(PacketType.ACK);
        app.events();

        alice.say(message("alice", "bob", "fp-1"));

        bob.seesNothing();
        assertAck(alice.next(PacketType.ACK), "bob", "alice", "fp-1");
        app.toldExactly();
    }

    @Test
    void aRepeatOfAMessageInProgressWaitsForItsOutcome() {
        FakePeer alice = server.online("alice", UDP);
        FakePeer bob = server.online("bob", TCP);

        alice.say(message("alice", "bob", "fp-1")).say(message("alice", "bob", "fp-1"));

        Protocal received = bob.next(PacketType.MESSAGE);
        bob.seesNothing();
        alice.seesNothing();
        bob.acknowledge(received);
        assertAck(alice.next(PacketType.ACK), "bob", "alice", "fp-1");
        alice.seesNothing();
    }

    @Test
    void aRepeatFromANewConnectionIsKnownToo() {
        FakePeer before = server.connect(TCP);
        long time = before.loggedIn("alice");
        FakePeer bob = server.online("bob", TCP);
        before.say(message("alice", "bob", "fp-1"));
        Protocal received = bob.next(PacketType.MESSAGE);
        before.hangUp();
        FakePeer after = server.connect(TCP).login("alice", time);
        after.loginAnswer();

        after.say(message("alice", "bob", "fp-1"));
        bob.seesNothing();
        bob.acknowledge(received);

        assertAck(after.next(PacketType.ACK), "bob", "alice", "fp-1");
        after.seesNothing();
    }

    @Test
    void theSameFingerprintOfAnotherSenderIsAnotherMessage() {
        FakePeer alice = server.online("alice", TCP);
        FakePeer carol = server.online("carol", TCP);
        FakePeer bob = server.online("bob", TCP);

        alice.say(message("alice", "bob", "same"));
        carol.say(message("carol", "bob", "same"));
        List<Protocal> received = bob.all();
        assertThat(received).hasSize(2);
        bob.acknowledge(received.get(1));

        alice.seesNothing();
        assertAck(carol.next(PacketType.ACK), "bob", "carol", "same");
    }

    @Test
    void theSameFingerprintForAnotherRecipientIsAnotherMessage() {
        FakePeer alice = server.online("alice", TCP);
        FakePeer bob = server.online("bob", TCP);
        FakePeer carol = server.online("carol", TCP);
        alice.say(message("alice", "bob", "same"));
        bob.acknowledge(bob.next(PacketType.MESSAGE));
        assertAck(alice.next(PacketType.ACK), "bob", "alice", "same");

        alice.say(message("alice", "carol", "same"));
        alice.seesNothing();
        carol.acknowledge(carol.next(PacketType.MESSAGE));

        assertAck(alice.next(PacketType.ACK), "carol", "alice", "same");
    }

    @Test
    void senderToldDeliveredOnASocketWrite_noAcknowledgementBeforeTheRecipientsOwn() {
        FakePeer alice = server.online("alice", TCP);
        FakePeer bob = server.online("bob", TCP);

        alice.say(message("alice", "bob", "fp-1"));
        bob.next(PacketType.MESSAGE);

        alice.seesNothing();
    }

    @Test
    void halfOpenReceiverCountedAsDelivered_theSenderIsToldThatItFailed() {
        FakePeer alice = server.online("alice", UDP);
        FakePeer bob = server.online("bob", TCP);
        app.events();
        alice.say(message("alice", "bob", "fp-1"));
        bob.next(PacketType.MESSAGE);

        keepAlive(alice, "alice", 5);
        keepAlive(alice, "alice", 5);

        CodeBody error = alice.nextError();
        assertThat(error.code()).isEqualTo(3);
        app.toldExactly("offline fp-1");
    }

    @Test
    void m28_aForgedSenderIsRefusedAndNeverRelayed() {
        FakePeer mallory = server.online("mallory", TCP);
        FakePeer bob = server.online("bob", TCP);

        mallory.say(message("alice", "bob", "fp-1"));

        Protocal error = mallory.next(PacketType.ERROR);
        assertThat(error.fp()).isEqualTo("fp-1");
        assertThat(error.dataContent()).startsWith("{\"errorCode\":4,");
        bob.seesNothing();
        assertThat(mallory.isClosed()).isFalse();
    }

    @Test
    void m28_anAckCountsOnlyFromItsRecipient() {
        FakePeer alice = server.online("alice", TCP);
        FakePeer bob = server.online("bob", TCP);
        FakePeer mallory = server.online("mallory", TCP);
        alice.say(message("alice", "bob", "fp-1"));
        bob.next(PacketType.MESSAGE);

        mallory.say(Packets.ack("bob", "alice", "fp-1"));
        assertThat(mallory.nextError().code()).isEqualTo(4);
        mallory.say(Packets.ack("mallory", "alice", "fp-1"));
        alice.say(Packets.ack("alice", "alice", "fp-1"));

        mallory.seesNothing();
        alice.seesNothing();
    }

    @Test
    void messagesThatCannotBeRoutedAreRefused() {
        FakePeer alice = server.online("alice", TCP);

        alice.say("{\"type\":2,\"from\":\"alice\",\"dataContent\":\"x\",\"fp\":\"f\",\"QoS\":true}");
        assertThat(alice.nextError().code()).isEqualTo(4);
        alice.say("{\"type\":2,\"to\":\"bob\",\"dataContent\":\"x\",\"fp\":\"f\",\"QoS\":true}");
        assertThat(alice.nextError().code()).isEqualTo(4);
        alice.say("{\"type\":2,\"from\":\"alice\",\"to\":\"bob\",\"dataContent\":\"x\",\"QoS\":true}");
        assertThat(alice.nextError().code()).isEqualTo(4);
    }

    @Test
    void withoutQosAMessageIsSentOnceAndNotAcknowledged() {
        FakePeer alice = server.online("alice", TCP);
        FakePeer bob = server.online("bob", UDP);
        app.events();

        alice.say(message("alice", "bob", "fp-1").toBuilder().qos(false).build());
        bob.next(PacketType.MESSAGE);
        server.pass(Duration.ofSeconds(5));

        bob.seesNothing();
        alice.seesNothing();
        app.toldExactly();
    }

    @Test
    void m60_withoutQosAFingerprintIsHandedOnOnceToo() {
        FakePeer alice = server.online("alice", UDP);
        FakePeer bob = server.online("bob", TCP);
        app.events();

        for (int i = 0; i < 2; i++) {
            alice.say(message("alice", "bob", "fp-1").toBuilder().qos(false).build());
            alice.say(message("alice", "0", "fp-2").toBuilder()
                    .qos(false)
                    .dataContent("hi")
                    .build());
        }

        bob.next(PacketType.MESSAGE);
        bob.seesNothing();
        app.toldExactly("c2s alice hi");
        alice.say(message(
                "alice", "bob", "fp-1")); // with QoS it is another matter: nobody knows whether the first one arrived
        bob.acknowledge(bob.next(PacketType.MESSAGE));
        assertAck(alice.next(PacketType.ACK), "bob", "alice", "fp-1");
    }

    @Test
    void m25_aDroppedC2cIsToldToItsSender() {
        app.beforeC2c = p -> false;
        FakePeer alice = server.online("alice", TCP);
        FakePeer bob = server.online("bob", TCP);

        alice.say(message("alice", "bob", "fp-1"));

        assertThat(alice.nextError().code()).isEqualTo(3);
        bob.seesNothing();
    }

    @Test
    void aMessageToOneselfComesBackAndIsAcknowledged() {
        FakePeer alice = server.online("alice", TCP);

        alice.say(message("alice", "alice", "fp-1"));
        alice.acknowledge(alice.next(PacketType.MESSAGE));

        assertAck(alice.next(PacketType.ACK), "alice", "alice", "fp-1");
    }

    @Test
    void tooLargeForTheRecipientsTransportCountsAsUndeliverable() {
        FakePeer alice = server.online("alice", TCP);
        FakePeer bob = server.connect(TCP, 1_024);
        bob.loggedIn("bob");

        alice.say(Protocal.message("bob", "x".repeat(2_000))
                .from("alice")
                .fp("fp-1")
                .build());

        bob.seesNothing();
        assertThat(alice.nextError().code()).isEqualTo(3);
    }

    // ---- retransmission towards the recipient ----

    @Test
    void m60_onUdpAnUnacknowledgedMessageIsSentAgainUntilItsDeadline() {
        FakePeer alice = server.online("alice", TCP);
        FakePeer bob = server.online("bob", UDP);
        alice.say(message("alice", "bob", "fp-1"));
        assertThat(bob.all()).hasSize(1);

        server.pass(Duration.ofMillis(499));
        bob.seesNothing();
        server.pass(Duration.ofMillis(1));
        assertThat(bob.all()).containsExactly(message("alice", "bob", "fp-1"));
        keepAlive(bob, "bob", 5);
        assertThat(bob.all()).hasSizeBetween(3, 10);
        keepAlive(bob, "bob", 5);
        bob.all();
        assertThat(alice.nextError().code()).isEqualTo(3);

        server.pass(Duration.ofSeconds(5));
        bob.seesNothing();
    }

    @Test
    void m60_spuriousRetransmit_noneOnceAcknowledged() {
        FakePeer alice = server.online("alice", TCP);
        FakePeer bob = server.online("bob", UDP);
        alice.say(message("alice", "bob", "fp-1"));
        bob.acknowledge(bob.next(PacketType.MESSAGE));

        server.pass(Duration.ofSeconds(9));

        bob.seesNothing();
    }

    @Test
    void m60_aMessageUnderWayMovesToTheRecipientsNewConnection() {
        FakePeer alice = server.online("alice", TCP);
        FakePeer before = server.connect(TCP);
        long time = before.loggedIn("bob");
        alice.say(message("alice", "bob", "fp-1"));
        before.next(PacketType.MESSAGE);

        FakePeer after = server.connect(UDP).login("bob", time);
        after.loginAnswer();

        after.acknowledge(after.next(PacketType.MESSAGE));
        assertAck(alice.next(PacketType.ACK), "bob", "alice", "fp-1");
    }

    @Test
    void aSlowReaderIsNotWrittenToUntilItReadsAgain() {
        FakePeer alice = server.online("alice", TCP);
        FakePeer bob = server.online("bob", TCP);
        bob.readSlowly(true);

        alice.say(message("alice", "bob", "fp-1"));
        bob.seesNothing();
        bob.readSlowly(false);

        bob.next(PacketType.MESSAGE);
    }

    @Test
    void m62_aFullQueueTowardsARecipientIsAnAnswerAndNotADrop() {
        SessionLimits d = SessionLimits.DEFAULT;
        SessionLimits two = new SessionLimits(
                d.loginTimeoutNanos(),
                d.deliveryTimeoutNanos(),
                2,
                d.maxPendingBytes(),
                100,
                100,
                d.settledAgeNanos(),
                100,
                d.maxMessageBytes(),
                100);
        ServerUnderTest small = new ServerUnderTest(app, null, two, false);
        FakePeer alice = small.online("alice", TCP);
        FakePeer bob = small.online("bob", TCP);
        app.events();

        for (int i = 1; i <= 3; i++) {
            alice.say(message("alice", "bob", "fp-" + i));
        }

        assertThat(bob.all()).hasSize(2);
        assertThat(alice.next(PacketType.ERROR).fp()).isEqualTo("fp-3");
        app.toldExactly("offline fp-3");
    }

    @Test
    void m62_tooManyMessagesInProgressIsAnAnswer() {
        SessionLimits d = SessionLimits.DEFAULT;
        SessionLimits two = new SessionLimits(
                d.loginTimeoutNanos(),
                d.deliveryTimeoutNanos(),
                100,
                d.maxPendingBytes(),
                2,
                100,
                d.settledAgeNanos(),
                100,
                d.maxMessageBytes(),
                100);
        ServerUnderTest small = new ServerUnderTest(app, null, two, false);
        FakePeer alice = small.online("alice", TCP);
        FakePeer bob = small.online("bob", TCP);

        for (int i = 1; i <= 3; i++) {
            alice.say(message("alice", "bob", "fp-" + i));
        }
        List<Protocal> received = bob.all();
        assertThat(received).hasSize(2);
        assertThat(alice.next(PacketType.ERROR).fp()).isEqualTo("fp-3");

        bob.acknowledge(received.get(0));
        alice.next(PacketType.ACK);
        alice.say(message("alice", "bob", "fp-3"));
        bob.next(PacketType.MESSAGE);
    }

    // ---- offline ----

    @Test
    void m24_offlineAndNobodyTakesItOver_theSenderIsTold() {
        FakePeer alice = server.online("alice", TCP);
        app.events();

        alice.say(message("alice", "bob", "fp-1"));

        Protocal error = alice.next(PacketType.ERROR);
        assertThat(error.fp()).isEqualTo("fp-1");
        assertThat(error.dataContent()).startsWith("{\"errorCode\":3,");
        app.toldExactly("offline fp-1");
    }

    @Test
    void m24_offlineAndTheApplicationTakesItOver_theSenderGetsTheAcknowledgement() {
        app.takesOver = p -> true;
        FakePeer alice = server.online("alice", TCP);
        app.events();

        alice.say(message("alice", "bob", "fp-1"));

        assertAck(alice.next(PacketType.ACK), "bob", "alice", "fp-1");
        app.toldExactly("offline fp-1");
        alice.say(message("alice", "bob", "fp-1"));
        assertAck(alice.next(PacketType.ACK), "bob", "alice", "fp-1");
        app.toldExactly();
    }

    @Test
    void okReturnedWhileThePacketWasDropped_aThrowingFallbackIsNotATakeOver() {
        app.takesOver = p -> {
            throw new IllegalStateException("disk full");
        };
        FakePeer alice = server.online("alice", TCP);

        alice.say(message("alice", "bob", "fp-1"));

        assertThat(alice.nextError().code()).isEqualTo(3);
    }

    @Test
    void m24_aRecipientThatLeavesWithoutAcknowledgingLeavesItsMessagesToTheFallback() {
        app.takesOver = p -> true;
        FakePeer alice = server.online("alice", TCP);
        FakePeer bob = server.online("bob", TCP);
        app.events();
        alice.say(message("alice", "bob", "fp-1"));

        bob.hangUp();

        assertAck(alice.next(PacketType.ACK), "bob", "alice", "fp-1");
        app.toldExactly("logout bob CLOSED", "offline fp-1");
    }

    @Test
    void messagesOfAnOutageNeverShownAfterReconnect_theStoreDeliversThemInOrder() {
        ServerUnderTest storing = new ServerUnderTest(app, MessageStores.inMemory());
        FakePeer alice = storing.online("alice", TCP);
        for (int i = 0; i < 100; i++) {
            alice.say(message("alice", "bob", "fp-" + i));
            assertAck(alice.next(PacketType.ACK), "bob", "alice", "fp-" + i);
        }
        app.events();

        FakePeer bob = storing.online("bob", UDP);
        for (int i = 0; i < 100; i++) {
            Protocal received = bob.next(PacketType.MESSAGE);
            assertThat(received.fp()).isEqualTo("fp-" + i);
            bob.acknowledge(received);
        }
        bob.seesNothing();
        assertThat(app.events()).contains("delivered fp-0", "delivered fp-99").doesNotContain("offline fp-100");
        bob.hangUp();
        storing.online("bob", UDP).seesNothing();
    }

    @Test
    void whatIsNotAcknowledgedStaysInTheStore() {
        ServerUnderTest storing = new ServerUnderTest(app, MessageStores.inMemory());
        FakePeer alice = storing.online("alice", TCP);
        alice.say(message("alice", "bob", "fp-1"));
        FakePeer bob = storing.online("bob", UDP);
        bob.next(PacketType.MESSAGE);
        bob.hangUp();

        assertThat(storing.online("bob", TCP).next(PacketType.MESSAGE).fp()).isEqualTo("fp-1");
    }

    @Test
    void offlineCapDroppingTheOldestSilently_aFullStoreIsToldToTheSender() {
        MessageStore one = MessageStores.inMemory(StoreLimits.DEFAULT.withMaxMessagesPerUser(1));
        ServerUnderTest storing = new ServerUnderTest(app, one);
        FakePeer alice = storing.online("alice", TCP);

        alice.say(message("alice", "bob", "fp-1")).next(PacketType.ACK);
        assertThat(alice.say(message("alice", "bob", "fp-2")).nextError().code())
                .isEqualTo(3);

        assertThat(storing.online("bob", TCP).next(PacketType.MESSAGE).fp()).isEqualTo("fp-1");
    }

    // ---- to the server ----

    @Test
    void m24_c2sIsHandedOverOnceAndAcknowledgedAfterwards() {
        FakePeer alice = server.online("alice", UDP);
        app.events();
        app.onC2s = alice::seesNothing;

        alice.say(message("alice", "0", "fp-1"));
        assertAck(alice.next(PacketType.ACK), "0", "alice", "fp-1");
        alice.say(message("alice", "0", "fp-1"));
        assertAck(alice.next(PacketType.ACK), "0", "alice", "fp-1");

        app.toldExactly("c2s alice text of fp-1");
    }

    @Test
    void ackSentThoughTheHandlerFailed_aThrowingHandlerIsNotAcknowledgedAndMayBeAskedAgain() {
        FakePeer alice = server.online("alice", TCP);
        app.events();
        app.onC2s = () -> {
            throw new IllegalStateException("no database");
        };
        assertThat(alice.say(message("alice", "0", "fp-1")).nextError().code()).isEqualTo(3);

        app.onC2s = () -> {};
        assertAck(alice.say(message("alice", "0", "fp-1")).next(PacketType.ACK), "0", "alice", "fp-1");
        app.toldExactly("c2s alice text of fp-1", "c2s alice text of fp-1");
    }

    @Test
    void m25_aDroppedC2sIsToldToItsSender() {
        app.beforeC2s = p -> false;
        FakePeer alice = server.online("alice", TCP);
        app.events();

        assertThat(alice.say(message("alice", "0", "fp-1")).nextError().code()).isEqualTo(3);
        app.toldExactly();
    }

    // ---- from the server ----

    @Test
    void m24_s2cIsDeliveredAndToldOnce() {
        FakePeer alice = server.online("alice", UDP);
        app.events();

        Delivery delivery = server.core().sender().send("alice", "maintenance at noon", 9);
        server.settle();
        Protocal received = alice.next(PacketType.MESSAGE);
        assertThat(received.from()).isEqualTo("0");
        assertThat(received.typeu()).isEqualTo(9);
        assertThat(received.fp()).isEqualTo(delivery.fingerprint());
        assertThat(delivery.state()).isEqualTo(DeliveryState.SENT);

        alice.acknowledge(received).acknowledge(received);

        assertThat(delivery.state()).isEqualTo(DeliveryState.DELIVERED);
        assertThat(delivery.delivered()).isCompletedWithValue(DeliveryState.DELIVERED);
        app.toldExactly("s2cDelivered " + delivery.fingerprint());
    }

    @Test
    void m24_s2cToSomebodyOfflineIsLost() {
        Delivery delivery = server.core().sender().send("nobody", "hello");
        server.settle();

        assertThat(delivery.state()).isEqualTo(DeliveryState.LOST);
        app.toldExactly("s2cLost " + delivery.fingerprint());
    }

    @Test
    void m24_s2cToSomebodyOfflineWaitsInTheStoreIfThereIsOne() {
        ServerUnderTest storing = new ServerUnderTest(app, MessageStores.inMemory());
        Delivery delivery = storing.core().sender().send("alice", "hello");
        storing.settle();
        assertThat(delivery.state()).isEqualTo(DeliveryState.ACCEPTED);

        FakePeer alice = storing.online("alice", TCP);
        app.events();
        alice.acknowledge(alice.next(PacketType.MESSAGE));

        app.toldExactly("s2cDelivered " + delivery.fingerprint());
    }

    @Test
    void m24_s2cWithoutAcknowledgementIsLostAtItsDeadline() {
        FakePeer alice = server.online("alice", TCP);
        app.events();
        Delivery delivery = server.core().sender().send("alice", "hello");

        keepAlive(alice, "alice", 9);
        assertThat(delivery.isDone()).isFalse();
        keepAlive(alice, "alice", 1);

        assertThat(delivery.state()).isEqualTo(DeliveryState.LOST);
        app.toldExactly("s2cLost " + delivery.fingerprint());
    }

    @Test
    void aCancelledMessageIsNotSentAgain() {
        FakePeer alice = server.online("alice", UDP);
        Delivery delivery = server.core().sender().send("alice", "hello");
        server.settle();
        alice.next(PacketType.MESSAGE);
        app.events();

        assertThat(delivery.cancel()).isTrue();
        server.pass(Duration.ofSeconds(9));

        alice.seesNothing();
        assertThat(delivery.state()).isEqualTo(DeliveryState.CANCELLED);
        app.toldExactly();
    }

    @Test
    void m4_theApplicationsOwnFingerprintIsKept_andRefusedWhileItIsUnderWayToTheSameUser() {
        FakePeer alice = server.online("alice", TCP);
        FakePeer bob = server.online("bob", TCP);
        Protocal broadcast = Protocal.message("alice", "hello").fp("mine").build();

        Delivery first = server.core().sender().send(broadcast);
        Delivery again = server.core().sender().send(broadcast);
        Delivery other =
                server.core().sender().send(broadcast.toBuilder().to("bob").build());
        server.settle();

        assertThat(again.state()).isEqualTo(DeliveryState.REJECTED);
        alice.acknowledge(alice.next(PacketType.MESSAGE));
        bob.acknowledge(bob.next(PacketType.MESSAGE));
        assertThat(first.state()).isEqualTo(DeliveryState.DELIVERED);
        assertThat(other.state()).isEqualTo(DeliveryState.DELIVERED);
        assertThat(first.fingerprint()).isEqualTo("mine");
    }

    @Test
    void whatCannotBeSentIsRejectedWithTheReason() {
        Delivery tooLarge = server.core().sender().send("alice", "x".repeat(70_000));
        Delivery toServer = server.core().sender().send("0", "hello");
        Delivery login = server.core().sender().send(Packets.keepAlive("alice"));
        server.settle();

        assertThat(tooLarge.delivered()).isCompletedExceptionally();
        assertThat(List.of(tooLarge.state(), toServer.state(), login.state())).containsOnly(DeliveryState.REJECTED);
    }

    @Test
    void m20_closingTheServerEndsWhatItHadSentWithOneOutcome() {
        server.online("alice", TCP);
        Delivery delivery = server.core().sender().send("alice", "hello");

        server.core().close();
        server.settle();

        assertThat(delivery.state()).isEqualTo(DeliveryState.LOST);
        assertThat(server.core().sender().send("alice", "late").state()).isEqualTo(DeliveryState.REJECTED);
    }

    @Test
    void withoutQosAMessageFromTheServerEndsAsSent() {
        FakePeer alice = server.online("alice", WEBSOCKET);

        Delivery delivery = server.core()
                .sender()
                .send(Protocal.message("alice", "tick").qos(false).build());
        server.settle();

        assertThat(delivery.state()).isEqualTo(DeliveryState.SENT);
        assertThat(delivery.isDone()).isTrue();
        Protocal received = alice.next(PacketType.MESSAGE);
        assertThat(received.fp()).isNull();
        assertThat(new String(ProtocalCodec.encode(received), StandardCharsets.UTF_8))
                .contains("\"QoS\":false");
    }

    /** Lets time pass while the client keeps its session alive. */
    @Test
    void aUserWhoStaysOnlineAndSilentIsRememberedNothingOf() {
        FakePeer alice = server.online("alice", TCP);
        FakePeer bob = server.online("bob", TCP);
        alice.say(message("alice", "bob", "fp-1"));
        bob.acknowledge(bob.next(PacketType.MESSAGE));
        UserAccount account = ((SessionRegistry) server.core().sessions()).findAccount("alice");
        assertThat(account).isNotNull();

        keepAlive(alice, "alice", 110);
        assertThat(account.remembersMessages()).isTrue();
        keepAlive(alice, "alice", 35);
        assertThat(account.remembersMessages()).isFalse();
    }

    private void keepAlive(FakePeer peer, String user, int seconds) {
        for (int i = 0; i < seconds; i++) {
            server.pass(Duration.ofSeconds(1));
            peer.say(Packets.keepAlive(user));
        }
        peer.dropAll(PacketType.KEEP_ALIVE_RESPONSE);
    }
}
