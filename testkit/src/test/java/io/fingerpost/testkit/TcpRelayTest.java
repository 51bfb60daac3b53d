package io.fingerpost.testkit;

import static io.fingerpost.testkit.BadNetworkRelay.Direction.TO_CLIENT;
import static io.fingerpost.testkit.BadNetworkRelay.Direction.TO_TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The relay over real TCP sockets. */
class TcpRelayTest {
    private final List<AutoCloseable> opened = new ArrayList<>();
    private ServerSocket listener;

    @BeforeEach
    void listen() throws IOException {
        listener = open(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable closeable : opened) {
            closeable.close();
        }
    }

    @Test
    void passesEveryByteBothWaysInOrder() throws Exception {
        BadNetworkRelay relay = relay(NetworkConditions.PERFECT);
        Socket client = connect(relay);
        Socket server = accept();
        byte[] data = randomBytes(5_000_000);
        CompletableFuture<Void> echo = inBackground(() -> {
            server.getInputStream().transferTo(server.getOutputStream());
            server.shutdownOutput();
        });
        CompletableFuture<Void> sending = inBackground(() -> {
            client.getOutputStream().write(data);
            client.shutdownOutput();
        });

        assertThat(client.getInputStream().readAllBytes()).isEqualTo(data);
        sending.join();
        echo.join();
        assertThat(relay.counters(TO_TARGET).bytes()).isEqualTo(data.length);
        assertThat(relay.counters(TO_CLIENT).bytes()).isEqualTo(data.length);
        assertThat(relay.counters(TO_CLIENT).dropped()).isZero();
    }

    @Test
    void lossIsAStallAndNeverADamage() throws Exception {
        BadNetworkRelay relay = relay(NetworkConditions.builder()
                .loss(0.2)
                .duplication(0.5)
                .delayBetween(Duration.ZERO, Duration.ofMillis(5))
                .build());
        Socket client = connect(relay);
        Socket server = accept();
        long start = System.nanoTime();
        for (int i = 0; i < 30; i++) {
            client.getOutputStream().write(i);
            assertThat(server.getInputStream().read()).isEqualTo(i);
        }
        await().until(() -> relay.counters(TO_TARGET).forwarded() == 30);
        BadNetworkRelay.Counters counters = relay.counters(TO_TARGET);
        assertThat(counters.duplicated()).isZero();
        // With this seed some are lost; each costs at least one timeout.
        assertThat(counters.dropped()).isPositive();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(counters.dropped() * 200_000_000L);
    }

    @Test
    void aReaderThatDoesNotReadHoldsTheWriterBack() throws Exception {
        BadNetworkRelay relay = relay(NetworkConditions.PERFECT);
        Socket client = connect(relay);
        Socket server = accept();
        byte[] data = randomBytes(20_000_000);
        CompletableFuture<Void> sending = inBackground(() -> {
            client.getOutputStream().write(data);
            client.shutdownOutput();
        });
        await().during(Duration.ofMillis(200)).until(() -> !sending.isDone());
        assertThat(relay.counters(TO_TARGET).bytes()).isLessThan(data.length);

        assertThat(server.getInputStream().readAllBytes()).isEqualTo(data);
        sending.join();
    }

    @Test
    void nothingArrivesBeforeItsDelayIsOver() throws Exception {
        BadNetworkRelay far =
                relay(NetworkConditions.builder().delay(Duration.ofMillis(20)).build());
        BadNetworkRelay near = open(BadNetworkRelay.tcp(
                far.address(),
                NetworkConditions.builder().delay(Duration.ofMillis(20)).build(),
                2));
        Socket client = connect(near);
        Socket server = accept();
        for (int i = 0; i < 5; i++) {
            long start = System.nanoTime();
            client.getOutputStream().write(i);
            server.getOutputStream().write(server.getInputStream().read());
            assertThat(client.getInputStream().read()).isEqualTo(i);
            assertThat(System.nanoTime() - start)
                    .isGreaterThanOrEqualTo(Duration.ofMillis(80).toNanos());
        }
    }

    @Test
    void aCutResetsBothSidesAndNewConnectionsWork() throws Exception {
        BadNetworkRelay relay = relay(NetworkConditions.PERFECT);
        Socket client = connect(relay);
        Socket server = accept();
        client.getOutputStream().write(1);
        assertThat(server.getInputStream().read()).isEqualTo(1);
        relay.cut();

        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        assertThatThrownBy(() -> server.getInputStream().read()).isInstanceOf(SocketException.class);
        Socket again = connect(relay);
        again.getOutputStream().write(2);
        assertThat(accept().getInputStream().read()).isEqualTo(2);
    }

    @Test
    void aBlackholeHoldsBackAndGoesOn() throws Exception {
        BadNetworkRelay relay = relay(NetworkConditions.PERFECT);
        Socket client = connect(relay);
        Socket server = accept();
        relay.blackhole(true);
        client.getOutputStream().write(1);
        client.shutdownOutput();
        Socket second = connect(relay);
        second.getOutputStream().write(2);
        server.setSoTimeout(200);
        assertThatThrownBy(() -> server.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        relay.blackhole(false);

        server.setSoTimeout(10_000);
        assertThat(server.getInputStream().read()).isEqualTo(1);
        assertThat(server.getInputStream().read()).isEqualTo(-1);
        assertThat(accept().getInputStream().read()).isEqualTo(2);
    }

    @Test
    void halfClosedConnectionsGoOnInTheOtherDirection() throws Exception {
        BadNetworkRelay relay = relay(NetworkConditions.PERFECT);
        Socket client = connect(relay);
        Socket server = accept();
        client.shutdownOutput();
        assertThat(server.getInputStream().read()).isEqualTo(-1);
        server.getOutputStream().write(7);
        server.close();
        assertThat(client.getInputStream().read()).isEqualTo(7);
        assertThat(client.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void aTargetThatRefusesResetsTheClient() throws Exception {
        BadNetworkRelay relay = relay(NetworkConditions.PERFECT);
        listener.close();
        Socket client = new Socket();
        open(client);
        assertThatThrownBy(() -> {
                    client.connect(relay.address());
                    int end = client.getInputStream().read();
                    assertThat(end).as("a reset, not an end").isNotEqualTo(-1);
                })
                .isInstanceOf(SocketException.class);
    }

    @Test
    void aResetPassesThrough() throws Exception {
        BadNetworkRelay relay = relay(NetworkConditions.PERFECT);
        Socket client = connect(relay);
        Socket server = accept();
        client.setSoLinger(true, 0);
        client.close();
        assertThatThrownBy(() -> server.getInputStream().read()).isInstanceOf(SocketException.class);
    }

    @Test
    void closeEndsTheThreadAndTheConnections() throws Exception {
        BadNetworkRelay relay = relay(NetworkConditions.PERFECT);
        Socket client = connect(relay);
        Socket server = accept();
        String thread = "bad-network-relay to " + listener.getLocalSocketAddress();
        assertThat(threads(thread)).isEqualTo(1);
        relay.close();

        assertThat(threads(thread)).isZero();
        assertThat(client.getInputStream().read()).isEqualTo(-1);
        assertThat(server.getInputStream().read()).isEqualTo(-1);
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), relay.port()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void manyConnectionsAtOnce() throws Exception {
        BadNetworkRelay relay = relay(NetworkConditions.builder()
                .delayBetween(Duration.ZERO, Duration.ofMillis(20))
                .build());
        AtomicInteger served = new AtomicInteger();
        CompletableFuture<Void> server = inBackground(() -> {
            for (int i = 0; i < 200; i++) {
                Socket socket = accept();
                socket.getOutputStream().write(socket.getInputStream().read());
                served.incrementAndGet();
            }
        });
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Socket client = connect(relay);
            client.getOutputStream().write(i);
            clients.add(client);
        }
        for (int i = 0; i < 200; i++) {
            assertThat(clients.get(i).getInputStream().read()).isEqualTo(i);
        }
        server.join();
        assertThat(served).hasValue(200);
    }

    private static long threads(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().equals(name))
                .count();
    }

    private BadNetworkRelay relay(NetworkConditions conditions) {
        return open(BadNetworkRelay.tcp((InetSocketAddress) listener.getLocalSocketAddress(), conditions, 1));
    }

    private Socket connect(BadNetworkRelay relay) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), relay.port());
        socket.setSoTimeout(30_000);
        socket.setTcpNoDelay(true);
        return open(socket);
    }

    private Socket accept() throws IOException {
        Socket socket = listener.accept();
        socket.setSoTimeout(30_000);
        socket.setTcpNoDelay(true);
        return open(socket);
    }

    private static byte[] randomBytes(int size) {
        byte[] bytes = new byte[size];
        new Random(5).nextBytes(bytes);
        return bytes;
    }

    private interface Action {
        void run() throws IOException;
    }

    private static CompletableFuture<Void> inBackground(Action action) {
        return CompletableFuture.runAsync(() -> {
            try {
                action.run();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    private <T extends AutoCloseable> T open(T closeable) {
        synchronized (opened) {
            opened.add(0, closeable);
        }
        return closeable;
    }
}
