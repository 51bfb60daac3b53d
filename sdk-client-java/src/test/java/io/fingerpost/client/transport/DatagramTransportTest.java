package io.fingerpost.client.transport;

import static io.fingerpost.client.transport.RealClient.await;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.client.ReconnectPolicy;
import io.fingerpost.core.PacketType;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.codec.ProtocalCodec;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is special about UDP. */
class DatagramTransportTest {
    @Test
    @DisplayName("Datagrams from anybody but the server do not reach the client")
    void strangers() throws Exception {
        try (MiniUdpServer server = new MiniUdpServer();
                RealClient c = RealClient.of(server);
                DatagramSocket stranger = new DatagramSocket()) {
            c.login();
            byte[] forged = ProtocalCodec.encode(
                    Protocal.message("alice", "forged").from("bob").fp("1").build());
            stranger.send(new DatagramPacket(forged, forged.length, server.lastClient));
            server.push(Protocal.message("alice", "real").from("bob").fp("2").build());
            c.awaitEvent("message bob: real");
            c.listener.expect("online alice", "message bob: real");
        }
    }

    @Test
    @DisplayName("A datagram larger than allowed is dropped, and nothing else happens")
    void tooLarge() throws Exception {
        try (MiniUdpServer server = new MiniUdpServer();
                RealClient c = new RealClient(b -> b.server(server.address()).maxPacketBytes(1_000))) {
            c.login();
            server.push(Protocal.message("alice", "x".repeat(1_000))
                    .from("bob")
                    .fp("1")
                    .build());
            server.push(Protocal.message("alice", "small").from("bob").fp("2").build());
            c.awaitEvent("message bob: small");
            c.listener.expect("online alice", "message bob: small");
        }
    }

    @Test
    @DisplayName("M44: the client keeps asking a silent server, and gives up after the login timeout")
    void silentServer() throws Exception {
        try (MiniUdpServer server = new MiniUdpServer();
                RealClient c = new RealClient(b -> b.server(server.address())
                        .loginTimeout(1_200, MILLISECONDS)
                        .reconnect(ReconnectPolicy.never()))) {
            server.answering = false;
            var future = c.client.login("alice", "secret");
            await().until(future::isDone);
            assertThat(future).isCompletedExceptionally();
            assertThat(server.count(PacketType.LOGIN)).isBetween(2L, 4L);
            assertThat(future).failsWithin(0, SECONDS);
        }
    }
}
