package io.fingerpost.systemtests.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.core.Protocal;
import io.fingerpost.core.Transport;
import io.fingerpost.server.ImServer;
import io.fingerpost.server.LoginDecision;
import io.fingerpost.server.LoginRequest;
import io.fingerpost.server.ServerEventListener;
import io.fingerpost.server.UserSession;
import io.fingerpost.server.gateway.tcp.TcpGateway;
import io.fingerpost.server.gateway.udp.UdpGateway;
import io.fingerpost.testkit.WireTemplate;
import io.fingerpost.testkit.WireVectors;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Replays the conversations of the wire vectors against a real server, byte for byte. */
class WireConversationsTest {
    private static final int TIMEOUT_MILLIS = 5000;

    @TestFactory
    Stream<DynamicTest> m3_conversationsOverTcp() {
        return conversations(Transport.TCP);
    }

    @TestFactory
    Stream<DynamicTest> m3_conversationsOverUdp() {
        return conversations(Transport.UDP);
    }

    private static Stream<DynamicTest> conversations(Transport transport) {
        return WireVectors.find().conversations().stream()
                .map(c -> DynamicTest.dynamicTest(c.name(), () -> replay(c, transport)));
    }

    private static void replay(WireVectors.Conversation conversation, Transport transport) throws IOException {
        try (ImServer server = startServer(transport)) {
            Map<String, Peer> peers = new HashMap<>();
            try {
                WireTemplate template = new WireTemplate();
                for (WireVectors.Step step : conversation.steps()) {
                    perform(step, peer(peers, step.client(), server.port(transport), transport), template);
                }
            } finally {
                for (Peer peer : peers.values()) {
                    peer.close(); // before the server, which would wait for it
                }
            }
        }
    }

    private static Peer peer(Map<String, Peer> peers, String name, int port, Transport transport) throws IOException {
        Peer peer = peers.get(name);
        if (peer == null) {
            peer = transport == Transport.TCP ? new TcpPeer(port) : new UdpPeer(port);
            peers.put(name, peer);
        }
        return peer;
    }

    private static void perform(WireVectors.Step step, Peer peer, WireTemplate template) throws IOException {
        String packet = step.packet();
        if (packet == null) {
            peer.awaitEnd();
        } else if (step.byServer()) {
            String arrived = peer.receive();
            assertThat(template.matches(packet, arrived))
                    .as("to %s came%n%s%ninstead of%n%s", step.client(), arrived, packet)
                    .isTrue();
        } else {
            peer.send(template.fill(packet));
        }
    }

    private static ImServer startServer(Transport transport) throws IOException {
        return ImServer.builder()
                .loopThreads(2)
                .gateway(
                        transport == Transport.TCP
                                ? TcpGateway.builder().port(0).build()
                                : UdpGateway.builder().port(0).build())
                .listener(new Application())
                .build()
                .start();
    }

    /** What the README of the vectors asks of the application. */
    private static final class Application implements ServerEventListener {
        @Override
        public LoginDecision onUserLoginVerify(LoginRequest request) {
            return request.userId().equals("mallory") ? LoginDecision.refuse(1025) : LoginDecision.accept();
        }

        @Override
        public void onC2SMessage(Protocal p, UserSession from) {}
    }

    /** The client's end of a connection. */
    private interface Peer {
        void send(String packet) throws IOException;

        String receive() throws IOException;

        void awaitEnd() throws IOException;

        void close() throws IOException;
    }

    private static final class TcpPeer implements Peer {
        private final Socket socket;
        private final DataInputStream in;
        private final DataOutputStream out;

        TcpPeer(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            in = new DataInputStream(socket.getInputStream());
            out = new DataOutputStream(socket.getOutputStream());
        }

        @Override
        public void send(String packet) throws IOException {
            byte[] bytes = packet.getBytes(UTF_8);
            out.writeInt(bytes.length);
            out.write(bytes);
        }

        @Override
        public String receive() throws IOException {
            return new String(in.readNBytes(in.readInt()), UTF_8);
        }

        @Override
        public void awaitEnd() throws IOException {
            assertThat(in.read()).isEqualTo(-1);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static final class UdpPeer implements Peer {
        private final DatagramSocket socket;
        private final Set<String> seen = new HashSet<>();

        UdpPeer(int port) throws IOException {
            socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
            socket.connect(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(TIMEOUT_MILLIS);
        }

        @Override
        public void send(String packet) throws IOException {
            byte[] bytes = packet.getBytes(UTF_8);
            socket.send(new DatagramPacket(bytes, bytes.length));
        }

        @Override
        public String receive() throws IOException {
            while (true) {
                DatagramPacket datagram = new DatagramPacket(new byte[65536], 65536);
                socket.receive(datagram);
                String packet = new String(datagram.getData(), 0, datagram.getLength(), UTF_8);
                boolean repeat = packet.contains("\"QoS\":true") && !seen.add(packet);
                if (!repeat) {
                    return packet;
                }
            }
        }

        @Override
        public void awaitEnd() {
            // There is no connection whose end could be seen.
        }

        @Override
        public void close() {
            socket.close();
        }
    }
}
