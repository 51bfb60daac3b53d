package io.fingerpost.systemtests.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.client.OfflineReason;
import io.fingerpost.client.Profile;
import io.fingerpost.core.ErrorCode;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.delivery.Delivery;
import io.fingerpost.core.delivery.DeliveryException;
import io.fingerpost.core.delivery.DeliveryState;
import io.fingerpost.server.store.MessageStores;
import io.fingerpost.server.store.StoreLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** M62: what waits is bounded, and who finds no room is told so. */
class BoundsTest {
    private static final String LARGE = "x".repeat(60_000);
    /** So many messages may be under way in the link profile beyond those that the other end is done with. */
    private static final int LINK_WINDOW = 256;

    @AutoClose
    private final Scene scene = new Scene();

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp", "ws"})
    void m62_theClientsQueueIsBoundedInBytes(String scheme) {
        TestServer server = scene.server();
        TestClient alice = scene.online("alice", server.url(scheme), b -> b.maxPending(1_000, 200_000));
        alice.im.networkLost();
        alice.awaitOffline(OfflineReason.NETWORK_LOST, true);
        Outcomes outcomes = new Outcomes();

        for (int i = 0; i < 10; i++) {
            outcomes.add(alice.send("0", LARGE));
        }

        assertThat(alice.im.statistics().pendingMessages()).isEqualTo(3);
        assertThat(alice.im.statistics().pendingBytes()).isBetween(180_000L, 200_000L);
        assertThat(outcomes.count(DeliveryState.REJECTED)).isEqualTo(7);
        alice.im.networkAvailable();
        alice.awaitOnline();
        outcomes.await();
        assertThat(outcomes.count(DeliveryState.DELIVERED)).isEqualTo(3);
        assertThat(alice.im.statistics().pendingBytes()).isZero();
        alice.sendConfirmed("0", "there is room again");
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    void m62_aRecipientWhoDoesNotAnswerFillsABoundedQueueAndTheSendersAreTold(String scheme) {
        TestServer server = scene.server(s -> s.with(b -> b.deliveryTimeout(20, TimeUnit.SECONDS)));
        RawPeer silent = scene.add(RawPeer.of(scheme, server));
        silent.logIn("silent");
        Outcomes outcomes = new Outcomes();

        for (int i = 0; i < 100; i++) { // 6 MB; the server keeps 4 MiB for one recipient
            outcomes.add(server.sender().send("silent", LARGE));
        }

        Wait.until(() -> outcomes.count(DeliveryState.LOST) >= 25, "what finds no room is refused at once");
        Wait.whileHolds(
                Duration.ofMillis(300), () -> outcomes.count(DeliveryState.LOST) <= 40, "what found room waits");
        assertThat(server.app.count("s2cDelivered")).isZero();
        silent.send(RawPeer.packet(3, "silent", "0", null, null));
        outcomes.await();
        assertThat(outcomes.count(DeliveryState.LOST)).isEqualTo(100);
        Wait.until(() -> server.app.count("s2cLost") == 100, "the application told of each");
    }

    @Test
    void m62_base_messagesThatWaitForTheApplicationAreBoundedAndTheSenderIsTold() {
        TestServer server = scene.server();
        CountDownLatch goOn = new CountDownLatch(1);
        server.app.onC2s = p -> LoginTest.awaitUninterruptibly(goOn);
        TestClient alice = scene.online(
                        "alice", server.url("tcp"), b -> b.profile(Profile.BASE).maxPending(5_000, 10 << 20))
                .forgiving(); // each refusal is reported as an error, too
        Outcomes outcomes = new Outcomes();

        for (int i = 0; i < 1_500; i++) { // the server lets 1,024 of one user wait
            outcomes.add(alice.send("0", "work"));
        }
        Wait.until(() -> outcomes.count(DeliveryState.LOST) >= 400, "the rest is refused");
        goOn.countDown();

        outcomes.await();
        assertThat(outcomes.count(DeliveryState.DELIVERED)).isBetween(1_000L, 1_100L);
        assertThat(outcomes.violations(server.app.messages.all(), 1)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp", "ws"})
    void m62_link_messagesThatWaitForTheApplicationHoldBackTheirSender(String scheme) {
        TestServer server = scene.server();
        CountDownLatch goOn = new CountDownLatch(1);
        server.app.onC2s = p -> LoginTest.awaitUninterruptibly(goOn);
        TestClient alice = scene.online(
                "alice", server.url(scheme), b -> b.profile(Profile.LINK).maxPending(5_000, 10 << 20));
        Outcomes outcomes = new Outcomes();

        for (int i = 0; i < 1_500; i++) {
            outcomes.add(alice.send("0", "work"));
        }
        assertWindowFills(outcomes);
        goOn.countDown();

        outcomes.await();
        assertThat(outcomes.count(DeliveryState.DELIVERED)).isEqualTo(1_500);
        assertThat(outcomes.violations(server.app.messages.all(), 1)).isEmpty();
    }

    private static void assertWindowFills(Outcomes outcomes) {
        Wait.until(() -> outcomes.countTransmitted() == LINK_WINDOW, "the window is full");
        Wait.whileHolds(
                Duration.ofMillis(300), () -> outcomes.countTransmitted() == LINK_WINDOW, "and nothing goes beyond it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp", "ws"})
    void m62_link_aSlowClientCallbackHoldsBackTheServerAndNothingIsDropped(String scheme) {
        TestServer server = scene.server(s -> s.with(b -> b.deliveryTimeout(20, TimeUnit.SECONDS)));
        CountDownLatch goOn = new CountDownLatch(1);
        TestClient bob = scene.online("bob", server.url(scheme), b -> b.profile(Profile.LINK));
        bob.onMessage = m -> LoginTest.awaitUninterruptibly(goOn);
        Outcomes outcomes = new Outcomes();
        for (int i = 0; i < 1_500; i++) {
            outcomes.add(server.sender().send("bob", "read me"));
        }

        assertWindowFills(outcomes);
        goOn.countDown();

        outcomes.await();
        assertThat(outcomes.count(DeliveryState.DELIVERED)).isEqualTo(1_500);
        assertThat(outcomes.violations(bob.messages.awaitNext(1_500), 1)).isEmpty();
        assertThat(bob.im.statistics().messagesDropped()).isZero();
    }

    @Test
    void m62_base_aSlowClientCallbackHoldsBackAndLosesNothing() {
        TestServer server = scene.server(s -> s.with(b -> b.deliveryTimeout(20, TimeUnit.SECONDS)));
        CountDownLatch goOn = new CountDownLatch(1);
        TestClient bob = scene.online("bob", server.url("tcp"), b -> b.profile(Profile.BASE));
        bob.onMessage = m -> LoginTest.awaitUninterruptibly(goOn);
        Outcomes outcomes = new Outcomes();
        for (int i = 0; i < 1_500; i++) { // the client lets 1,000 wait, and does not take more
            outcomes.add(server.sender().send("bob", "read me"));
        }

        Wait.until(() -> bob.im.statistics().messagesDropped() > 0, "no room");
        goOn.countDown();

        outcomes.await();
        assertThat(outcomes.count(DeliveryState.DELIVERED)).isEqualTo(1_500); // what found no room was sent again
        assertThat(outcomes.violations(bob.messages.awaitNext(1_500), 1)).isEmpty();
    }

    @Test
    void m62_others_theOfflineStoreIsBoundedAndRefusesTheNewestOpenly() throws Exception {
        TestServer server = scene.server(
                s -> s.with(b -> b.store(MessageStores.inMemory(StoreLimits.DEFAULT.withMaxMessagesPerUser(5)))));
        TestClient alice = scene.online("alice", server.url("tcp"));
        List<Delivery> stored = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            stored.add(alice.sendForLater("bob", "number " + i));
        }

        Delivery sixth = alice.send("bob", "number 6");

        DeliveryException why = TestClient.failure(sixth);
        assertThat(why.state()).isEqualTo(DeliveryState.LOST);
        assertThat(why.errorCode()).isEqualTo(ErrorCode.SEND_FAILED);
        TestClient bob = scene.online("bob", server.url("udp"));
        assertThat(bob.messages.awaitNext(5))
                .extracting(Protocal::dataContent)
                .containsExactlyInAnyOrder("number 1", "number 2", "number 3", "number 4", "number 5");
        Wait.until(() -> server.app.count("delivered") == 5, "all acknowledged");
        assertThat(stored).allMatch(d -> TestClient.outcome(d) == TestClient.RECEIVED);
    }

    @Test
    void others_deadSessionsLeaveNothingBehindThatCounts() {
        TestServer server = scene.server();
        for (int i = 0; i < 100; i++) {
            RawPeer raw = RawPeer.of(i % 2 == 0 ? "udp" : "tcp", server);
            raw.logIn("user" + i);
            raw.send(RawPeer.packet(3, "user" + i, "0", null, null));
            raw.close();
        }

        Wait.until(() -> server.app.count("logout") == 100, "all gone");
        assertThat(server.sessions().count()).isZero();
        assertThat(server.sessions().all()).isEmpty();
    }
}
