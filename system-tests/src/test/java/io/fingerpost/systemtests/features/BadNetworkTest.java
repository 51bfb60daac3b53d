package io.fingerpost.systemtests.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.client.OfflineReason;
import io.fingerpost.client.Profile;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.delivery.Delivery;
import io.fingerpost.core.delivery.DeliveryState;
import io.fingerpost.testkit.BadNetworkRelay.Direction;
import io.fingerpost.testkit.NetworkConditions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** M60: all three directions over a network that loses, doubles and reorders. */
class BadNetworkTest {
    private static final int MESSAGES = 40;

    @AutoClose
    private final Scene scene = new Scene();

    /**
     * Loses a fifth of the datagrams, but only a tenth of stream segments: there each loss in a row doubles the stall, so that six take
     * 12.6 s, and a login may take 10 s.
     */
    private static NetworkConditions bad(String scheme) {
        return NetworkConditions.builder()
                .loss(scheme.equals("udp") ? 0.2 : 0.1)
                .duplication(0.1)
                .delayBetween(Duration.ZERO, Duration.ofMillis(20)) // so that packets overtake each other
                .build();
    }

    @ParameterizedTest
    @CsvSource({"udp,udp", "tcp,tcp", "ws,ws", "udp,ws"})
    void m60_everyConfirmedMessageArrivesOnce(String hers, String his) {
        TestServer server = scene.server(s -> s.with(b -> b.deliveryTimeout(15, TimeUnit.SECONDS)));
        TestClient alice = scene.online(
                "alice", scene.road(server, hers, bad(hers)).url(), b -> b.sendTimeout(20, TimeUnit.SECONDS));
        TestClient bob = scene.online("bob", scene.road(server, his, bad(his)).url());
        Outcomes toServer = new Outcomes();
        Outcomes toBob = new Outcomes();
        Outcomes fromServer = new Outcomes();

        for (int i = 0; i < MESSAGES; i++) {
            toServer.add(alice.send("0", "to the server"));
            toBob.add(alice.send("bob", "to bob " + i));
            fromServer.add(server.sender().send("bob", "from the server"));
        }
        toServer.await();
        toBob.await();
        fromServer.await();

        assertThat(toServer.count(DeliveryState.DELIVERED))
                .as("seed %d: %s", scene.seed(), toServer)
                .isEqualTo(MESSAGES);
        assertThat(toBob.count(TestClient.RECEIVED))
                .as("seed %d: %s", scene.seed(), toBob)
                .isEqualTo(MESSAGES);
        assertThat(fromServer.count(DeliveryState.DELIVERED))
                .as("seed %d: %s", scene.seed(), fromServer)
                .isEqualTo(MESSAGES);
        assertThat(toServer.violations(server.app.messages.all(), 1)).isEmpty();
        List<Protocal> seenByBob = bob.messages.takeAll();
        assertThat(toBob.violations(seenByBob, 1)).isEmpty();
        assertThat(fromServer.violations(seenByBob, 1)).isEmpty();
        assertThat(seenByBob).hasSize(2 * MESSAGES);
        if (TestClient.PROFILE == Profile.LINK) {
            assertInOrder(seenByBob);
        }
    }

    private static void assertInOrder(List<Protocal> seenByBob) {
        List<String> fromAlice = seenByBob.stream()
                .filter(m -> m.from().equals("alice"))
                .map(Protocal::dataContent)
                .toList();
        assertThat(fromAlice)
                .containsExactlyElementsOf(IntStream.range(0, MESSAGES)
                        .mapToObj(i -> "to bob " + i)
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp", "ws"})
    void m60_withoutConfirmationNothingArrivesTwiceEither(String scheme) {
        TestServer server = scene.server();
        TestClient alice =
                scene.online("alice", scene.road(server, scheme, bad(scheme)).url());
        TestClient bob =
                scene.online("bob", scene.road(server, scheme, bad(scheme)).url());
        Outcomes sent = new Outcomes();

        for (int i = 0; i < MESSAGES; i++) {
            sent.add(alice.im.sender().send(unconfirmed("bob", "c2c-" + i)));
            sent.add(alice.im.sender().send(unconfirmed("0", "c2s-" + i)));
            sent.add(server.sender().send(unconfirmed("bob", "s2c-" + i)));
        }
        sent.await();
        alice.sendConfirmed("bob", "the end");
        bob.messages.await("the end", m -> "the end".equals(m.dataContent()));

        if (!scheme.equals("udp")) {
            Wait.until(() -> bob.messages.all().size() == 2 * MESSAGES + 1, "all of them, over a stream");
            Wait.until(() -> server.app.messages.all().size() == MESSAGES, "all of them, over a stream");
        }
        // What is under way takes 20 ms at most on each of two hops; what a slow machine makes later is not waited for.
        Wait.whileHolds(Duration.ofMillis(60), () -> allDiffer(bob.messages.all()), "nothing comes twice");
        bob.im.logout(); // so that nothing can come later
        bob.awaitOffline(OfflineReason.LOGGED_OUT, false);
        bob.messages.takeAll();
        assertThat(sent.count(DeliveryState.SENT)).isEqualTo(3L * MESSAGES);
        assertThat(server.app.messages.all()).extracting(Protocal::fp).doesNotHaveDuplicates();
        assertThat(bob.messages.all()).extracting(Protocal::fp).doesNotHaveDuplicates();
    }

    private static boolean allDiffer(List<Protocal> messages) {
        return messages.stream().map(Protocal::fp).distinct().count() == messages.size();
    }

    private static Protocal unconfirmed(String to, String fp) {
        return Protocal.message(to, "maybe").qos(false).fp(fp).build();
    }

    @Test
    void m60_others_aLostAckMakesNoDuplicate() {
        TestServer server = scene.server();
        Road road = scene.road(server, "udp");
        TestClient alice = scene.online("alice", road.url());
        TestClient bob = scene.online("bob", server.url("udp"));

        road.loseAll(Direction.TO_CLIENT); // alice's messages arrive, the acknowledgements do not
        Delivery toBob = alice.send("bob", "once");
        Delivery toServer = alice.send("0", "once");
        Wait.until(() -> alice.im.statistics().retransmissions() >= 4, "repeats");
        road.loseNothing();

        assertThat(TestClient.outcome(toBob)).isEqualTo(TestClient.RECEIVED);
        assertThat(TestClient.outcome(toServer)).isEqualTo(DeliveryState.DELIVERED);
        assertThat(bob.awaitText()).isEqualTo("once");
        assertThat(server.app.count("c2s")).isEqualTo(1);
        server.app.events.await("delivered " + toBob.fingerprint());
        assertThat(server.app.count("delivered")).isEqualTo(1);
    }

    @Test
    void m60_manyMessagesBothWaysAtOnce() {
        TestServer server = scene.server();
        TestClient alice = scene.online("alice", server.url("udp"));
        TestClient bob = scene.online("bob", server.url("udp"));
        List<Outcomes> both = List.of(new Outcomes(), new Outcomes());

        for (int i = 0; i < 500; i++) {
            both.get(0).add(alice.send("bob", "to bob"));
            both.get(1).add(bob.send("alice", "to alice"));
        }

        List<Protocal> seen = new ArrayList<>(alice.messages.awaitNext(500));
        seen.addAll(bob.messages.awaitNext(500));
        for (Outcomes outcomes : both) {
            assertThat(outcomes.await().count(TestClient.RECEIVED)).isEqualTo(500);
            assertThat(outcomes.violations(seen, 1)).isEmpty();
        }
    }
}
