package io.fingerpost.systemtests.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fingerpost.cli.Main;
import io.fingerpost.core.delivery.DeliveryState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server is killed in the middle of the traffic, again and again, and started again with the same store: every message arrives once, in
 * order, and its sender learns it.
 */
class KilledServerTest {
    private static final int ORDINARY_ROUNDS = 6;
    private static final int SOAK_ROUNDS = Integer.getInteger("kill.rounds", 200);
    private static final String[][] TRANSPORTS = {
        {"tcp", "tcp"}, {"tcp", "udp"}, {"udp", "ws"}, {"udp", "udp"}, {"ws", "tcp"}, {"tcp", "tcp"}
    };

    @TempDir
    Path store;

    @Test
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    void m61_aServerThatIsKilledKeepsEveryAcceptedMessage() throws Exception {
        killAgainAndAgain(ORDINARY_ROUNDS, new Random().nextLong());
    }

    @Test
    @Tag("soak")
    @Timeout(value = 2, unit = TimeUnit.HOURS)
    void m61_aServerThatIsKilledManyTimesKeepsEveryAcceptedMessage() throws Exception {
        killAgainAndAgain(SOAK_ROUNDS, new Random().nextLong());
    }

    private void killAgainAndAgain(int rounds, long seed) throws Exception {
        Random random = new Random(seed);
        int[] ports = freePorts();
        String[] arguments = arguments(ports);
        try (ChildProcess server =
                new ChildProcess(Main.class, "ready", line -> System.out.println("server: " + line))) {
            server.start(arguments);
            List<Talk> talks = new ArrayList<>();
            try {
                for (int i = 0; i < TRANSPORTS.length; i++) {
                    talks.add(new Talk(i, address(TRANSPORTS[i][0], ports), address(TRANSPORTS[i][1], ports)));
                }
                talks.forEach(Talk::fill);
                for (int round = 0; round < rounds; round++) {
                    int before = received(talks);
                    await().atMost(Duration.ofSeconds(60)).until(() -> received(talks) > before + 50);
                    pause(random.nextInt(300));
                    server.kill();
                    pause(random.nextInt(200));
                    server.start(arguments);
                }
                talks.forEach(Talk::stop);
                await().atMost(Duration.ofSeconds(90))
                        .until(() -> talks.stream().allMatch(Talk::isOver));
                talks.forEach(talk -> check(talk, seed));
                System.out.printf(
                        "killed %d times, %d messages: all arrived once and in order%n", rounds, received(talks));
            } finally {
                talks.forEach(Talk::close);
            }
        }
    }

    private String[] arguments(int[] ports) {
        return new String[] {
            "server",
            "--host",
            "127.0.0.1",
            "--tcp",
            Integer.toString(ports[0]),
            "--udp",
            Integer.toString(ports[1]),
            "--ws",
            Integer.toString(ports[2]),
            "--loops",
            "2",
            "--store",
            store.toString()
        };
    }

    private static int received(List<Talk> talks) {
        return talks.stream().mapToInt(Talk::count).sum();
    }

    /** Lets the traffic go on, so that the kill comes at any point of it. */
    private static void pause(int millis) {
        await().pollDelay(Duration.ofMillis(millis))
                .pollInterval(Duration.ofMillis(1))
                .until(() -> true);
    }

    private static void check(Talk talk, long seed) {
        assertThat(talk.received())
                .as("seed %d", seed)
                .containsExactlyElementsOf(
                        IntStream.range(0, talk.states().size()).boxed().toList());
        assertThat(talk.states()).as("seed %d", seed).containsOnly(DeliveryState.DELIVERED);
    }

    private static String address(String scheme, int[] ports) {
        int port = scheme.equals("tcp") ? ports[0] : scheme.equals("udp") ? ports[1] : ports[2];
        return scheme + "://127.0.0.1:" + port;
    }

    private static int[] freePorts() throws IOException {
        int[] ports = new int[3];
        for (int i = 0; i < ports.length; i++) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                ports[i] = socket.getLocalPort();
            }
        }
        return ports;
    }
}
