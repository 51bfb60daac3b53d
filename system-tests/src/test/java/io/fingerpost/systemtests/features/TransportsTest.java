package io.fingerpost.systemtests.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fingerpost.client.ServerAddress;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.Transport;
import io.fingerpost.core.delivery.Delivery;
import io.fingerpost.core.delivery.DeliveryState;
import io.fingerpost.server.gateway.Gateway;
import io.fingerpost.server.gateway.tcp.TcpGateway;
import io.fingerpost.server.gateway.udp.UdpGateway;
import io.fingerpost.server.gateway.websocket.WebSocketGateway;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** M1, M2, M4 and M5: the same over every transport. */
class TransportsTest {
    @AutoClose
    private final Scene scene = new Scene();

    @ParameterizedTest
    @CsvSource({"udp,udp", "tcp,tcp", "ws,ws", "udp,tcp", "tcp,ws", "ws,udp"})
    void m1_usersOnAnyTransportsTalkToEachOther(String hers, String his) {
        TestServer server = scene.server();
        TestClient alice = scene.online("alice", server.url(hers));
        TestClient bob = scene.online("bob", server.url(his));

        alice.sendConfirmed("bob", "hello");
        bob.sendConfirmed("alice", "hello yourself");

        Protocal there = bob.messages.awaitNext();
        assertThat(there.dataContent()).isEqualTo("hello");
        assertThat(there.from()).isEqualTo("alice");
        assertThat(there.to()).isEqualTo("bob");
        assertThat(alice.awaitText()).isEqualTo("hello yourself");
    }

    @Test
    void m2_defaultPorts() {
        assertThat(ServerAddress.parse("udp://im.example").port()).isEqualTo(7901);
        assertThat(ServerAddress.parse("tcp://im.example").port()).isEqualTo(8901);
        assertThat(ServerAddress.parse("tls://im.example").port()).isEqualTo(8901);
        assertThat(ServerAddress.parse("ws://im.example").port()).isEqualTo(3000);
        assertThat(ServerAddress.parse("ws://im.example").path()).isEqualTo("/websocket");
        assertDefault(UdpGateway.builder().build(), Transport.UDP, "0.0.0.0:7901");
        assertDefault(TcpGateway.builder().build(), Transport.TCP, "0.0.0.0:8901");
        assertDefault(WebSocketGateway.builder().build(), Transport.WEBSOCKET, "0.0.0.0:3000/websocket");
    }

    private static void assertDefault(Gateway gateway, Transport transport, String address) {
        assertThat(gateway.transport()).isEqualTo(transport);
        assertThat(gateway.toString()).contains(address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp", "ws"})
    void m2_onePortZeroTransportAlone(String scheme) {
        TestServer server = scene.server(s -> s.only(scheme));
        TestClient alice = scene.online("alice", server.url(scheme));

        alice.sendConfirmed("0", "hello");

        assertThat(server.im().addresses()).hasSize(1);
        assertThat(server.port(scheme)).isPositive();
        for (Transport other : Transport.values()) {
            if (other != server.im().addresses().get(0).transport()) {
                assertThatThrownBy(() -> server.im().port(other)).isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp", "ws"})
    void m4_theApplicationsOwnFingerprintReachesReceiverAckAndEveryCallback(String scheme) {
        TestServer server = scene.server();
        TestClient alice = scene.online("alice", server.url(scheme));
        TestClient bob = scene.online("bob", server.url(scheme));

        Delivery toBob = alice.im
                .sender()
                .send(Protocal.message("bob", "one").fp("order-17").build());
        assertThat(TestClient.outcome(toBob)).isEqualTo(TestClient.RECEIVED); // the ack named it
        assertThat(toBob.fingerprint()).isEqualTo("order-17");
        assertThat(bob.messages.awaitNext().fp()).isEqualTo("order-17");
        server.app.events.await("delivered order-17");

        Delivery toServer = alice.im
                .sender()
                .send(Protocal.message("0", "two").fp("order-18").build());
        assertThat(TestClient.outcome(toServer)).isEqualTo(DeliveryState.DELIVERED);
        assertThat(server.app.messages.awaitNext().fp()).isEqualTo("order-18");

        Delivery toNobody = alice.im
                .sender()
                .send(Protocal.message("nobody", "three").fp("order-19").build());
        assertThat(TestClient.outcome(toNobody)).isEqualTo(DeliveryState.LOST);
        server.app.events.await("offline order-19");

        server.sender().send(Protocal.message("bob", "four").fp("order-20").build());
        assertThat(bob.messages.awaitNext().fp()).isEqualTo("order-20");
        server.app.events.await("s2cDelivered order-20");
        server.sender().send(Protocal.message("nobody", "five").fp("order-21").build());
        server.app.events.await("s2cLost order-21");
    }

    @Test
    void m4_theSdksFingerprintsAreUnique() {
        TestServer server = scene.server();
        TestClient alice = scene.online("alice", server.url("tcp"));

        String first = alice.sendConfirmed("0", "one");
        String second = alice.sendConfirmed("0", "one");

        assertThat(first).isNotEmpty().isNotEqualTo(second);
        assertThat(server.app.messages.awaitNext(2)).extracting(Protocal::fp).containsExactly(first, second);
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp", "ws"})
    void m5_typeuReachesTheReceiverAndTimestampsAreOffByDefault(String scheme) {
        TestServer server = scene.server();
        TestClient alice = scene.online("alice", server.url(scheme));
        TestClient bob = scene.online("bob", server.url(scheme));

        TestClient.outcome(alice.im.sender().send("bob", "typed", 42));
        TestClient.outcome(server.sender().send("alice", "typed too", 43));

        Protocal fromAlice = bob.messages.awaitNext();
        assertThat(fromAlice.typeu()).isEqualTo(42);
        assertThat(fromAlice.sm()).isEqualTo(Protocal.UNSET);
        assertThat(alice.messages.awaitNext().typeu()).isEqualTo(43);
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp", "ws"})
    void m5_serverTimestampsWhenSwitchedOn(String scheme) {
        TestServer server = scene.server(s -> s.with(b -> b.timestamps(true)));
        TestClient alice = scene.online("alice", server.url(scheme));
        TestClient bob = scene.online("bob", server.url(scheme));

        long before = System.currentTimeMillis();
        alice.sendConfirmed("bob", "one");
        alice.sendConfirmed("0", "two");
        TestClient.outcome(server.sender().send("bob", "three"));
        long after = System.currentTimeMillis();

        assertThat(bob.messages.awaitNext().sm()).isBetween(before, after);
        assertThat(bob.messages.awaitNext().sm()).isBetween(before, after);
        assertThat(server.app.messages.awaitNext().sm()).isBetween(before, after);
    }
}
