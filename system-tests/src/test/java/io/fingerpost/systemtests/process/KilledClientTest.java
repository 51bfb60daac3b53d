package io.fingerpost.systemtests.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fingerpost.client.ClientListener;
import io.fingerpost.client.ImClient;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.Transport;
import io.fingerpost.server.ImServer;
import io.fingerpost.server.LoginDecision;
import io.fingerpost.server.LoginRequest;
import io.fingerpost.server.ServerEventListener;
import io.fingerpost.server.UserSession;
import io.fingerpost.server.gateway.tcp.TcpGateway;
import io.fingerpost.server.gateway.udp.UdpGateway;
import io.fingerpost.server.store.MessageStores;
import io.fingerpost.testkit.BadNetworkRelay;
import io.fingerpost.testkit.NetworkConditions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A client with an outbox directory is killed in the middle of the traffic, again and again: what it sends arrives once and in order, also
 * what the server did not have when the client died; what it is sent reaches its application, and comes again only if it is flagged.
 */
class KilledClientTest {
    private static final int ROUNDS = Integer.getInteger("kill.client.rounds", 5);
    private static final String KILLED = "alice";

    @TempDir
    Path outbox;

    // Guarded by this.
    private final List<Integer> received = new ArrayList<>(); // by bob, from the client that is killed
    private final List<Integer> got = new ArrayList<>(); // by its application, from bob
    private final Set<Integer> accepted = new TreeSet<>();
    private final Set<Integer> sentByThisRun = new HashSet<>();
    private int nextOfClient;
    private int restored; // accepted in a later run than the one that sent it

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "udp"})
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    void m61_aClientThatIsKilledLosesNothingThatItHasPromised(String scheme) throws Exception {
        try (ImServer server = server();
                BadNetworkRelay relay = relay(scheme, server);
                ImClient bob = ImClient.builder()
                        .server("tcp://127.0.0.1:" + server.port(Transport.TCP))
                        .listener(new ClientListener() {
                            @Override
                            public void onMessage(Protocal message) {
                                received(Integer.parseInt(message.dataContent()));
                            }
                        })
                        .build();
                ChildProcess client = new ChildProcess(TalkingClient.class, "ready", this::said)) {
            bob.login("bob", "token").get(20, TimeUnit.SECONDS);
            Random random = new Random();
            int sentByBob = 0;
            for (int round = 0; round < ROUNDS; round++) {
                String first = Integer.toString(begin());
                client.start(scheme + "://127.0.0.1:" + relay.port(), outbox.toString(), KILLED, "bob", first);
                for (int i = 0; i < 20; i++) {
                    bob.sender().send(KILLED, Integer.toString(sentByBob++));
                }
                int before = receivedCount();
                await().atMost(Duration.ofSeconds(30)).until(() -> receivedCount() > before + 40);
                int millis = random.nextInt(100); // so that the kill comes at any point of the traffic
                await().pollDelay(Duration.ofMillis(millis)).until(() -> true);
                client.kill();
            }
            int all = sentByBob;
            client.start(
                    scheme + "://127.0.0.1:" + relay.port(),
                    outbox.toString(),
                    KILLED,
                    "bob",
                    Integer.toString(begin()));
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> check(all));
        }
    }

    private static ImServer server() throws Exception {
        return ImServer.builder()
                .loopThreads(2)
                .gateway(TcpGateway.builder().host("127.0.0.1").port(0).build())
                .gateway(UdpGateway.builder().host("127.0.0.1").port(0).build())
                .store(MessageStores.inMemory())
                .listener(new ServerEventListener() {
                    @Override
                    public LoginDecision onUserLoginVerify(LoginRequest request) {
                        return LoginDecision.accept();
                    }

                    @Override
                    public void onC2SMessage(Protocal message, UserSession from) {
                        throw new AssertionError("nobody sends to the server");
                    }
                })
                .build()
                .start();
    }

    private static BadNetworkRelay relay(String scheme, ImServer server) {
        NetworkConditions slow =
                NetworkConditions.builder().delay(Duration.ofMillis(20)).build(); // so that much is under way
        return scheme.equals("udp")
                ? BadNetworkRelay.udp(address(server, Transport.UDP), slow, 1)
                : BadNetworkRelay.tcp(address(server, Transport.TCP), slow, 1);
    }

    private static InetSocketAddress address(ImServer server, Transport transport) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port(transport));
    }

    /** Begins a run of the client. Returns the number of its first message. */
    private synchronized int begin() {
        sentByThisRun.clear();
        return nextOfClient;
    }

    private synchronized void said(String line) {
        int space = line.indexOf(' ');
        switch (space < 0 ? "" : line.substring(0, space)) {
            case "sending" -> {
                nextOfClient = number(line) + 1;
                sentByThisRun.add(number(line));
            }
            case "accepted" -> {
                if (accepted.add(number(line)) && !sentByThisRun.contains(number(line))) {
                    restored++;
                }
            }
            case "got" -> got.add(number(line)); // twice without a flag is a failure
            case "again" -> {
                if (!got.contains(number(line))) {
                    got.add(number(line));
                }
            }
            default -> System.out.println("client: " + line);
        }
    }

    private static int number(String line) {
        return Integer.parseInt(line.substring(line.indexOf(' ') + 1));
    }

    private synchronized void received(int number) {
        received.add(number);
    }

    private synchronized int receivedCount() {
        return received.size();
    }

    private synchronized void check(int sentByBob) {
        assertThat(received).isSorted().doesNotHaveDuplicates().containsAll(accepted);
        assertThat(restored).as("messages that a later run brought").isPositive();
        assertThat(got)
                .containsExactlyElementsOf(IntStream.range(0, sentByBob).boxed().toList());
    }
}
