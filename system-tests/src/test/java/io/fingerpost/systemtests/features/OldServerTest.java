package io.fingerpost.systemtests.features;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.delivery.Delivery;
import io.fingerpost.core.delivery.DeliveryState;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** M3: what the client puts on the wire, and that it works with a server that knows nothing but the base profile, whichever it prefers. */
class OldServerTest {
    @AutoClose
    private final Scene scene = new Scene();

    private final OldServer server = scene.add(new OldServer());

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    void m3_theClientWorksWithAServerThatKnowsNothingElse(String scheme) {
        TestClient alice = scene.online("alice", server.url(scheme));

        alice.sendConfirmed("0", "one");
        assertAccepted(alice.send("bob", "two"));
        server.push(
                "alice", "{\"type\":2,\"from\":\"bob\",\"dataContent\":\"three\",\"fp\":\"f3\",\"QoS\":true,\"x\":{}}");
        server.push("alice", "{\"type\":2,\"dataContent\":\"without anything\",\"y\":null}");

        Protocal three = alice.messages.awaitNext();
        assertThat(three.dataContent()).isEqualTo("three");
        assertThat(three.from()).isEqualTo("bob");
        assertThat(alice.awaitText()).isEqualTo("without anything");
        JsonObject ack = server.await(4);
        assertThat(ack.get("dataContent").getAsString()).isEqualTo("f3");
        assertThat(ack.get("from").getAsString()).isEqualTo("alice");
        assertThat(ack.get("to").getAsString()).isEqualTo("bob");
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    void m3_unknownTypesAndNonsenseAreIgnored(String scheme) {
        TestClient alice = scene.online("alice", server.url(scheme));

        server.push("alice", OldServer.answer(99, "from the future"));
        server.push("alice", OldServer.answer(60, "{}"));
        server.push("alice", "this is not a packet");
        server.push("alice", "[]");
        server.push("alice", "{\"type\":\"two\"}");
        server.push("alice", "{\"type\":50}");

        alice.sendConfirmed("0", "still here");
        assertThat(alice.im.statistics().packetsIgnored()).isEqualTo(6);
    }

    @Test
    void m3_loginAndLogoutOnTheWire() {
        TestClient alice = scene.client(server.url("tcp"));
        TestClient.get(alice.im.login("alice", "secret", "more"));
        alice.awaitOnline();
        JsonObject login = server.await(0);
        JsonObject body = OldServer.parse(login.get("dataContent").getAsString());
        assertThat(body.get("loginUserId").getAsString()).isEqualTo("alice");
        assertThat(body.get("loginToken").getAsString()).isEqualTo("secret");
        assertThat(body.get("extra").getAsString()).isEqualTo("more");
        assertThat(body.get("firstLoginTime").getAsLong()).isZero();
        assertThat(login.get("to").getAsString()).isEqualTo("0");

        TestClient.get(alice.im.logout());
        alice.events.await("offline LOGGED_OUT false");
        JsonObject logout = server.await(3);
        assertThat(logout.get("from").getAsString()).isEqualTo("alice");
        assertThat(logout.has("dataContent")).isFalse();
    }

    @Test
    void m3_reloginCarriesTheFirstLoginTimeOfTheServer() {
        TestClient alice = scene.online("alice", server.url("udp"));
        server.await(0);
        server.push("alice", OldServer.answer(52, "{\"errorCode\":301,\"errorMsg\":\"{}\"}"));
        alice.events.await("offline SESSION_EXPIRED true");
        alice.awaitOnline();
        String body = server.await(0).get("dataContent").getAsString();
        assertThat(OldServer.parse(body).get("firstLoginTime").getAsLong()).isEqualTo(17);
    }

    @Test
    void m3_repeatsAreTheSameBytesSoRetryStateIsNeverOnTheWire() {
        server.acknowledges = false;
        TestClient alice = scene.online("alice", server.url("udp"), b -> b.sendTimeout(3, TimeUnit.SECONDS));

        Delivery delivery = alice.im
                .sender()
                .send(Protocal.message("bob", "ünïcödé \u0000 \uD83D\uDE00")
                        .typeu(5)
                        .build());
        Wait.until(() -> server.receivedOfType(2).size() >= 3, "three transmissions");
        assertThat(TestClient.outcome(delivery)).isEqualTo(DeliveryState.LOST);

        List<String> copies = server.receivedOfType(2);
        assertThat(copies).containsOnly(copies.get(0));
        JsonObject packet = OldServer.parse(copies.get(0));
        assertThat(packet.keySet())
                .isSubsetOf("bridge", "type", "dataContent", "from", "to", "fp", "QoS", "typeu", "sm");
        assertThat(packet.get("dataContent").getAsString()).isEqualTo("ünïcödé \u0000 \uD83D\uDE00");
        assertThat(packet.get("fp").getAsString()).isEqualTo(delivery.fingerprint());
        assertThat(packet.get("typeu").getAsInt()).isEqualTo(5);
        assertThat(packet.get("from").getAsString()).isEqualTo("alice");
        assertThat(packet.get("to").getAsString()).isEqualTo("bob");
    }

    @Test
    void m60_aRepeatOfTheServerIsAcknowledgedAgainAndNotShownAgain() {
        TestClient alice = scene.online("alice", server.url("udp"));
        String message = RawPeer.message("bob", "alice", "f1", "once");

        for (int i = 0; i < 3; i++) {
            server.push("alice", message);
            assertThat(server.await(4).get("dataContent").getAsString()).isEqualTo("f1");
        }
        server.push("alice", RawPeer.message("carol", "alice", "f1", "of another sender"));

        assertThat(alice.awaitText()).isEqualTo("once");
        assertThat(alice.awaitText()).isEqualTo("of another sender");
        assertThat(alice.im.statistics().duplicatesSuppressed()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    void others_spuriousRetransmitWhileTheAckIsUnderWay(String scheme) {
        server.acknowledges = false;
        TestClient alice = scene.online("alice", server.url(scheme));

        Delivery delivery = alice.send("bob", "slow");
        JsonObject first = server.await(2);
        if (scheme.equals("udp")) {
            server.await(2); // a first repeat: nobody can know better before the first answer
        }
        server.push("alice", RawPeer.ack("bob", "alice", first.get("fp").getAsString()));
        assertAccepted(delivery);

        long repeats = alice.im.statistics().retransmissions();
        server.acknowledges = true;
        assertAccepted(alice.send("bob", "next"));
        assertThat(server.receivedOfType(2).stream().filter(p -> p.contains(delivery.fingerprint())))
                .hasSize((int) repeats + 1);
        if (scheme.equals("tcp")) {
            assertThat(repeats).isZero();
        }
    }

    @Test
    void others_ackLostBecauseTheMessageWasRegisteredAfterTheWrite() {
        TestClient alice = scene.online("alice", server.url("tcp"));

        for (int i = 0; i < 300; i++) {
            assertAccepted(alice.send("bob", "answered as fast as can be " + i));
        }

        assertThat(alice.im.statistics().retransmissions()).isZero();
    }

    /** Such a server tells no more of a message from user to user, whatever the client speaks with others. */
    private static void assertAccepted(Delivery delivery) {
        assertThat(TestClient.outcome(delivery)).isEqualTo(DeliveryState.ACCEPTED);
    }
}
