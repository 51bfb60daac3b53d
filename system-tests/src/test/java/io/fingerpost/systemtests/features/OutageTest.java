package io.fingerpost.systemtests.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.client.OfflineReason;
import io.fingerpost.client.Profile;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.delivery.Delivery;
import io.fingerpost.core.delivery.DeliveryState;
import io.fingerpost.server.store.MessageStores;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent to somebody while he is away, and shown when he is back. */
class OutageTest {
    @AutoClose
    private final Scene scene = new Scene();

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp", "ws"})
    void m24_others_messagesOfAnOutageAreShownAfterTheReconnect(String scheme) throws Exception {
        TestServer server = scene.server(s -> s.with(b -> b.store(MessageStores.inMemory())));
        TestClient alice = scene.online("alice", server.url("tcp"));
        TestClient bob = scene.online("bob", server.url(scheme));
        bob.im.networkLost();
        bob.awaitOffline(OfflineReason.NETWORK_LOST, true);
        if (scheme.equals("udp")) {
            server.sessions().kick("bob", "gone"); // a datagram client that is away takes 10 s to be missed
        }
        server.app.events.await("logout", e -> e.startsWith("logout bob"));

        List<String> texts = new ArrayList<>();
        List<Delivery> fromAlice = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            texts.add("message " + i);
            fromAlice.add(alice.sendForLater("bob", "message " + i));
        }
        Delivery fromServer = server.sender().send("bob", "and one of the server");
        assertThat(TestClient.accepted(fromServer)).isEqualTo(DeliveryState.ACCEPTED); // stored
        bob.im.networkAvailable();
        bob.awaitOnline();

        texts.add("and one of the server");
        List<Protocal> seen = bob.messages.awaitNext(51);
        assertThat(seen).extracting(Protocal::dataContent).containsExactlyInAnyOrderElementsOf(texts);
        if (TestClient.PROFILE == Profile.LINK) { // the order from one sender to one recipient is kept
            assertThat(seen.stream().filter(m -> m.from().equals("alice")).map(Protocal::dataContent))
                    .containsExactlyElementsOf(texts.subList(0, 50));
        }
        Wait.until(() -> server.app.count("delivered") == 50, "every delivery told once");
        server.app.events.await("s2cDelivered " + fromServer.fingerprint());
        assertThat(fromAlice).allMatch(d -> TestClient.outcome(d) == TestClient.RECEIVED);
        assertThat(server.app.count("offline")).isEqualTo(50);
    }

    @Test
    void m24_whatASilentRecipientDidNotAcknowledgeIsStoredAndShownLater() throws Exception {
        TestServer server =
                scene.server(s -> s.with(b -> b.store(MessageStores.inMemory()).deliveryTimeout(1, TimeUnit.SECONDS)));
        Road road = scene.road(server, "tcp");
        TestClient alice = scene.online("alice", server.url("tcp"));
        TestClient bob = scene.online("bob", road.url());
        road.swallow();

        Delivery stored =
                alice.sendForLater("bob", "safe in the store"); // an answer long before the dead connection is noticed
        assertThat(bob.messages.isEmpty()).isTrue();
        road.cut();
        road.open();

        bob.awaitOffline(OfflineReason.CONNECTION_BROKEN, true);
        bob.awaitOnline();
        assertThat(bob.awaitText()).isEqualTo("safe in the store");
        assertThat(TestClient.outcome(stored)).isEqualTo(TestClient.RECEIVED);
    }

    @Test
    void m24_theApplicationIsAskedBeforeTheStore() throws Exception {
        TestServer server = scene.server(s -> s.with(b -> b.store(MessageStores.inMemory())));
        server.app.takesOver = p -> p.dataContent().equals("for the application");
        TestClient alice = scene.online("alice", server.url("tcp"));
        Delivery taken = alice.sendForLater("bob", "for the application");
        Delivery stored = alice.sendForLater("bob", "for the store");

        TestClient bob = scene.online("bob", server.url("tcp"));

        assertThat(bob.awaitText()).isEqualTo("for the store");
        assertThat(TestClient.outcome(stored)).isEqualTo(TestClient.RECEIVED);
        assertThat(taken.state()).isEqualTo(DeliveryState.ACCEPTED);
    }
}
