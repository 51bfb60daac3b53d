package io.fingerpost.systemtests.features;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.fingerpost.core.delivery.Delivery;
import io.fingerpost.core.delivery.DeliveryState;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** M28 and M29: what a client may not do, packet for packet. */
class WireRulesTest {
    @AutoClose
    private final Scene scene = new Scene();

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    void m28_aPacketBeforeLoginGets301(String scheme) {
        TestServer server = scene.server();
        RawPeer raw = scene.add(RawPeer.of(scheme, server));
        String message = RawPeer.message("alice", "bob", "f1", "hello");

        raw.send(message);

        JsonObject error = OldServer.parse(raw.await(52).get("dataContent").getAsString());
        assertThat(error.get("errorCode").getAsInt()).isEqualTo(301);
        assertThat(error.get("errorMsg").getAsString()).isEqualTo(message);
        if (scheme.equals("tcp")) {
            raw.awaitClosed();
        }
        assertThat(server.app.events.all()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    void m28_aForgedSenderIsRefusedAndNeverRelayed(String scheme) {
        TestServer server = scene.server();
        TestClient bob = scene.online("bob", server.url(scheme));
        RawPeer mallory = scene.add(RawPeer.of(scheme, server));
        mallory.logIn("mallory");

        mallory.send(RawPeer.message("alice", "bob", "f1", "I am alice"));
        assertThat(mallory.awaitError()).isEqualTo(4);
        mallory.send(RawPeer.message("alice", "0", "f2", "I am alice"));
        assertThat(mallory.awaitError()).isEqualTo(4);
        mallory.send(RawPeer.message("mallory", "bob", "f3", "I am mallory"));

        assertThat(mallory.acks(1)).containsExactly("f3");
        assertThat(bob.awaitText()).isEqualTo("I am mallory");
        assertThat(server.app.count("c2s")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    void m28_anAckCountsOnlyFromTheRecipient(String scheme) {
        TestServer server = scene.server(s -> s.with(b -> b.deliveryTimeout(3, TimeUnit.SECONDS)));
        TestClient alice = scene.online("alice", server.url(scheme));
        RawPeer bob = scene.add(RawPeer.of(scheme, server));
        RawPeer mallory = scene.add(RawPeer.of(scheme, server));
        bob.logIn("bob");
        mallory.logIn("mallory");

        Delivery delivery = alice.send("bob", "hello");
        bob.await(2);
        mallory.send(RawPeer.ack("mallory", "alice", delivery.fingerprint()));
        mallory.send(RawPeer.ack("bob", "alice", delivery.fingerprint()));
        assertThat(mallory.awaitError()).isEqualTo(4); // and the one before was seen and did nothing
        assertThat(delivery.isDone()).isFalse();
        bob.send(RawPeer.ack("bob", "alice", "another fingerprint"));
        bob.send(RawPeer.ack("bob", "carol", delivery.fingerprint()));
        assertThat(TestClient.outcome(delivery)).isEqualTo(DeliveryState.LOST);

        Delivery next = alice.send("bob", "hello again");
        bob.awaitMessage(next.fingerprint());
        bob.send(RawPeer.ack("bob", "alice", next.fingerprint()));
        assertThat(TestClient.outcome(next)).isEqualTo(TestClient.RECEIVED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    void m28_nonsenseGetsAnErrorAndHarmsNobody(String scheme) {
        TestServer server = scene.server();
        TestClient alice = scene.online("alice", server.url(scheme));
        RawPeer raw = scene.add(RawPeer.of(scheme, server));
        raw.logIn("raw");

        for (String nonsense : new String[] {"not json", "[]", "{\"type\":\"two\"}", "{\"type\":2", "null"}) {
            raw.send(nonsense);
            assertThat(raw.awaitError()).isEqualTo(4);
        }
        raw.send("{\"type\":77,\"from\":\"raw\"}"); // an unknown type is ignored
        raw.send(RawPeer.message("raw", "0", "f1", "I can behave"));

        assertThat(raw.acks(1)).containsExactly("f1");
        alice.sendConfirmed("0", "unharmed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    void m29_echoWithoutLogin(String scheme) {
        TestServer server = scene.server();
        RawPeer raw = scene.add(RawPeer.of(scheme, server));

        raw.send(RawPeer.packet(5, "-1", "0", "are you there?", null));

        assertThat(raw.await(53).get("dataContent").getAsString()).isEqualTo("are you there?");
        raw.logIn("alice"); // and nothing stands in the way of a login
        raw.send(RawPeer.packet(5, "alice", "0", "still there?", null));
        assertThat(raw.await(53).get("dataContent").getAsString()).isEqualTo("still there?");
    }
}
