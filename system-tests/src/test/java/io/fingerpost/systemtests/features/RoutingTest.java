package io.fingerpost.systemtests.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.client.OfflineReason;
import io.fingerpost.core.ErrorCode;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.delivery.Delivery;
import io.fingerpost.core.delivery.DeliveryException;
import io.fingerpost.core.delivery.DeliveryState;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** M24 and M25: the three directions, the offline fallback, the hooks, and the honest acknowledgement. */
class RoutingTest {
    @AutoClose
    private final Scene scene = new Scene();

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp", "ws"})
    void m24_theThreeDirectionsWithTheirCallbacks(String scheme) {
        TestServer server = scene.server();
        TestClient alice = scene.online("alice", server.url(scheme));
        TestClient bob = scene.online("bob", server.url(scheme));

        alice.sendConfirmed("0", "to the server");
        server.app.events.await("c2s alice to the server");

        String fp = alice.sendConfirmed("bob", "to bob");
        assertThat(bob.awaitText()).isEqualTo("to bob");
        server.app.events.await("delivered " + fp);

        Delivery delivery = server.sender().send("bob", "from the server");
        assertThat(TestClient.outcome(delivery)).isEqualTo(DeliveryState.DELIVERED);
        assertThat(bob.messages.awaitNext().from()).isEqualTo(Protocal.SERVER_ID);
        server.app.events.await("s2cDelivered " + delivery.fingerprint());
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp", "ws"})
    void m24_theOfflineFallbackDecidesWhatTheSenderIsTold(String scheme) throws Exception {
        TestServer server = scene.server();
        TestClient alice = scene.online("alice", server.url(scheme));

        server.app.takesOver = p -> true;
        Delivery taken = alice.sendForLater("bob", "keep it for him");
        server.app.events.await("offline " + taken.fingerprint());

        server.app.takesOver = p -> false;
        Delivery refused = alice.send("bob", "lost");
        DeliveryException why = TestClient.failure(refused);
        assertThat(why.state()).isEqualTo(DeliveryState.LOST);
        assertThat(why.errorCode()).isEqualTo(ErrorCode.SEND_FAILED);
        server.app.events.await("offline " + refused.fingerprint());

        server.app.takesOver = p -> {
            throw new IllegalStateException("the disk is full");
        };
        assertThat(TestClient.outcome(alice.send("bob", "lost too"))).isEqualTo(DeliveryState.LOST);

        TestClient.get(alice.im.logout());
        alice.awaitOffline(OfflineReason.LOGGED_OUT, false);
        assertThat(TestClient.outcome(taken)).isEqualTo(DeliveryState.ACCEPTED); // nothing more was learned of it
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp", "ws"})
    void m24_withoutQosTheApplicationIsOfferedTheMessageToo(String scheme) {
        TestServer server = scene.server();
        TestClient alice = scene.online("alice", server.url(scheme));

        Delivery sent = alice.im
                .sender()
                .send(Protocal.message("bob", "maybe").qos(false).fp("f1").build());

        assertThat(TestClient.outcome(sent)).isEqualTo(DeliveryState.SENT);
        server.app.events.await("offline f1");
    }

    @Test
    void m24_aMessageToNobodyFromTheServerIsLost() {
        TestServer server = scene.server();

        Delivery delivery = server.sender().send("nobody", "hello");

        assertThat(TestClient.failure(delivery).state()).isEqualTo(DeliveryState.LOST);
        server.app.events.await("s2cLost " + delivery.fingerprint());
    }

    @ParameterizedTest
    @CsvSource({"udp,udp", "tcp,ws", "ws,tcp"})
    void m24_others_aHalfOpenReceiverIsNotDeliveredAndASocketWriteIsNotDelivery(String hers, String his) {
        TestServer server = scene.server(s -> s.with(b -> b.deliveryTimeout(1, TimeUnit.SECONDS)));
        Road road = scene.road(server, his);
        TestClient alice = scene.online("alice", server.url(hers));
        TestClient bob = scene.online("bob", road.url()).forgiving();

        road.swallow(); // the server can write to bob's connection as before, and nothing comes of it
        Delivery fromAlice = alice.send("bob", "are you there?");
        Delivery fromServer = server.sender().send("bob", "are you there?");

        assertThat(TestClient.outcome(fromAlice)).isEqualTo(DeliveryState.LOST);
        assertThat(TestClient.outcome(fromServer)).isEqualTo(DeliveryState.LOST);
        server.app.events.await("offline " + fromAlice.fingerprint());
        server.app.events.await("s2cLost " + fromServer.fingerprint());
        assertThat(server.app.count("delivered")).isZero();
        assertThat(server.app.count("s2cDelivered")).isZero();
        assertThat(bob.messages.all()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp", "ws"})
    void m25_hooksDropMessagesAndTheSenderIsTold(String scheme) {
        TestServer server = scene.server();
        server.app.beforeC2s = p -> !"bad".equals(p.dataContent());
        server.app.beforeC2c = p -> !"bad".equals(p.dataContent());
        TestClient alice = scene.online("alice", server.url(scheme));
        TestClient bob = scene.online("bob", server.url(scheme));

        assertDropped(alice, "0");
        assertDropped(alice, "bob");
        alice.sendConfirmed("0", "good");
        alice.sendConfirmed("bob", "good");

        assertThat(bob.awaitText()).isEqualTo("good");
        assertThat(server.app.messages.all()).extracting(Protocal::dataContent).containsExactly("good");
    }

    private static void assertDropped(TestClient sender, String to) {
        DeliveryException why = TestClient.failure(sender.send(to, "bad"));
        assertThat(why.state()).isEqualTo(DeliveryState.LOST);
        assertThat(why.errorCode()).isEqualTo(ErrorCode.SEND_FAILED);
        assertThat(why).hasMessageContaining("does not accept");
    }

    @Test
    void m25_aHookThatThrowsDropsTheMessage() {
        TestServer server = scene.server();
        server.app.beforeC2c = p -> {
            throw new IllegalStateException("no policy today");
        };
        TestClient alice = scene.online("alice", server.url("tcp"));
        scene.online("bob", server.url("tcp"));

        assertThat(TestClient.outcome(alice.send("bob", "hello"))).isEqualTo(DeliveryState.LOST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp", "ws"})
    void others_ackSentThoughTheServersHandlerFailed(String scheme) {
        TestServer server = scene.server();
        AtomicInteger calls = new AtomicInteger();
        server.app.onC2s = p -> {
            if (calls.incrementAndGet() == 1) {
                throw new IllegalStateException("could not book it");
            }
        };
        TestClient alice = scene.online("alice", server.url(scheme));
        Protocal order = Protocal.message("0", "order").fp("order-1").build();

        assertThat(TestClient.outcome(alice.im.sender().send(order))).isEqualTo(DeliveryState.LOST);
        assertThat(TestClient.outcome(alice.im.sender().send(order)))
                .isEqualTo(DeliveryState.DELIVERED); // handed over again
        assertThat(TestClient.outcome(alice.im.sender().send(order)))
                .isEqualTo(DeliveryState.DELIVERED); // and not any more

        assertThat(calls.get()).isEqualTo(2);
    }

    @Test
    void others_ackSentThoughTheClientsHandlerFailed() {
        TestServer server = scene.server();
        TestClient bob = scene.online("bob", server.url("udp"));
        AtomicInteger calls = new AtomicInteger();
        bob.onMessage = m -> {
            if (calls.incrementAndGet() < 3) {
                throw new IllegalStateException("could not show it");
            }
        };

        Delivery delivery = server.sender().send("bob", "hello");

        assertThat(TestClient.outcome(delivery)).isEqualTo(DeliveryState.DELIVERED);
        assertThat(calls.get()).isEqualTo(3);
        assertThat(bob.messages.awaitNext(3)).extracting(Protocal::fp).containsOnly(delivery.fingerprint());
        bob.events.await("error 2");
        bob.events.await("error 2");
    }

    @Test
    void others_aBlockingCallbackOfOneUserDoesNotFreezeOthers() {
        TestServer server = scene.server();
        CountDownLatch goOn = new CountDownLatch(1);
        server.app.onC2s = p -> {
            if (p.from().equals("slow")) {
                LoginTest.awaitUninterruptibly(goOn);
            }
        };
        TestClient slow = scene.online("slow", server.url("tcp"));
        Delivery waiting = slow.send("0", "one");
        Delivery behind = slow.send("0", "two");
        server.app.events.await("c2s slow one");

        TestClient bob = scene.online("bob", server.url("udp"));
        TestClient carol = scene.online("carol", server.url("ws"));
        bob.sendConfirmed("0", "not held up");
        bob.sendConfirmed("carol", "nor this");
        assertThat(carol.awaitText()).isEqualTo("nor this");
        bob.sendConfirmed("slow", "even to him"); // what needs no callback of his goes on
        assertThat(slow.awaitText()).isEqualTo("even to him");
        assertThat(waiting.isDone()).isFalse();

        goOn.countDown();
        assertThat(TestClient.outcome(waiting)).isEqualTo(DeliveryState.DELIVERED);
        assertThat(TestClient.outcome(behind)).isEqualTo(DeliveryState.DELIVERED);
        assertThat(server.app.count("c2s slow two")).isEqualTo(1);
    }
}
