package io.fingerpost.benchmarks.compare;

import io.fingerpost.benchmarks.common.BenchException;
import io.fingerpost.benchmarks.common.Console;
import io.fingerpost.benchmarks.common.JsonLine;
import io.fingerpost.benchmarks.common.Options;
import io.fingerpost.benchmarks.common.Profile;
import io.fingerpost.benchmarks.common.Table;
import io.fingerpost.benchmarks.process.ChildProcess;
import io.fingerpost.benchmarks.process.ServerProgram;
import io.fingerpost.benchmarks.relay.RelayOptions;
import io.fingerpost.benchmarks.relay.RelayResult;
import io.fingerpost.benchmarks.relay.RelayRun;
import io.fingerpost.benchmarks.relay.RelaySettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fingerpost bench compare}: the server beside relays that do less, under the same load, one after the other. */
@Command(
        name = "compare",
        description =
                "Measure the server, a relay on bare Netty and a relay in C (if there is gcc) under the same load, one after the"
                        + " other, and print ratios. The two relays keep no state for delivery: they show what the machine allows."
                        + " Linux only. Ends with one line of JSON.",
        sortOptions = false)
public final class CompareCommand implements Callable<Integer> {
    private final Console console;
    private final ServerProgram program;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final RelayOptions options = new RelayOptions();

    @Option(
            names = "--rounds",
            paramLabel = "COUNT",
            defaultValue = "1",
            description =
                    "How often to measure all of them, in turn (default: ${DEFAULT-VALUE}). Each is shown in the round whose"
                            + " ratio lies in the middle, with the least and the greatest ratio: a machine is not always"
                            + " equally fast.")
    private int rounds;

    /**
     * Creates the command.
     *
     * @param program the server to measure
     */
    public CompareCommand(Console console, ServerProgram program) {
        this.console = console;
        this.program = program;
    }

    @Override
    public Integer call() throws BenchException, IOException, InterruptedException {
        RelaySettings settings = options.settings(spec);
        String transport = Options.name(settings.transport());
        Options.checkRange(spec, "--rounds", rounds, 1, 100);
        Rounds<RelayResult> results = new Rounds<>();
        for (int round = 1; round <= rounds; round++) {
            if (rounds > 1) {
                console.err().println("Round " + round + " of " + rounds);
            }
            results.begin();
            measureAll(settings, transport, results);
        }
        print(settings, results);
        return 0;
    }

    private void measureAll(RelaySettings settings, String transport, Rounds<RelayResult> results)
            throws BenchException, IOException, InterruptedException {
        if (transport.equals("ws")) {
            console.err().println("The relays that the server is compared with speak TCP and UDP only.");
        } else {
            compareRelays(settings.in(Profile.BASE), transport, results);
        }
        try (ChildProcess server = options.server(program, transport).start(options.jvmOptions())) {
            measure("server", server, settings, results);
        }
    }

    private void compareRelays(RelaySettings settings, String transport, Rounds<RelayResult> results)
            throws BenchException, IOException, InterruptedException {
        try (@Nullable Floor floor = Floor.compile()) {
            if (floor == null) {
                console.err().println("There is no gcc here, so nothing is compared with a relay in C.");
            } else {
                try (ChildProcess relay = floor.start(transport)) {
                    measure("floor", relay, settings, results);
                }
            }
        }
        ServerProgram bare = new ServerProgram(List.of(BareRelay.class.getName(), transport));
        try (ChildProcess relay = bare.start(options.jvmOptions())) {
            measure("netty", relay, settings, results);
        }
    }

    private void measure(String name, ChildProcess process, RelaySettings settings, Rounds<RelayResult> results)
            throws BenchException, InterruptedException {
        console.err().println("Measuring: " + name);
        int port = process.port(Options.name(settings.transport()));
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        RelayResult result = new RelayRun(settings, console).run(address, process.cost());
        results.add(name, result.full().cpuMicrosPerMessage(), result.missing(), result);
    }

    private void print(RelaySettings settings, Rounds<RelayResult> results) {
        Table table =
                new Table("", "CPU a message, µs", "ratio", "messages/s", "packets", "p50, µs", "p99, µs", "missing");
        JsonLine json = new JsonLine()
                .add("transport", Options.name(settings.transport()))
                .add("profile", settings.profile().toString())
                .add("rounds", rounds);
        for (Rounds.Row<RelayResult> row : results.rows()) {
            RelayResult result = row.result();
            table.row(
                    row.name(),
                    String.format(Locale.ROOT, "%.2f", result.full().cpuMicrosPerMessage()),
                    row.least() == row.most()
                            ? String.format(Locale.ROOT, "%.2f", row.ratio())
                            : String.format(Locale.ROOT, "%.2f (%.2f to %.2f)", row.ratio(), row.least(), row.most()),
                    String.format(Locale.ROOT, "%,.0f", result.full().messagesPerSecond()),
                    String.format(
                            Locale.ROOT,
                            "%.2f",
                            result.full().packetsToServerPerMessage()
                                    + result.full().packetsFromServerPerMessage()),
                    String.format(Locale.ROOT, "%,.0f", result.timed().latencyMicros(50)),
                    String.format(Locale.ROOT, "%,.0f", result.timed().latencyMicros(99)),
                    Long.toString(row.missing()));
            json.add(
                    row.name(),
                    result.json()
                            .add("ratio", row.ratio())
                            .add("leastRatio", row.least())
                            .add("greatestRatio", row.most())
                            .add("missingInAllRounds", row.missing()));
        }
        console.out()
                .printf(
                        Locale.ROOT,
                        "%s, %s profile: %d pairs, window %d, %d bytes of text, %d s of warm-up, %d s each; latency at half speed%n",
                        Options.name(settings.transport()),
                        settings.profile(),
                        settings.pairs(),
                        settings.window(),
                        settings.payloadBytes(),
                        settings.warmUpSeconds(),
                        settings.seconds());
        table.lines().forEach(console.out()::println);
        console.out()
                .println(
                        "floor: a relay in C; netty: a relay on bare Netty; both speak the base profile, keep no state for"
                                + " delivery, and answer the sender at once. Packets: a message, both ways."
                                + (rounds == 1
                                        ? ""
                                        : " Each is shown in the round whose ratio lies in the middle; these may be different rounds."));
        console.out().println(json);
    }
}
