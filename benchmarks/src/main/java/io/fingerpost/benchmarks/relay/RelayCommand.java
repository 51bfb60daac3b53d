package io.fingerpost.benchmarks.relay;

import io.fingerpost.benchmarks.common.BenchException;
import io.fingerpost.benchmarks.common.Console;
import io.fingerpost.benchmarks.common.Options;
import io.fingerpost.benchmarks.process.ChildProcess;
import io.fingerpost.benchmarks.process.ProcessCost;
import io.fingerpost.benchmarks.process.ServerProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code fingerpost bench relay}: what a relayed message costs the server, and how long it takes. */
@Command(
        name = "relay",
        description =
                "Measure what a message from client to client costs the server, at full speed, and how long it takes at half of"
                        + " that. The server runs in a process of its own. Ends with one line of JSON. The exit code is 1 if a"
                        + " message is missing.",
        sortOptions = false)
public final class RelayCommand implements Callable<Integer> {
    private static final int MAX_PORT = 65_535;

    private final Console console;
    private final ServerProgram program;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final RelayOptions options = new RelayOptions();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description =
                    "Measure the server that listens there on this machine, instead of starting one. Needs --pid.")
    private @Nullable Integer port;

    @Option(names = "--pid", paramLabel = "NUMBER", description = "The process of that server.")
    private @Nullable Long pid;

    /**
     * Creates the command.
     *
     * @param program the server to measure
     */
    public RelayCommand(Console console, ServerProgram program) {
        this.console = console;
        this.program = program;
    }

    @Override
    public Integer call() throws BenchException, IOException, InterruptedException {
        RelaySettings settings = options.settings(spec);
        RelayResult result = port == null && pid == null ? measureOwn(settings) : measureOther(settings);
        result.print(console);
        return result.missing() == 0 ? 0 : 1;
    }

    private RelayResult measureOwn(RelaySettings settings) throws BenchException, IOException, InterruptedException {
        String name = Options.name(settings.transport());
        try (ChildProcess server = options.server(program, name).start(options.jvmOptions())) {
            return new RelayRun(settings, console).run(local(server.port(name)), server.cost());
        }
    }

    private RelayResult measureOther(RelaySettings settings) throws BenchException, InterruptedException {
        if (port == null || pid == null) {
            throw new ParameterException(spec.commandLine(), "--port and --pid go together");
        }
        Options.checkRange(spec, "--port", port, 1, MAX_PORT);
        return new RelayRun(settings, console).run(local(port), ProcessCost.of(pid));
    }

    private static InetSocketAddress local(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }
}
