package io.fingerpost.benchmarks.loss;

import io.fingerpost.benchmarks.common.BenchException;
import io.fingerpost.benchmarks.common.Console;
import io.fingerpost.benchmarks.common.Options;
import io.fingerpost.benchmarks.common.Profile;
import io.fingerpost.core.Transport;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fingerpost bench loss}: the latency of messages over lossy networks, beside what would be ideal. */
@Command(
        name = "loss",
        description =
                "Measure the latency from client to server to client over two lossy hops, with real clients and a real server,"
                        + " and compare it with the ideal. Ends with one line of JSON. The exit code is 1 if an accepted message"
                        + " is missing or one was handed over twice.",
        sortOptions = false)
public final class LossCommand implements Callable<Integer> {
    private static final double MAX_LOSS_PERCENT = 90;
    private static final int MAX_RTT_MILLIS = 5_000;
    private static final int MAX_MESSAGES = 10_000_000;
    private static final int MAX_PAIRS = 500;
    private static final int MAX_WINDOW = 256;
    private static final int MAX_WARM_UP = 100_000;

    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--transport",
            paramLabel = "udp|tcp|ws",
            defaultValue = "udp",
            converter = Options.TransportConverter.class,
            description = "How the clients reach the server (default: ${DEFAULT-VALUE}).")
    private Transport transport = Transport.UDP;

    @Option(
            names = "--profile",
            paramLabel = "base|link",
            defaultValue = "link",
            converter = Options.ProfileConverter.class,
            description = "What the links speak (default: ${DEFAULT-VALUE}).")
    private Profile profile = Profile.LINK;

    @Option(
            names = "--loss",
            paramLabel = "PERCENT",
            defaultValue = "20",
            description =
                    "What is lost on each hop, in each direction (default: ${DEFAULT-VALUE}). On TCP and WebSocket a"
                            + " loss is a stall of 200 ms, which doubles with each loss of the same segment.")
    private double loss;

    @Option(
            names = "--rtt",
            paramLabel = "MS",
            defaultValue = "40",
            description = "Round trip of each hop (default: ${DEFAULT-VALUE}).")
    private int rtt;

    @Option(
            names = "--messages",
            paramLabel = "COUNT",
            defaultValue = "5000",
            description = "How many messages, over all pairs (default: ${DEFAULT-VALUE}).")
    private int messages;

    @Option(
            names = "--pairs",
            paramLabel = "COUNT",
            defaultValue = "50",
            description = "How many senders, each with a recipient of its own (default: ${DEFAULT-VALUE}).")
    private int pairs;

    @Option(
            names = "--window",
            paramLabel = "COUNT",
            defaultValue = "1",
            description = "How many messages of a pair are under way at once: the next one is sent when the recipient's"
                    + " application has an earlier one (default: ${DEFAULT-VALUE}).")
    private int window;

    @Option(
            names = "--warm-up",
            paramLabel = "COUNT",
            defaultValue = "100",
            description =
                    "How many messages each pair sends under the same loss before what is counted: code is compiled, and"
                            + " round trips and losses are known then (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(
            names = "--seed",
            paramLabel = "NUMBER",
            description = "Repeats the losses of another run, as far as real sockets and threads allow.")
    private @Nullable Long seed;

    /** Creates the command. */
    public LossCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws BenchException, IOException, InterruptedException {
        Options.checkRange(spec, "--loss", loss, 0, MAX_LOSS_PERCENT);
        Options.checkRange(spec, "--rtt", rtt, 0, MAX_RTT_MILLIS);
        Options.checkRange(spec, "--messages", messages, 1, MAX_MESSAGES);
        Options.checkRange(spec, "--pairs", pairs, 1, Math.min(messages, MAX_PAIRS));
        Options.checkRange(spec, "--window", window, 1, MAX_WINDOW);
        Options.checkRange(spec, "--warm-up", warmUp, 0, MAX_WARM_UP);
        long seedOrRandom = seed == null ? new Random().nextInt(1_000_000) : seed;
        LossSettings settings =
                new LossSettings(transport, profile, loss / 100, rtt, messages, pairs, window, warmUp, seedOrRandom);
        LossResult result = new LossRun(settings, console).run();
        result.print(console);
        return result.counts().breakAPromise() ? 1 : 0;
    }
}
