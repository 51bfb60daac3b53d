package io.fingerpost.systemtests.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.client.Profile;
import io.fingerpost.core.ErrorCode;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.codec.ProtocalCodec;
import io.fingerpost.core.delivery.Delivery;
import io.fingerpost.core.delivery.DeliveryException;
import io.fingerpost.core.delivery.DeliveryState;
import io.fingerpost.server.gateway.udp.UdpGateway;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** M6: large packets arrive whole, larger ones are refused at the sender. */
class PacketSizeTest {
    private static final int MOST = ProtocalCodec.DEFAULT_MAX_PACKET_BYTES;

    @AutoClose
    private final Scene scene = new Scene();

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "ws", "udp"})
    void m6_theLargestPacketArrivesWholeAndOneByteMoreIsRefusedAtTheSender(String scheme) {
        boolean inOneDatagram = scheme.equals("udp") && TestClient.PROFILE == Profile.BASE;
        int most = inOneDatagram ? UdpGateway.MAX_DATAGRAM_BYTES : MOST;
        TestServer server = scene.server();
        TestClient alice = scene.online("alice", server.url(scheme));
        TestClient bob = scene.online("bob", server.url(scheme));

        Protocal largest = ofSize(most, "alice", "bob");
        assertThat(TestClient.outcome(alice.im.sender().send(largest))).isEqualTo(TestClient.RECEIVED);
        assertThat(bob.messages.awaitNext()).isEqualTo(largest);

        Delivery tooLarge = alice.im.sender().send(ofSize(most + 1, "alice", "bob"));
        assertThat(tooLarge.state()).isEqualTo(DeliveryState.REJECTED); // at once
        DeliveryException why = TestClient.failure(tooLarge);
        assertThat(why.errorCode()).isEqualTo(ErrorCode.INVALID_PACKET);
        assertThat(why).hasMessageContaining("too large").hasMessageContaining(String.valueOf(most));
        alice.sendConfirmed("bob", "still here");
        assertThat(bob.awaitText()).isEqualTo("still here");
    }

    @Test
    void m6_link_overUdpALargeMessageWithoutQosIsRefusedAtTheSender() {
        TestServer server = scene.server();
        TestClient alice = scene.online("alice", server.url("udp"), b -> b.profile(Profile.LINK));

        Delivery large = alice.im
                .sender()
                .send(Protocal.message("0", "x".repeat(2_000)).qos(false).build());

        assertThat(large.state()).isEqualTo(DeliveryState.REJECTED); // it has to fit into one datagram
        assertThat(TestClient.failure(large).errorCode()).isEqualTo(ErrorCode.INVALID_PACKET);
        alice.sendConfirmed("0", "x".repeat(2_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "ws"})
    void m6_fromTheServerTheSame(String scheme) {
        TestServer server = scene.server();
        assertLargestFromServer(server, scene.online("bob", server.url(scheme)));
    }

    @Test
    void m6_link_fromTheServerOverUdpTheSame() {
        TestServer server = scene.server();
        assertLargestFromServer(server, scene.online("bob", server.url("udp"), b -> b.profile(Profile.LINK)));
    }

    private static void assertLargestFromServer(TestServer server, TestClient bob) {
        Protocal largest = ofSize(MOST, Protocal.SERVER_ID, "bob");
        assertThat(TestClient.outcome(server.sender().send(largest))).isEqualTo(DeliveryState.DELIVERED);
        assertThat(bob.messages.awaitNext()).isEqualTo(largest);

        DeliveryException why = TestClient.failure(server.sender().send(ofSize(MOST + 1, Protocal.SERVER_ID, "bob")));
        assertThat(why.state()).isEqualTo(DeliveryState.REJECTED);
        assertThat(why).hasMessageContaining(String.valueOf(MOST));
    }

    @Test
    void m6_joinedAndSplitFramesOnTcpArriveWhole() {
        TestServer server = scene.server();
        RawPeer raw = scene.add(RawPeer.tcp(server.port("tcp")));
        raw.sendSplit(RawPeer.login("raw"));
        raw.await(50);

        raw.sendJoined(
                RawPeer.message("raw", "0", "f1", "one"),
                RawPeer.message("raw", "0", "f2", "two"),
                RawPeer.message("raw", "0", "f3", "three"));
        raw.sendSplit(RawPeer.message("raw", "0", "f4", "four"));

        assertThat(server.app.messages.awaitNext(4))
                .extracting(Protocal::dataContent)
                .containsExactly("one", "two", "three", "four");
        assertThat(raw.acks(4)).containsExactly("f1", "f2", "f3", "f4");
    }

    /** Returns a message that is this large on the wire. */
    private static Protocal ofSize(int bytes, String from, String to) {
        Protocal.Builder message = Protocal.message(to, "").from(from).fp(Protocal.newFingerprint());
        int empty = ProtocalCodec.encode(message.build()).length;
        return message.dataContent("x".repeat(bytes - empty)).build();
    }
}
