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
import io.fingerpost.server.session.UserAccount;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fingerpost bench sessions}: the memory that a server needs for a session that does nothing. */
@Command(
        name = "sessions",
        description =
                "Measure the memory that the server needs for an idle session: on the heap, and resident; over a server that"
                        + " has just started, and over one that as many sessions have come to and left before. The server"
                        + " runs in a process of its own. Ends with one line of JSON. Linux only.",
        sortOptions = false)
public final class SessionsCommand implements Callable<Integer> {
    private static final int FEW = 100; // sessions at the first look, so that all code has run
    private static final int MAX_SESSIONS = 2_000_000;
    private static final int MAX_CONNECTIONS = 500_000;
    private static final int KEPT_ALIVE = 10_000;
    private static final int LOOK_MILLIS = 5_000;
    private static final int FORGET_SECONDS = 300;
    private static final String HEARTBEAT_SECONDS = "3600"; // nobody is to be ended meanwhile
    private static final String JVM_OPTIONS = "-Xmx1g -XX:+UseG1GC -XX:MinHeapFreeRatio=5 -XX:MaxHeapFreeRatio=10";

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

    @Option(
            names = "--fresh-only",
            description =
                    "Compare with a server that has just started, and leave out the second part, in which as many sessions"
                            + " have come and gone before. Saves more than two minutes.")
    private boolean freshOnly;

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
            SessionsResult result =
                    udp ? overDatagrams(server, address, progress) : overStreams(server, address, progress);
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
        IntConsumer shown = n -> progress.show(n + " sessions are logged in");
        return measure(server, progress, new Crowd() {
            @Override
            public void growTo(int size) throws BenchException, IOException {
                crowd.growTo(size, shown);
            }

            @Override
            public void shrinkTo(int size) throws BenchException, IOException {
                crowd.shrinkTo(size, shown);
            }

            @Override
            public int keepAlive() throws BenchException, IOException {
                return crowd.keepAlive();
            }
        });
    }

    private SessionsResult overStreams(ChildProcess server, InetSocketAddress address, Progress progress)
            throws BenchException, IOException, InterruptedException {
        try (IdleConnections connections = new IdleConnections(transport, address)) {
            return measure(server, progress, new Crowd() {
                @Override
                public void growTo(int size) throws BenchException, InterruptedException {
                    connections.growTo(size);
                }

                @Override
                public void shrinkTo(int size) throws BenchException, InterruptedException {
                    connections.shrinkTo(size);
                }

                @Override
                public int keepAlive() throws BenchException, InterruptedException {
                    connections.keepAlive();
                    return count;
                }
            });
        }
    }

    /** Sessions that come and go together. */
    private interface Crowd {
        void growTo(int size) throws BenchException, IOException, InterruptedException;

        void shrinkTo(int size) throws BenchException, IOException, InterruptedException;

        /** Returns on how many sessions a keep-alive was answered. */
        int keepAlive() throws BenchException, IOException, InterruptedException;
    }

    private SessionsResult measure(ChildProcess server, Progress progress, Crowd crowd)
            throws BenchException, IOException, InterruptedException {
        crowd.growTo(FEW);
        SessionsResult.Storm first = storm(server, look(server), crowd);
        if (freshOnly) {
            return new SessionsResult(transport, serverJvm, first, null, crowd.keepAlive());
        }
        crowd.shrinkTo(FEW);
        SessionsResult.Storm second = storm(server, lookOnceForgotten(server, progress), crowd);
        return new SessionsResult(transport, serverJvm, first, second, crowd.keepAlive());
    }

    private SessionsResult.Storm storm(ChildProcess server, Moment before, Crowd crowd)
            throws BenchException, IOException, InterruptedException {
        long cpuBefore = server.cost().cpuNanos();
        long startNanos = System.nanoTime();
        crowd.growTo(count);
        double seconds = (double) (System.nanoTime() - startNanos) / TimeUnit.SECONDS.toNanos(1);
        long cpuNanos = server.cost().cpuNanos() - cpuBefore;
        return new SessionsResult.Storm(FEW, count - FEW, before, look(server), seconds, cpuNanos);
    }

    /** The histogram first: it collects the garbage. */
    private static Moment look(ChildProcess server) throws BenchException, IOException, InterruptedException {
        HeapHistogram heap = HeapHistogram.of(server.cost().pid());
        return new Moment(heap, server.cost().settledResidentBytes());
    }

    /** Looks once the server remembers nothing of the users who have left, which takes it about two minutes. */
    private static Moment lookOnceForgotten(ChildProcess server, Progress progress)
            throws BenchException, IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(FORGET_SECONDS);
        long remembered;
        do {
            if (server.cost().endsWithin(LOOK_MILLIS)) {
                throw new BenchException("the server has ended: " + server.lastLines());
            }
            remembered = HeapHistogram.of(server.cost().pid()).instancesOf(UserAccount.class);
            progress.show(
                    "the server still remembers " + remembered + " users; after two minutes it forgets those who left");
            if (System.nanoTime() - deadline > 0) {
                throw new BenchException("the server still remembers " + remembered + " users, " + FORGET_SECONDS
                        + " s after all but " + FEW + " logged out");
            }
        } while (remembered > FEW);
        return look(server);
    }
}
