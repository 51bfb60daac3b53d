package io.fingerpost.systemtests.raw;

import static io.fingerpost.core.Transport.TCP;
import static io.fingerpost.core.Transport.UDP;
import static io.fingerpost.core.Transport.WEBSOCKET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fingerpost.core.Transport;
import io.fingerpost.server.ImServer;
import io.fingerpost.server.LoginDecision;
import io.fingerpost.server.gateway.tcp.TcpGateway;
import io.fingerpost.server.gateway.udp.UdpGateway;
import io.fingerpost.server.gateway.websocket.WebSocketGateway;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Servers that come and go in one JVM, with clients that stay connected: threads, ports and buffers are given back each time. */
@Isolated("the threads of this JVM are counted")
class StartAndStopTest {
    private static final int TIMES = 20;

    private static List<String> serverThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("fingerpost"))
                .toList();
    }

    /** Returns a server on given ports, so that each start needs those the stop before gave back. */
    private static ImServer serverOn(Map<Transport, Integer> ports, RecordingApp app) {
        String host = InetAddress.getLoopbackAddress().getHostAddress();
        return ImServer.builder()
                .loopThreads(2)
                .listener(app)
                .gateway(TcpGateway.builder().host(host).port(ports.get(TCP)).build())
                .gateway(UdpGateway.builder().host(host).port(ports.get(UDP)).build())
                .gateway(WebSocketGateway.builder()
                        .host(host)
                        .port(ports.get(WEBSOCKET))
                        .build())
                .build();
    }

    private static Map<Transport, Integer> freePorts() {
        Map<Transport, Integer> ports = new EnumMap<>(Transport.class);
        try (RawServer server = new RawServer()) {
            for (Transport transport : Transport.values()) {
                ports.put(transport, server.server().port(transport));
            }
        }
        return ports;
    }

    @Test
    void m20_startAndStopTwentyTimesWithClientsConnected() throws IOException {
        Map<Transport, Integer> ports = freePorts();
        RecordingApp app = new RecordingApp();
        try (ImServer server = serverOn(ports, app)) {
            for (int i = 0; i < TIMES; i++) {
                server.start();
                assertThat(serverThreads()).isNotEmpty();
                stopWithClients(server, ports, app);

                assertThat(serverThreads()).as("threads after stop %d", i).isEmpty();
                assertPortsAreFree(ports);
            }
        }
        BufferLeaks.assertNone();
    }

    /** One client on each transport is in the middle of something when the server stops; the streams see that it does. */
    private static void stopWithClients(ImServer server, Map<Transport, Integer> ports, RecordingApp app) {
        InetAddress host = InetAddress.getLoopbackAddress();
        HttpClient http = HttpClient.newHttpClient();
        URI uri = URI.create("ws://127.0.0.1:" + ports.get(WEBSOCKET) + "/websocket");
        Thread closing = new Thread(server::close, "closing");
        try (RawPeer a = new RawPeer(new RawTcpClient(new InetSocketAddress(host, ports.get(TCP))));
                RawPeer b = new RawPeer(new RawUdpClient(new InetSocketAddress(host, ports.get(UDP))));
                RawPeer c = new RawPeer(new RawWebSocketClient(http, uri));
                RawTcpClient stranger = new RawTcpClient(new InetSocketAddress(host, ports.get(TCP)))) {
            stranger.sendUnframed(new byte[] {0, 0, 1});
            a.login("a");
            b.login("b");
            c.login("c");
            a.sendMessage("b", "fp-1");
            b.next(WirePacket.MESSAGE);
            b.sendMessage("c", "fp-2");
            c.next(WirePacket.MESSAGE);
            app.events();

            closing.start();
            a.isClosed();
            c.isClosed();
            assertThat(stranger.isClosedByServer(RawPeer.SOON)).isTrue();
        }
        join(closing); // which waits, but not for long, until the clients have closed, too
        assertThat(app.events()).contains("logout a CLOSED", "logout b CLOSED", "logout c CLOSED");
    }

    private static void join(Thread thread) {
        try {
            thread.join(RawPeer.SOON.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        assertThat(thread.isAlive()).as("the server still closes").isFalse();
    }

    private static void assertPortsAreFree(Map<Transport, Integer> ports) throws IOException {
        InetAddress host = InetAddress.getLoopbackAddress();
        for (Transport transport : new Transport[] {TCP, WEBSOCKET}) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true); // as every server does: connections that ended a moment ago do not matter
                socket.bind(new InetSocketAddress(host, ports.get(transport)));
            }
        }
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(host, ports.get(UDP)))) {
            assertThat(socket.isBound()).isTrue();
        }
    }

    @Test
    void m20_aStopWithClientsThatNeverReadAndNeverLeaveTakesItsTimeButEnds() {
        RawServer server = new RawServer();
        RawPeer alice = server.online("alice", TCP);
        RawPeer bob = server.peer(new RawTcpClient(server.address(TCP), 4_096));
        bob.login("bob");
        String text = "x".repeat(60_000);
        for (int i = 0; i < 100; i++) {
            alice.send(WirePacket.message("alice", "bob", "fp-" + i, text));
        }
        alice.nextError(3);

        long before = System.nanoTime();
        server.stop();

        assertThat(System.nanoTime() - before).isLessThan(RawPeer.SOON.toNanos());
        assertThat(serverThreads()).isEmpty();
        server.close();
    }

    @Test
    void m20_aStopInterruptsCallbacksThatHang() {
        RawServer server = new RawServer();
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        server.app().verify = request -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return LoginDecision.accept();
        };
        RawPeer alice = server.connect(TCP).sendLogin("alice", 0);
        server.app().isTold("verify alice");

        server.stop();

        assertThat(interrupted.getCount()).isZero();
        assertThat(serverThreads()).isEmpty();
        alice.isClosed();
        server.close();
    }

    @Test
    void m20_aStartThatFailsLeavesNothingAndSaysWhichAddressIsTaken() throws IOException {
        Map<Transport, Integer> ports = freePorts();
        InetSocketAddress taken = new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.get(WEBSOCKET));
        try (ServerSocket squatter = new ServerSocket()) {
            squatter.bind(taken);
            try (ImServer server = serverOn(ports, new RecordingApp())) {
                assertThatThrownBy(server::start)
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining(Integer.toString(taken.getPort()))
                        .hasMessageContaining("in use");

                assertThat(serverThreads()).isEmpty();
            }
            ports.put(WEBSOCKET, 0);
            try (ImServer server = serverOn(ports, new RecordingApp())) {
                server.start(); // the other two ports are free again
            }
        }
        BufferLeaks.assertNone();
    }
}
