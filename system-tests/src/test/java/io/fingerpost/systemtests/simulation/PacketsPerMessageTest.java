package io.fingerpost.systemtests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.client.ClientListener;
import io.fingerpost.client.ImClient;
import io.fingerpost.client.session.ClientConnection;
import io.fingerpost.client.session.ClientCore;
import io.fingerpost.client.session.ConnectionListener;
import io.fingerpost.client.session.Connector;
import io.fingerpost.core.Protocal;
import io.fingerpost.server.LoginDecision;
import io.fingerpost.server.LoginRequest;
import io.fingerpost.server.ServerEventListener;
import io.fingerpost.server.UserSession;
import io.fingerpost.server.session.ServerClock;
import io.fingerpost.server.store.MessageStores;
import io.fingerpost.testkit.NetworkConditions;
import io.fingerpost.testkit.VirtualLoop;
import io.fingerpost.testkit.VirtualTime;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How many packets the server and its clients need for a message of the link profile, both hops, acknowledgements and notices of delivery
 * included. In the base profile these are two each way; here what is under way at the same time travels together. The same on every
 * machine; the limits are about a tenth above what was measured.
 */
class PacketsPerMessageTest {
    private static final int MESSAGES = 2_000;
    private static final String TEXT = "x".repeat(64);
    private static final Duration HOP = Duration.ofMillis(5);
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private final VirtualTime time = new VirtualTime(11);
    private int sent;
    private int delivered;
    private long toServer;
    private long fromServer;

    @ParameterizedTest
    @CsvSource({
        "udp, none,    1, 4.40, 3.30",
        "udp, none,   16, 0.62, 0.48",
        "udp, none,   64, 0.55, 0.40",
        "udp, memory, 16, 0.62, 0.55",
        "tcp, none,    1, 4.40, 3.30",
        "tcp, none,   16, 0.28, 0.21",
        "tcp, memory, 16, 0.28, 0.28",
        "ws,  none,   16, 0.28, 0.21",
    })
    void messagesUnderWayTogetherShareFrames(
            String scheme, String store, int window, double mostToServer, double mostFromServer) {
        SimulatedNetwork network = new SimulatedNetwork(
                time, NetworkConditions.builder().delay(HOP).build());
        SimulatedServer server = new SimulatedServer(
                time, new Accepting(), store.equals("none") ? null : MessageStores.inMemory(), clock());
        network.connectTo(server.core().acceptor(), server.loops());
        ImClient alice = client(network, scheme, "alice");
        client(network, scheme, "bob");
        time.runFor(Duration.ofSeconds(1));
        toServer = 0;
        fromServer = 0;
        for (int i = 0; i < window; i++) {
            sendNext(alice);
        }
        time.runUntil(() -> delivered == MESSAGES, LIMIT);

        double up = (double) toServer / MESSAGES;
        double down = (double) fromServer / MESSAGES;
        System.out.printf(
                Locale.ROOT,
                "%s, store %s, window %d: %.3f packets to the server and %.3f from it for each message%n",
                scheme,
                store,
                window,
                up,
                down);
        assertThat(up).isLessThanOrEqualTo(mostToServer);
        assertThat(down).isLessThanOrEqualTo(mostFromServer);
    }

    private ImClient client(SimulatedNetwork network, String scheme, String user) {
        VirtualLoop loop = time.newLoop(user);
        VirtualLoop callbacks = time.newLoop(user + " callbacks");
        ImClient client = new ClientCore(
                ImClient.builder()
                        .server(scheme + "://server")
                        .listener(new ClientListener() {})
                        .config(),
                loop,
                counting(network.connector(user, loop)),
                callbacks::execute,
                new Random(1),
                () -> {});
        client.login(user, "token");
        return client;
    }

    private void sendNext(ImClient alice) {
        if (sent < MESSAGES) {
            sent++;
            alice.sender().send("bob", TEXT).delivered().thenRun(() -> {
                delivered++;
                sendNext(alice);
            });
        }
    }

    private Connector counting(Connector connector) {
        return (address, listener) -> {
            ClientConnection connection = connector.connect(address, new CountingListener(listener));
            return new ClientConnection() {
                @Override
                public boolean send(byte[] packet) {
                    toServer++;
                    return connection.send(packet);
                }

                @Override
                public boolean isWritable() {
                    return connection.isWritable();
                }

                @Override
                public void close() {
                    connection.close();
                }
            };
        };
    }

    private final class CountingListener implements ConnectionListener {
        private final ConnectionListener listener;

        CountingListener(ConnectionListener listener) {
            this.listener = listener;
        }

        @Override
        public void onOpened() {
            listener.onOpened();
        }

        @Override
        public void onPacket(byte[] packet) {
            fromServer++;
            listener.onPacket(packet);
        }

        @Override
        public void onWritable() {
            listener.onWritable();
        }

        @Override
        public void onClosed(int errorCode, String reason) {
            listener.onClosed(errorCode, reason);
        }
    }

    private ServerClock clock() {
        return new ServerClock() {
            @Override
            public long nowNanos() {
                return time.nowNanos();
            }

            @Override
            public long nowMillis() {
                return time.elapsed().toMillis();
            }
        };
    }

    private static final class Accepting implements ServerEventListener {
        @Override
        public LoginDecision onUserLoginVerify(LoginRequest request) {
            return LoginDecision.accept();
        }

        @Override
        public void onC2SMessage(Protocal p, UserSession from) {}
    }
}
