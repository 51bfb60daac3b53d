package io.fingerpost.cli.server;

import io.fingerpost.cli.CliException;
import io.fingerpost.cli.ExitCode;
import io.fingerpost.cli.Logs;
import io.fingerpost.cli.Terminal;
import io.fingerpost.server.ImServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fingerpost server}: a server by itself, until it is told to end. */
@Command(
        name = "server",
        description = "Run a server. It prints one line, 'ready ...', when it listens, and ends on SIGTERM or Ctrl+C.",
        sortOptions = false)
public final class ServerCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final ServerOptions options = new ServerOptions();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Properties file with these options, such as tcp=8901. The command line overrides it.")
    private @Nullable Path config;

    /** Creates the command. */
    public ServerCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws CliException, IOException, InterruptedException {
        Logs.info();
        ServerOptions effective = config == null
                ? options
                : ServerConfigFile.read(config).overriddenBy(spec.commandLine().getParseResult());
        effective.check();
        StandaloneServer standalone = StandaloneServer.create(effective);
        ImServer server = standalone.server().start();
        standalone.warnings().forEach(terminal.err()::println);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "fingerpost-stop"));
        terminal.out().println(StandaloneServer.readyLine(server.addresses()));
        new CountDownLatch(1).await(); // the end comes by a signal, and with it the hook
        return ExitCode.OK;
    }

    /** Ends cleanly. A process that ends by a signal has that signal's exit code, unless it halts with its own. */
    private void stop(ImServer server) {
        int exitCode = ExitCode.FAILURE;
        try {
            server.close();
            exitCode = ExitCode.OK;
        } finally {
            terminal.out().flush();
            terminal.err().flush();
            Runtime.getRuntime().halt(exitCode);
        }
    }
}
