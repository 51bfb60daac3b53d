package io.fingerpost.cli;

import io.fingerpost.cli.chat.ChatCommand;
import io.fingerpost.cli.demo.DemoCommand;
import io.fingerpost.cli.server.ServerCommand;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The entry point of the command line. */
@Command(
        name = "fingerpost",
        description = "Reliable messaging over UDP, TCP and WebSocket.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "server | chat | demo",
        footer = {"", "'fingerpost COMMAND --help' tells about a command."})
public final class Main implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Show more of what happens, and stack traces of errors.")
    private boolean verbose;

    private Main() {}

    /**
     * Runs the command line and ends the process with its exit code.
     *
     * @param args the command and its options
     */
    public static void main(String[] args) {
        System.exit(run(Terminal.system(), args));
    }

    /**
     * Runs a command.
     *
     * @param terminal where it reads and writes
     * @param args the command and its options
     * @return the exit code, see {@link ExitCode}
     */
    public static int run(Terminal terminal, String... args) {
        Main main = new Main();
        CommandLine line = new CommandLine(main)
                .addSubcommand(new ServerCommand(terminal))
                .addSubcommand(new ChatCommand(terminal))
                .addSubcommand(new DemoCommand(terminal));
        for (CommandLine command : line.getSubcommands().values()) {
            command.getCommandSpec().mixinStandardHelpOptions(true).versionProvider(new Version());
        }
        return line.setOut(new PrintWriter(terminal.out(), true, terminal.charset()))
                .setErr(new PrintWriter(terminal.err(), true, terminal.charset()))
                .setExecutionStrategy(main::execute)
                .setParameterExceptionHandler(main::onWrongUsage)
                .setExecutionExceptionHandler(main::onFailure)
                .execute(args);
    }

    private int execute(ParseResult parsed) {
        if (verbose) {
            Logs.verbose();
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    /** No command was given. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing: server, chat or demo");
    }

    private int onWrongUsage(ParameterException e, String[] args) {
        String message =
                e instanceof UnmatchedArgumentException u && e.getCommandLine().getCommand() == this
                        ? "there is no command '" + u.getUnmatched().get(0) + "', only server, chat and demo"
                        : String.valueOf(e.getMessage());
        return report(e.getCommandLine(), e, message, ExitCode.USAGE);
    }

    private int onFailure(Exception e, CommandLine command, ParseResult parsed) {
        String message = e.getMessage();
        if (message != null && e instanceof CliException known) {
            return report(command, e, message, known.exitCode());
        }
        if (message != null && e instanceof IOException) {
            return report(command, e, message, ExitCode.FAILURE);
        }
        return report(command, e, "unexpected error: " + e, ExitCode.FAILURE);
    }

    private int report(CommandLine command, Exception e, String message, int exitCode) {
        PrintWriter err = command.getErr();
        err.println("fingerpost: " + message);
        if (exitCode == ExitCode.USAGE) {
            err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        }
        if (verbose) {
            e.printStackTrace(err);
        }
        return exitCode;
    }
}
