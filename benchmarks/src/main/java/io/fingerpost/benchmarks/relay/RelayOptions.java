package io.fingerpost.benchmarks.relay;

import io.fingerpost.benchmarks.common.Options;
import io.fingerpost.benchmarks.common.Profile;
import io.fingerpost.benchmarks.process.ServerProgram;
import io.fingerpost.core.Transport;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The load, as the command line tells it. */
public final class RelayOptions {
    private static final int MAX_PAIRS = 10_000;
    private static final int MAX_WINDOW = 4_096;
    private static final int MAX_PAYLOAD_BYTES = 3_000; // the generator's datagrams are not larger
    private static final int MAX_SECONDS = 3_600;
    private static final int MAX_RATE = 10_000_000;
    private static final int MAX_THREADS = 64;

    @Option(
            names = "--transport",
            paramLabel = "tcp|udp|ws",
            defaultValue = "tcp",
            converter = Options.TransportConverter.class,
            description = "How the clients reach the server (default: ${DEFAULT-VALUE}).")
    private Transport transport = Transport.TCP;

    @Option(
            names = "--profile",
            paramLabel = "base|link",
            defaultValue = "base",
            converter = Options.ProfileConverter.class,
            description = "What server and clients speak (default: ${DEFAULT-VALUE}).")
    private Profile profile = Profile.BASE;

    @Option(
            names = "--pairs",
            paramLabel = "COUNT",
            defaultValue = "100",
            description = "How many senders, each with a recipient of its own (default: ${DEFAULT-VALUE}).")
    private int pairs;

    @Option(
            names = "--window",
            paramLabel = "COUNT",
            defaultValue = "16",
            description =
                    "How many messages each sender keeps under way at full speed, sent and not known to be with the"
                            + " recipient (default: ${DEFAULT-VALUE}).")
    private int window;

    @Option(
            names = "--payload",
            paramLabel = "BYTES",
            defaultValue = "64",
            description = "The length of a message's text (default: ${DEFAULT-VALUE}).")
    private int payload;

    @Option(
            names = "--seconds",
            paramLabel = "COUNT",
            defaultValue = "10",
            description = "How long each of the two measurements takes (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "How long the load runs before that (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(
            names = "--rate",
            paramLabel = "PER_SECOND",
            defaultValue = "0",
            description =
                    "Messages a second in the measurement of latency (default: half of what was reached at full speed).")
    private double rate;

    @Option(
            names = "--threads",
            paramLabel = "COUNT",
            defaultValue = "1",
            description = "Threads of the load generator (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(
            names = "--server-jvm",
            paramLabel = "OPTIONS",
            defaultValue = ServerProgram.DEFAULT_JVM_OPTIONS,
            description = "Options for the server's JVM, in one argument (default: ${DEFAULT-VALUE}).")
    private String serverJvm = ServerProgram.DEFAULT_JVM_OPTIONS;

    @Option(
            names = "--store",
            paramLabel = "none|memory|DIR",
            defaultValue = "none",
            description =
                    "Where the server keeps messages, see 'fingerpost server --help' (default: ${DEFAULT-VALUE}: only what"
                            + " relaying costs).")
    private String store = "none";

    /** Returns the server, made ready for one transport, on any port. */
    public ServerProgram server(ServerProgram program, String transport) {
        return program.with("--" + transport, "0", "--store", store);
    }

    /** Returns the options for the server's JVM. */
    public String jvmOptions() {
        return serverJvm;
    }

    /** Returns the load, after a check of all that it consists of. */
    public RelaySettings settings(CommandSpec spec) {
        return settings(spec, transport);
    }

    /** Returns the load over another transport. */
    public RelaySettings settings(CommandSpec spec, Transport over) {
        Options.checkRange(spec, "--pairs", pairs, 1, MAX_PAIRS);
        Options.checkRange(spec, "--window", window, 1, MAX_WINDOW);
        Options.checkRange(spec, "--payload", payload, 0, MAX_PAYLOAD_BYTES);
        Options.checkRange(spec, "--seconds", seconds, 1, MAX_SECONDS);
        Options.checkRange(spec, "--warm-up", warmUp, 0, MAX_SECONDS);
        Options.checkRange(spec, "--rate", rate, 0, MAX_RATE);
        Options.checkRange(spec, "--threads", threads, 1, Math.min(pairs, MAX_THREADS));
        return new RelaySettings(over, profile, pairs, window, payload, seconds, warmUp, rate, threads);
    }
}
