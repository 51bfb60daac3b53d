package io.fingerpost.benchmarks;

import io.fingerpost.benchmarks.common.Console;
import io.fingerpost.benchmarks.compare.CompareCommand;
import io.fingerpost.benchmarks.loss.LossCommand;
import io.fingerpost.benchmarks.process.ServerProgram;
import io.fingerpost.benchmarks.relay.RelayCommand;
import io.fingerpost.benchmarks.sessions.SessionsCommand;
import io.fingerpost.benchmarks.store.StoreCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code fingerpost bench}: what the benchmarks have in common is that they are below this command. */
@Command(
        name = "bench",
        description = "Measure it. docs/benchmarks.md tells what the numbers mean.",
        synopsisSubcommandLabel = "loss | relay | sessions | store | compare",
        sortOptions = false)
public final class BenchCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    private BenchCommand() {}

    /**
     * Returns the command with all benchmarks below it.
     *
     * @param server the standalone server's program, less the options that say where it listens
     */
    public static CommandLine create(Console console, ServerProgram server) {
        return new CommandLine(new BenchCommand())
                .addSubcommand(new LossCommand(console))
                .addSubcommand(new RelayCommand(console, server))
                .addSubcommand(new SessionsCommand(console, server))
                .addSubcommand(new StoreCommand(console))
                .addSubcommand(new CompareCommand(console, server));
    }

    /** No benchmark was named. */
    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "a benchmark is missing: "
                        + String.join(", ", spec.subcommands().keySet()));
    }
}
