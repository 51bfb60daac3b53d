package io.fingerpost.systemtests.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.client.OfflineReason;
import io.fingerpost.core.ErrorCode;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.delivery.Delivery;
import io.fingerpost.core.delivery.DeliveryException;
import io.fingerpost.core.delivery.DeliveryState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** M41: every message ends in exactly one outcome, whatever happens meanwhile, and sending never waits. */
class OutcomesTest {
    @AutoClose
    private final Scene scene = new Scene();

    @ParameterizedTest
    @CsvSource({"udp,logout", "udp,close", "tcp,logout", "tcp,close", "ws,login", "ws,close"})
    void m41_others_everySendEndsInExactlyOneOutcomeUnderChaos(String scheme, String end) {
        TestServer server = scene.server(s -> s.restartable().with(b -> b.deliveryTimeout(2, TimeUnit.SECONDS)));
        Road road = scene.road(server, scheme);
        TestClient alice = scene.client(
                        road.url(), b -> b.sendTimeout(10, TimeUnit.SECONDS).heartbeat(1, TimeUnit.SECONDS))
                .forgiving();
        TestClient bob = scene.client(server.url("tcp")).forgiving();
        alice.login("alice");
        bob.login("bob");
        Outcomes toBob = new Outcomes();
        Outcomes toServer = new Outcomes();

        List<Runnable> troubles = List.of(
                () -> {},
                road::cut,
                road::swallow,
                road::open,
                () -> toServer.awaitDelivered(alice.send("0", "when it is calm again")),
                server::stop,
                server::startAgain,
                () -> toServer.awaitDelivered(alice.send("0", "when it is calm again")),
                road::cut,
                () -> end(alice, end));
        for (Runnable trouble : troubles) {
            sendSome(alice, toBob, toServer);
            trouble.run();
            sendSome(alice, toBob, toServer);
        }

        toBob.await();
        toServer.await();
        assertThat(toBob.violations(bob.messages.all(), 1)).as(toBob.toString()).isEmpty();
        // A server that was started again, and kept nothing on disk, cannot know what it has seen before.
        assertThat(toServer.violations(server.app.messages.all(), 2))
                .as(toServer.toString())
                .isEmpty();
    }

    private static void sendSome(TestClient client, Outcomes toBob, Outcomes toServer) {
        for (int i = 0; i < 15; i++) {
            toBob.add(client.send("bob", "to bob"));
            toServer.add(client.send("0", "to the server"));
        }
    }

    private static void end(TestClient client, String how) {
        switch (how) {
            case "logout" -> TestClient.get(client.im.logout());
            case "close" -> client.im.close();
            default -> TestClient.get(client.im.login("carol", "token"));
        }
    }

    @Test
    void m41_sendingFromManyThreadsWhileTheClientIsClosed() throws InterruptedException {
        TestServer server = scene.server();
        TestClient alice = scene.online("alice", server.url("tcp"));
        Outcomes outcomes = new Outcomes();
        List<Thread> senders = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            Thread sender = new Thread(() -> {
                for (int i = 0; i < 200; i++) {
                    outcomes.add(alice.send("0", "text"));
                }
            });
            sender.start();
            senders.add(sender);
        }
        server.app.messages.awaitNext(20);
        alice.im.close();
        for (Thread sender : senders) {
            sender.join();
        }
        alice.awaitOffline(OfflineReason.CLOSED, false);

        outcomes.await();
        Wait.until(() -> server.app.count("logout") == 1, "logout");
        assertThat(outcomes.violations(server.app.messages.all(), 1))
                .as(outcomes.toString())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp", "ws"})
    void m41_others_sendingNeverBlocksWhileOffline(String scheme) {
        TestServer server = scene.server();
        TestClient alice = scene.online("alice", server.url(scheme), b -> b.maxPending(10, 1 << 20));
        alice.im.networkLost();
        alice.awaitOffline(OfflineReason.NETWORK_LOST, true);
        Outcomes outcomes = new Outcomes();

        for (int i = 0; i < 10; i++) {
            assertThat(outcomes.add(alice.send("0", "waits")).state()).isEqualTo(DeliveryState.QUEUED);
        }
        for (int i = 0; i < 10; i++) {
            Delivery full = outcomes.add(alice.send("0", "finds no room"));
            assertThat(full.state()).isEqualTo(DeliveryState.REJECTED); // an answer, and at once
            DeliveryException why = TestClient.failure(full);
            assertThat(why.errorCode()).isEqualTo(ErrorCode.SEND_FAILED);
            assertThat(why).hasMessageContaining("too many");
        }
        alice.im.networkAvailable();
        alice.awaitOnline();

        outcomes.await();
        assertThat(outcomes.count(DeliveryState.DELIVERED)).isEqualTo(10);
        assertThat(outcomes.violations(server.app.messages.all(), 1)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp", "ws"})
    void m41_others_noEndlessRetransmitWhileOffline(String scheme) {
        TestServer server = scene.server();
        TestClient alice = scene.online("alice", server.url(scheme), b -> b.sendTimeout(1, TimeUnit.SECONDS));
        alice.im.networkLost();
        alice.awaitOffline(OfflineReason.NETWORK_LOST, true);

        Delivery delivery = alice.send("0", "nobody hears this");

        DeliveryException why = TestClient.failure(delivery);
        assertThat(why.state()).isEqualTo(DeliveryState.LOST);
        assertThat(alice.im.statistics().messagesSent()).isZero();
        assertThat(alice.im.statistics().retransmissions()).isZero();
        assertThat(alice.im.statistics().pendingMessages()).isZero();
        alice.im.networkAvailable();
        alice.awaitOnline();
        alice.sendConfirmed("0", "but this");
        assertThat(server.app.messages.all()).extracting(Protocal::dataContent).containsExactly("but this");
    }

    @Test
    void m41_others_theInFlightWindowIsNeverStuck() {
        TestServer server = scene.server(s -> s.with(b -> b.deliveryTimeout(1, TimeUnit.SECONDS)));
        Road road = scene.road(server, "udp");
        TestClient alice = scene.online("alice", server.url("udp"), b -> b.sendTimeout(2, TimeUnit.SECONDS))
                .forgiving(); // the server tells of each failure
        scene.online("bob", road.url()).forgiving();
        road.swallow();
        Outcomes outcomes = new Outcomes();
        for (int i = 0; i < 600; i++) { // more than twice what may be under way at once
            outcomes.add(alice.send("bob", "into the void"));
        }
        for (int i = 0; i < 100; i++) {
            outcomes.add(alice.send("bob", "taken back")).cancel();
        }

        outcomes.await();

        assertThat(outcomes.count(DeliveryState.LOST) + outcomes.count(DeliveryState.CANCELLED))
                .isEqualTo(700);
        assertThat(alice.im.statistics().pendingMessages()).isZero();
        for (int i = 0; i < 300; i++) {
            outcomes.add(alice.send("0", "flows"));
        }
        outcomes.await();
        assertThat(outcomes.count(DeliveryState.DELIVERED)).isEqualTo(300);
    }

    @Test
    void others_okReturnedWhileThePacketWasDropped() {
        TestServer server = scene.server();
        TestClient alice = scene.client(server.url("tcp"));
        Outcomes outcomes = new Outcomes();
        outcomes.add(alice.send("0", "before the login"));
        alice.login("alice");
        outcomes.add(alice.send("0", "x".repeat(100_000)));
        outcomes.add(alice.im.sender().send(Protocal.builder().type(1).to("0").build()));
        Protocal twice = Protocal.message("nobody", "twice").fp("the same").build();
        alice.im.networkLost();
        alice.awaitOffline(OfflineReason.NETWORK_LOST, true);
        alice.im.sender().send(twice);
        outcomes.add(alice.im.sender().send(twice));
        outcomes.add(
                alice.im.sender().send(Protocal.message("0", "once").qos(false).build()));

        outcomes.await();

        assertThat(outcomes.count(DeliveryState.REJECTED)).isEqualTo(outcomes.size());
    }
}
