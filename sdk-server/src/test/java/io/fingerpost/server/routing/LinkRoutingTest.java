package io.fingerpost.server.routing;

import static io.fingerpost.core.Transport.TCP;
import static io.fingerpost.core.Transport.UDP;
import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.core.PacketType;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.Transport;
import io.fingerpost.core.codec.LinkHello;
import io.fingerpost.core.delivery.Delivery;
import io.fingerpost.core.delivery.DeliveryState;
import io.fingerpost.core.link.LinkEnd;
import io.fingerpost.server.LoginDecision;
import io.fingerpost.server.LoginRequest;
import io.fingerpost.server.ServerEventListener;
import io.fingerpost.server.UserSession;
import io.fingerpost.server.store.MessageStore;
import io.fingerpost.server.store.MessageStores;
import io.fingerpost.server.store.StoreLimits;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The link profile as the server speaks it: what accepted and delivered mean, resume, refusals, and the inbox. */
class LinkRoutingTest {
    private final RecordingListener app = new RecordingListener();
    private final MessageStore store = MessageStores.inMemory();
    private final ServerUnderTest server = new ServerUnderTest(app, store);
    private final ServerUnderTest storeless = new ServerUnderTest(app, null);

    /** An application that takes no part in messages between users, unless their recipient is offline. */
    private static final class OnlyFallback implements ServerEventListener {
        @Override
        public LoginDecision onUserLoginVerify(LoginRequest request) {
            return LoginDecision.accept();
        }

        @Override
        public void onC2SMessage(Protocal p, UserSession from) {}

        @Override
        public boolean onRealtimeSendFailed(Protocal p) {
            return false;
        }
    }

    private static Protocal message(String from, String to, String fp) {
        return Protocal.message(to, "text of " + fp).from(from).fp(fp).build();
    }

    private static void assertNotice(Protocal notice, String from, String to, String fp) {
        assertThat(notice.type()).isEqualTo(PacketType.ACK);
        assertThat(notice.from()).isEqualTo(from);
        assertThat(notice.to()).isEqualTo(to);
        assertThat(notice.dataContent()).isEqualTo(fp);
    }

    private LinkPeer online(String user, Transport transport) {
        return online(server, user, transport);
    }

    private static LinkPeer online(ServerUnderTest server, String user, Transport transport) {
        LinkPeer peer = new LinkPeer(server, user);
        peer.connect(transport);
        return peer;
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aMessageIsAcceptedOnceItIsStoredAndDeliveredOnceTheRecipientHasIt(Transport transport) {
        LinkPeer alice = online("alice", transport);
        alice.send(message("alice", "bob", "fp-1"));
        alice.pass(50);
        assertThat(alice.done()).containsExactly("fp-1");
        alice.receivesNothing();

        LinkPeer bob = online("bob", transport);
        assertThat(bob.next()).isEqualTo(message("alice", "bob", "fp-1"));
        bob.pass(50);
        alice.exchange();

        assertNotice(alice.next(), "bob", "alice", "fp-1");
        assertThat(app.events()).contains("delivered fp-1");
        bob.hangUp();
        bob.connect(transport);
        bob.receivesNothing();
    }

    @Test
    void theNoticeOfDeliveryWaitsForASenderWhoIsOffline() {
        LinkPeer alice = online("alice", UDP);
        alice.send(message("alice", "bob", "fp-1"));
        alice.pass(50);
        alice.hangUp();
        LinkPeer bob = online("bob", TCP);
        bob.next();
        bob.pass(50);

        LinkHello answer = alice.connect(TCP);

        assertThat(answer.resumed()).isTrue();
        assertThat(answer.rx()).isEqualTo(1);
        assertNotice(alice.next(), "bob", "alice", "fp-1");
    }

    @Test
    void anOldClientAndALinkClientTalk() {
        LinkPeer alice = online("alice", UDP);
        FakePeer bob = server.online("bob", TCP);

        alice.send(message("alice", "bob", "fp-1"));
        alice.pass(50);
        bob.acknowledge(bob.next(PacketType.MESSAGE));
        alice.exchange();
        assertNotice(alice.next(), "bob", "alice", "fp-1");

        bob.say(message("bob", "alice", "fp-2"));
        assertNotice(bob.next(PacketType.ACK), "alice", "bob", "fp-2");
        alice.exchange();
        assertThat(alice.next()).isEqualTo(message("bob", "alice", "fp-2"));
        alice.pass(50);
        bob.seesNothing();
    }

    @Test
    void aMessageThatWaitsForTheApplicationIsNotOvertakenWhenItsRecipientComesOnline() {
        ServerUnderTest busy = new ServerUnderTest(new OnlyFallback(), store);
        LinkPeer alice = online(busy, "alice", TCP);
        LinkPeer bob = new LinkPeer(busy, "bob");
        busy.holdCallbacks();
        FakePeer connection = bob.askToLogIn(TCP);
        alice.send(message("alice", "bob", "fp-1")); // the application is asked, as bob is offline
        busy.runOneCallback(); // that is bob's login
        bob.loggedIn(connection, TCP);
        alice.send(message("alice", "bob", "fp-2"));
        alice.send(message("alice", "carol", "fp-3"));
        busy.releaseCallbacks();

        bob.pass(50);
        assertThat(List.of(bob.next().fp(), bob.next().fp())).containsExactly("fp-1", "fp-2");
        alice.pass(50);
        assertThat(alice.done()).containsExactly("fp-1", "fp-2", "fp-3");
    }

    @Test
    void withoutAStoreAMessageIsAcceptedOnceTheRecipientHasIt() {
        LinkPeer alice = online(storeless, "alice", TCP);
        LinkPeer bob = online(storeless, "bob", TCP);
        bob.doesNotComplete();

        alice.send(message("alice", "bob", "fp-1"));
        bob.exchange();
        bob.next();
        alice.pass(50);
        assertThat(alice.done()).isEmpty();

        bob.link().complete(1, storeless.nowNanos());
        bob.pass(50);
        alice.pass(50);
        assertThat(alice.done()).containsExactly("fp-1");
        assertNotice(alice.next(), "bob", "alice", "fp-1");
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void whatIsRefusedStaysOpenUntilItsSenderTakesItBack(Transport transport) {
        LinkPeer alice = online(storeless, "alice", transport);

        long sq = alice.send(message("alice", "nobody", "fp-1"));
        assertThat(alice.peer().next(PacketType.ERROR).fp()).isEqualTo("fp-1");
        alice.send(message("alice", "0", "fp-2"));
        alice.pass(1_000);
        assertThat(alice.done()).isEmpty();
        if (transport == UDP) {
            assertThat(alice.peer().next(PacketType.ERROR).fp())
                    .as("told again, as it may be lost")
                    .isEqualTo("fp-1");
        }

        alice.link().sending().retract(sq, storeless.nowNanos());
        alice.pass(50);

        assertThat(alice.done()).containsExactly("fp-2");
        assertThat(alice.link().sending().doneUpTo()).isEqualTo(2);
    }

    @Test
    void aMessageUnderTwoNumbersIsDeliveredOnceAndBothAreDone() {
        LinkPeer alice = online(storeless, "alice", TCP);
        LinkPeer bob = online(storeless, "bob", TCP);
        bob.doesNotComplete();

        alice.send(message("alice", "bob", "fp-1"));
        alice.send(message("alice", "bob", "fp-1"));
        alice.send(message("alice", "bob", "fp-1"));
        bob.exchange();
        bob.next();
        bob.receivesNothing();
        alice.pass(50);
        assertThat(alice.link().sending().doneUpTo()).isZero();

        bob.completesAll();
        alice.pass(50);
        assertThat(alice.done()).containsExactly("fp-1", "fp-1", "fp-1");
        alice.send(message("alice", "bob", "fp-1"));
        alice.pass(50);
        assertThat(alice.link().sending().doneUpTo()).isEqualTo(4);
        bob.exchange();
        bob.receivesNothing();
    }

    /** Within a link the numbers tell repeats apart; of what a link has under way, 256, its fingerprints are known in the next one. */
    @Test
    void ofALinkTheLastThreeWindowsAreRemembered() {
        LinkPeer bob = online(storeless, "bob", TCP);
        LinkPeer alice = online(storeless, "alice", TCP);
        for (int i = 0; i < 2_000; i++) {
            alice.send(message("alice", "bob", "fp-" + i));
            bob.exchange();
            bob.next();
        }
        bob.pass(50);
        alice.pass(50);
        assertThat(alice.done()).hasSize(2_000);
        alice.hangUp();

        LinkPeer restarted = online(storeless, "alice", TCP);
        for (int i : new int[] {1_999, 1_700, 2_000 - 768 + 8}) {
            restarted.send(message("alice", "bob", "fp-" + i));
        }
        bob.pass(50);
        restarted.pass(50);
        assertThat(restarted.done()).hasSize(3);
        bob.exchange();
        bob.receivesNothing();
        restarted.send(message("alice", "bob", "fp-1000"));
        bob.exchange();
        assertThat(bob.next().fp()).isEqualTo("fp-1000");
    }

    @Test
    void aMessageUnderTwoNumbersIsRefusedUnderBoth() {
        LinkPeer alice = online(storeless, "alice", TCP);
        LinkPeer bob = online(storeless, "bob", TCP);
        bob.doesNotComplete();

        long first = alice.send(message("alice", "bob", "fp-1"));
        long second = alice.send(message("alice", "bob", "fp-1"));
        bob.exchange();
        bob.hangUp();
        alice.pass(50);
        assertThat(alice.peer().next(PacketType.ERROR).fp()).isEqualTo("fp-1");
        assertThat(alice.done()).isEmpty();

        alice.link().sending().retract(first, storeless.nowNanos());
        alice.pass(50);
        assertThat(alice.link().sending().doneUpTo()).isEqualTo(1);
        alice.link().sending().retract(second, storeless.nowNanos());
        alice.pass(50);
        assertThat(alice.link().sending().doneUpTo()).isEqualTo(2);
    }

    @Test
    void whatIsTakenBackBeforeItsOutcomeIsKnownIsNotAnswered() {
        LinkPeer alice = online(storeless, "alice", TCP);
        LinkPeer bob = online(storeless, "bob", TCP);
        bob.doesNotComplete();
        long sq = alice.send(message("alice", "bob", "fp-1"));

        alice.link().sending().retract(sq, storeless.nowNanos());
        alice.pass(50);
        assertThat(alice.link().sending().doneUpTo()).isEqualTo(1);
        bob.hangUp();
        alice.send(message("alice", "0", "fp-2"));
        alice.pass(50);

        assertThat(alice.done()).containsExactly("fp-2");
        assertThat(alice.link().sending().doneUpTo()).isEqualTo(2);
    }

    @Test
    void anOutcomeThatIsKnownAfterAReconnectIsToldThereForTheNumbersThatCameAgain() {
        LinkPeer alice = online(storeless, "alice", UDP);
        LinkPeer bob = online(storeless, "bob", TCP);
        bob.doesNotComplete();
        alice.send(message("alice", "bob", "fp-1"));
        alice.send(message("alice", "bob", "fp-2"));
        bob.exchange();

        alice.hangUp();
        alice.connect(TCP);
        alice.pass(50);
        assertThat(alice.done()).isEmpty();
        bob.completesAll();
        alice.pass(50);

        assertThat(alice.done()).containsExactly("fp-1", "fp-2");
        bob.next();
        bob.next();
        bob.receivesNothing();
    }

    @Test
    void aFullInboxIsToldToTheSender() {
        ServerUnderTest small =
                new ServerUnderTest(app, MessageStores.inMemory(StoreLimits.DEFAULT.withMaxMessagesPerUser(2)));
        LinkPeer alice = online(small, "alice", TCP);

        for (int i = 1; i <= 3; i++) {
            alice.send(message("alice", "bob", "fp-" + i));
        }
        alice.pass(50);

        assertThat(alice.peer().next(PacketType.ERROR).fp()).isEqualTo("fp-3");
        assertThat(alice.done()).containsExactly("fp-1", "fp-2");
    }

    @Test
    void m61_messagesOfAnOutageComeInOrderBeforeNewOnesAndNoneTwice() {
        LinkPeer alice = online("alice", UDP);
        LinkPeer bob = online("bob", UDP);
        bob.doesNotComplete();
        for (int i = 1; i <= 500; i++) {
            alice.send(message("alice", "bob", "fp-" + i));
            if (i == 10) {
                bob.exchange();
                for (int sq = 1; sq <= 10; sq++) {
                    bob.next();
                }
                List.of(1L, 2L, 3L, 5L).forEach(sq -> bob.link().complete(sq, server.nowNanos()));
                bob.exchange();
                bob.hangUp();
            }
            alice.pass(5);
        }

        LinkHello answer = bob.connect(TCP);
        assertThat(answer.resumed()).isTrue();
        alice.send(message("alice", "bob", "fp-501"));
        bob.pass(100);

        assertThat(bob.redelivered())
                .as("handed over before, and not done with")
                .isNotEmpty();
        for (int i = 11; i <= 256 + 3; i++) { // 3 were done with when the connection broke: so far the window reaches
            assertThat(bob.next().fp()).isEqualTo("fp-" + i);
        }
        bob.receivesNothing();
        bob.completesAll();
        bob.pass(100);
        for (int i = 260; i <= 501; i++) {
            assertThat(bob.next().fp()).isEqualTo("fp-" + i);
        }
        bob.receivesNothing();
    }

    @Test
    void aLargeMessageTakesSeveralNumbersOverDatagramsAsOverStreams() {
        LinkPeer alice = online("alice", UDP);
        LinkPeer bob = online("bob", TCP);
        Protocal large = Protocal.message("bob", "x".repeat(60_000))
                .from("alice")
                .fp("fp-1")
                .build();

        alice.send(large);
        alice.pass(500);
        bob.exchange();

        assertThat(bob.next()).isEqualTo(large);
        assertThat(bob.link().receiving().doneUpTo()).isGreaterThan(50);
        assertThat(alice.done()).containsExactly("fp-1");
    }

    @Test
    void whatTheApplicationInTheServerHasIsDone() {
        LinkPeer alice = online("alice", UDP);
        app.events();
        alice.send(message("alice", "0", "fp-1"));
        alice.pass(50);

        assertThat(alice.done()).containsExactly("fp-1");
        app.toldExactly("c2s alice text of fp-1");
    }

    @Test
    void aForgedSenderIsRefusedInsideTheLinkToo() {
        LinkPeer alice = online("alice", TCP);

        alice.send(message("carol", "bob", "fp-1"));

        assertThat(alice.peer().nextError().code()).isEqualTo(4);
        assertThat(alice.done()).isEmpty();
        assertThat(store.read("bob", 0, 10, 1_000)).isEmpty();
    }

    @Test
    void m24_s2cIsAcceptedOnceStoredAndDeliveredLater() {
        Delivery delivery = server.core().sender().send("alice", "hello");
        server.settle();
        assertThat(delivery.state()).isEqualTo(DeliveryState.ACCEPTED);
        assertThat(delivery.isDone()).isFalse();

        LinkPeer alice = online("alice", UDP);
        assertThat(alice.next().dataContent()).isEqualTo("hello");
        alice.pass(50);

        assertThat(delivery.state()).isEqualTo(DeliveryState.DELIVERED);
        assertThat(app.events()).contains("s2cDelivered " + delivery.fingerprint());
    }

    @Test
    void anotherDeviceOfTheUserGetsWhatTheFirstHasNotDone() {
        LinkPeer alice = online("alice", TCP);
        LinkPeer phone = online("bob", TCP);
        phone.doesNotComplete();
        alice.send(message("alice", "bob", "fp-1"));
        phone.exchange();
        phone.next();
        phone.hangUp();

        LinkPeer tablet = online("bob", UDP);

        assertThat(tablet.next().fp()).isEqualTo("fp-1");
    }

    @Test
    void whatWasSentBeforeAKickIsWrittenBeforeIt() {
        LinkPeer alice = online(storeless, "alice", TCP);

        storeless.core().sender().send("alice", "you are about to be removed");
        storeless.core().sessions().kick("alice", "removed");
        storeless.settle();

        assertThat(LinkEnd.isFrame(alice.peer().nextBytes())).isTrue();
        alice.peer().next(PacketType.KICKOUT);
    }

    @Test
    void aFrameForASessionOfTheBaseProfileDoesNotKeepItAlive() {
        FakePeer alice = server.online("alice", UDP);
        for (int second = 1; second < 10; second++) {
            server.pass(Duration.ofSeconds(1));
            alice.sayFrame(new byte[] {(byte) 0xa1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
        }
        server.pass(Duration.ofSeconds(1));
        assertThat(alice.isClosed()).isTrue();
    }

    @Test
    void theFrameOfASessionThatIsOverIsAnsweredWithNotLoggedIn() {
        LinkPeer alice = online("alice", UDP);
        server.core().sessions().kick("alice", "gone");
        server.settle();
        FakePeer stranger = server.connect(UDP);
        stranger.sayFrame(new byte[] {(byte) 0xa1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
        assertThat(stranger.nextError().code()).isEqualTo(301);
        assertThat(alice.peer().next(PacketType.KICKOUT)).isNotNull();
    }
}
