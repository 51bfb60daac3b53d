package io.fingerpost.systemtests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.client.ClientListener;
import io.fingerpost.client.ImClient;
import io.fingerpost.client.session.ClientCore;
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
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The latency from client to server to client over lossy datagrams, with one message in flight, against the ideal of hop-by-hop repeats. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class LinkLatencySimulationTest {
    private static final int MESSAGES = Integer.getInteger("latency.messages", 20_000);
    private static final Duration HALF_ROUND_TRIP = Duration.ofMillis(20);

    private final VirtualTime time = new VirtualTime(7);
    private final double[] latencies = new double[MESSAGES];
    private int sent;
    private int received;
    private long sentNanos;

    private ImClient client(SimulatedNetwork network, String user, ClientListener listener) {
        VirtualLoop loop = time.newLoop(user);
        VirtualLoop callbacks = time.newLoop(user + " callbacks");
        return new ClientCore(
                ImClient.builder().server("udp://server").listener(listener).config(),
                loop,
                network.connector(user, loop),
                callbacks::execute,
                new Random(1),
                () -> {});
    }

    @ParameterizedTest
    @CsvSource({"0, 1.25, 40", "10, 1.25, 120", "20, 1.0, 160", "30, 1.0, 240", "50, 1.7, 400"})
    void p99StaysWithinTheIdealTimesAFactor(int lossPercent, double factor, double idealMillis) {
        NetworkConditions fair =
                NetworkConditions.builder().delay(HALF_ROUND_TRIP).build();
        NetworkConditions lossy = NetworkConditions.builder()
                .delay(HALF_ROUND_TRIP)
                .loss(lossPercent / 100.0)
                .build();
        SimulatedNetwork network = new SimulatedNetwork(time, fair);
        SimulatedServer server = new SimulatedServer(time, new Accepting(), MessageStores.inMemory(), clock());
        network.connectTo(server.core().acceptor(), server.loops());
        ImClient alice = client(network, "alice", new ClientListener() {});
        ImClient bob = client(network, "bob", new ClientListener() {
            @Override
            public void onMessage(Protocal message) {
                latencies[received++] = (time.nowNanos() - sentNanos) / 1e6;
                sendNext(alice);
            }
        });
        alice.login("alice", "token");
        bob.login("bob", "token");
        time.runFor(Duration.ofSeconds(1));
        network.changeTo(lossy);
        sendNext(alice);
        time.runUntil(() -> received == MESSAGES, Duration.ofHours(10));

        Arrays.sort(latencies);
        double p99 = latencies[MESSAGES * 99 / 100];
        System.out.printf(
                Locale.ROOT,
                "loss %d %%: p50 %.1f p90 %.1f p99 %.1f max %.1f ms; the ideal p99 is %.0f ms%n",
                lossPercent,
                latencies[MESSAGES / 2],
                latencies[MESSAGES * 9 / 10],
                p99,
                latencies[MESSAGES - 1],
                idealMillis);
        assertThat(p99).isLessThanOrEqualTo(factor * idealMillis);
    }

    private void sendNext(ImClient alice) {
        if (sent < MESSAGES) {
            sent++;
            sentNanos = time.nowNanos();
            alice.sender().send("bob", "hello");
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
