package io.fingerpost.server.gateway.udp;

import static io.fingerpost.server.gateway.CoreHarness.ack;
import static io.fingerpost.server.gateway.CoreHarness.message;
import static io.fingerpost.server.gateway.CoreHarness.receive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fingerpost.core.PacketType;
import io.fingerpost.core.Protocal;
import io.fingerpost.server.gateway.BoundGateway;
import io.fingerpost.server.gateway.CoreHarness;
import io.fingerpost.server.gateway.DatagramPeer;
import io.fingerpost.server.gateway.netty.NettyTransport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sessions over UDP that live on different loops of one server. */
class UdpSessionsTest {
    private final CoreHarness server = new CoreHarness(2);
    private final List<DatagramPeer> peers = new ArrayList<>();
    private BoundGateway gateway;
    private DatagramPeer alice;
    private DatagramPeer bob;

    @BeforeEach
    void logIn() throws IOException {
        assumeTrue(NettyTransport.best() == NettyTransport.EPOLL);
        gateway = server.bind(UdpGateway.builder().port(0).build());
        alice = online("alice", 0);
        bob = online("bob", 1);
    }

    @AfterEach
    void close() {
        peers.forEach(DatagramPeer::close);
        server.close();
    }

    /** Logs a user in by a socket whose datagrams come to the given loop: by one socket after the other until it is so. */
    private DatagramPeer online(String user, int loop) throws IOException {
        while (true) {
            DatagramPeer peer = DatagramPeer.connect(gateway.address());
            peers.add(peer);
            if (server.login(peer, user).loop() == server.loops().get(loop)) {
                return peer;
            }
            server.logout(peer, user);
        }
    }

    @Test
    void m60_messagesGoFromLoopToLoopAndTheirAcknowledgementsBack() {
        for (int i = 0; i < 50; i++) {
            DatagramPeer from = i % 2 == 0 ? alice : bob;
            DatagramPeer to = i % 2 == 0 ? bob : alice;
            byte[] sent = message(i % 2 == 0 ? "alice" : "bob", i % 2 == 0 ? "bob" : "alice", "fp-" + i);
            from.send(sent);
            Protocal got = receive(to);
            assertThat(got.fp()).isEqualTo("fp-" + i);

            to.send(ack(got));
            Protocal acknowledged = receive(from);
            assertThat(acknowledged.type()).isEqualTo(PacketType.ACK);
            assertThat(acknowledged.dataContent()).isEqualTo("fp-" + i);
        }
    }

    @Test
    void m24_theServerSendsToUsersOfEveryLoop() {
        for (String user : List.of("alice", "bob")) {
            var delivery = server.core().sender().send(user, "hello");
            DatagramPeer peer = user.equals("alice") ? alice : bob;
            peer.send(ack(receive(peer)));
            assertThat(delivery.delivered()).succeedsWithin(Duration.ofSeconds(10));
        }
    }

    @Test
    void m26_aLoginOnAnotherLoopEndsTheOlderSession() throws Exception {
        online("alice", 1); // the first of its attempts ends the session of before
        assertThat(receive(alice).type()).isEqualTo(PacketType.KICKOUT);
        await().untilAsserted(() -> assertThat(server.logouts()).contains("alice KICKED_BY_DUPLICATE_LOGIN"));
        assertThat(server.core().sessions().count()).isEqualTo(2);
    }

    @Test
    void m26_anAdministratorKicksUsersOfEveryLoop() {
        for (String user : List.of("alice", "bob")) {
            assertThat(server.core().sessions().kick(user, "spam")).isTrue();
            Protocal kickout = receive(user.equals("alice") ? alice : bob);
            assertThat(kickout.type()).isEqualTo(PacketType.KICKOUT);
            assertThat(kickout.dataContent()).contains("spam");
        }
        await().untilAsserted(() ->
                assertThat(server.logouts()).contains("alice KICKED_BY_ADMINISTRATOR", "bob KICKED_BY_ADMINISTRATOR"));
    }

    @Test
    void m20_closingTheGatewayEndsTheSessionsOfEveryLoop() {
        gateway.close();

        await().untilAsserted(() -> assertThat(server.logouts()).contains("alice CLOSED", "bob CLOSED"));
        assertThat(server.core().sessions().count()).isZero();
    }
}
