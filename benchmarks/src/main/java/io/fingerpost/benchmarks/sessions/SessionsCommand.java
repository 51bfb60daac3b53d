package io.fingerpost.benchmarks.sessions;

import io.fingerpost.benchmarks.common.BenchException;
import io.fingerpost.benchmarks.common.Console;
import io.fingerpost.benchmarks.common.Options;
import io.fingerpost.benchmarks.common.Profile;
import io.fingerpost.benchmarks.common.Progress;
import io.fingerpost.benchmarks.load.IdleConnections;
import io.fingerpost.benchmarks.process.ChildProcess;
import io.fingerpost.benchmarks.process.HeapHistogram;
import io.fingerpost.benchmarks.process.ServerProgram;
import io.fingerpost.benchmarks.sessions.SessionsResult.Moment;
import io.fingerpost.core.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fingerpost bench sessions}: the memory that a server needs for a session that does nothing. */
@Command(
        name = "sessions",
        description =
                "Measure the memory that the server needs for an idle session: on the heap, and resident. The server runs in a"
                        + " process of its own. Ends with one line of JSON. Linux only.",
        sortOptions = false)
public final class SessionsCommand implements Callable<Integer> {
    private static final int FEW = 100; // sessions at the first look, so that all code has run
    private static final int MAX_SESSIONS = 2_000_000;
    private static final int MAX_CONNECTIONS = 500_000;
    private static final int KEPT_ALIVE = 10_000;
    private static final String HEARTBEAT_SECONDS = "3600"; // nobody is to be ended meanwhile
    private static final String JVM_OPTIONS = "-Xmx1g -XX:MinHeapFreeRatio=5 -XX:MaxHeapFreeRatio=10";

    private final Console console;
    private final ServerProgram program;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--transport",
            paramLabel = "tcp|udp|ws",
            defaultValue = "tcp",
            converter = Options.TransportConverter.class,
            description = "How the sessions reach the server (default: ${DEFAULT-VALUE}).")
    private Transport transport = Transport.TCP;

    @Option(
            names = "--profile",
            paramLabel = "base|link",
            defaultValue = "base",
            converter = Options.ProfileConverter.class,
            description = "What the links speak (default: ${DEFAULT-VALUE}).")
    private Profile profile = Profile.BASE;

    @Option(
            names = "--count",
            paramLabel = "COUNT",
            defaultValue = "10000",
            description =
                    "How many sessions (default: ${DEFAULT-VALUE}). Each over TCP or WebSocket takes a file descriptor here"
                            + " and one in the server; see 'ulimit -n'.")
    private int count;

    @Option(
            names = "--server-jvm",
            paramLabel = "OPTIONS",
            defaultValue = JVM_OPTIONS,
            description =
                    "Options for the server's JVM, in one argument (default: ${DEFAULT-VALUE}, so that resident memory"
                            + " follows what lives on the heap).")
    private String serverJvm = JVM_OPTIONS;

    /**
     * Creates the command.
     *
     * @param program the server to measure
     */
    public SessionsCommand(Console console, ServerProgram program) {
        this.console = console;
        this.program = program;
    }

    @Override
    public Integer call() throws BenchException, IOException, InterruptedException {
        boolean udp = transport == Transport.UDP;
        Options.checkRange(spec, "--count", count, FEW + 1, udp ? MAX_SESSIONS : MAX_CONNECTIONS);
        if (profile != Profile.BASE) {
            throw new BenchException("idle sessions are measured in the base profile only: use --profile base");
        }
        String name = Options.name(transport);
        ServerProgram configured = program.with(
                "--" + name,
                "0",
                "--store",
                "none",
                "--heartbeat",
                HEARTBEAT_SECONDS,
                "--max-connections",
                Integer.toString(count));
        Progress progress = new Progress(console);
        try (ChildProcess server = configured.start(serverJvm)) {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port(name));
            SessionsResult result = udp ? overDatagrams(server, address, progress) : overStreams(server, address);
            progress.clear();
            result.print(console);
            return 0;
        } finally {
            progress.clear();
        }
    }

    private SessionsResult overDatagrams(ChildProcess server, InetSocketAddress address, Progress progress)
            throws BenchException, IOException, InterruptedException {
        DatagramCrowd crowd = new DatagramCrowd(address, Math.max(1, count / KEPT_ALIVE));
        crowd.growTo(FEW, n -> {});
        Moment before = look(server, FEW);
        long cpuBefore = server.cost().cpuNanos();
        long startNanos = System.nanoTime();
        crowd.growTo(count, n -> progress.show(n + " of " + count + " sessions are logged in"));
        double seconds = secondsSince(startNanos);
        long cpuNanos = server.cost().cpuNanos() - cpuBefore;
        Moment after = look(server, count);
        return new SessionsResult(transport, serverJvm, before, after, seconds, cpuNanos, crowd.keepAlive());
    }

    private SessionsResult overStreams(ChildProcess server, InetSocketAddress address)
            throws BenchException, IOException, InterruptedException {
        try (IdleConnections connections = new IdleConnections(transport, address)) {
            connections.growTo(FEW);
            Moment before = look(server, FEW);
            long cpuBefore = server.cost().cpuNanos();
            long startNanos = System.nanoTime();
            connections.growTo(count);
            double seconds = secondsSince(startNanos);
            long cpuNanos = server.cost().cpuNanos() - cpuBefore;
            Moment after = look(server, count);
            connections.keepAlive();
            return new SessionsResult(transport, serverJvm, before, after, seconds, cpuNanos, count);
        }
    }

    private static double secondsSince(long startNanos) {
        return (double) (System.nanoTime() - startNanos) / TimeUnit.SECONDS.toNanos(1);
    }

    /** The histogram first: it collects the garbage. */
    private static Moment look(ChildProcess server, int sessions)
            throws BenchException, IOException, InterruptedException {
        HeapHistogram heap = HeapHistogram.of(server.cost().pid());
        return new Moment(sessions, heap, server.cost().residentBytes());
    }
}
