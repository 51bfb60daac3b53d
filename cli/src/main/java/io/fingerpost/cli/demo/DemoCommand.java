package io.fingerpost.cli.demo;

import io.fingerpost.cli.CliException;
import io.fingerpost.cli.ExitCode;
import io.fingerpost.cli.Terminal;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code fingerpost demo}: a conversation over bad networks, and an account of what became of each message. */
@Command(
        name = "demo",
        description =
                "Start a server and three clients, one for each transport, each behind a bad network; have them talk,"
                        + " and show what becomes of each message. Ends by itself; the exit code is 0 if nothing was lost or doubled.",
        sortOptions = false)
public final class DemoCommand implements Callable<Integer> {
    private static final double MAX_LOSS_PERCENT = 60;
    private static final int MAX_DELAY_MILLIS = 2_000;
    private static final int MAX_MESSAGES = 1_000;

    private final Terminal terminal;

    @Option(
            names = "--loss",
            paramLabel = "PERCENT",
            defaultValue = "20",
            description =
                    "What is lost on each link, in each direction (default: ${DEFAULT-VALUE}). From about 40 on, the 15 s"
                            + " that a message has may not be enough; its sender is told then.")
    private double loss;

    @Option(
            names = "--delay",
            paramLabel = "MS",
            defaultValue = "20",
            description = "Mean delay on each link, in each direction (default: ${DEFAULT-VALUE}).")
    private int delay;

    @Option(
            names = "--messages",
            paramLabel = "COUNT",
            description = "How many messages are sent (default: the whole script).")
    private int messages = Script.MESSAGES;

    @Option(
            names = "--seed",
            paramLabel = "NUMBER",
            description = "Repeats the losses of another run, as far as real sockets and threads allow.")
    private @Nullable Long seed;

    @Option(
            names = "--no-color",
            description = "No colours, and no lines that change. The variable NO_COLOR does the same.")
    private boolean noColor;

    @Option(names = "--terminal", description = "Show it here, on the terminal (the only way in this version).")
    @SuppressWarnings("UnusedVariable") // accepted, and so far the only way
    private boolean onTerminal;

    /** Creates the command. */
    public DemoCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws CliException, IOException, InterruptedException {
        checkRange("--loss", loss, 0, MAX_LOSS_PERCENT);
        checkRange("--delay", delay, 0, MAX_DELAY_MILLIS);
        checkRange("--messages", messages, 1, MAX_MESSAGES);
        DemoSettings settings =
                new DemoSettings(loss, delay, messages, seed == null ? new Random().nextInt(1_000_000) : seed);
        Terminal plain = noColor ? terminal.withoutColors() : terminal;
        Report report = new Demo(settings, plain).play();
        report.print();
        return report.passed() ? ExitCode.OK : ExitCode.FAILURE;
    }

    private static void checkRange(String option, double value, double min, double max) throws CliException {
        if (!(value >= min && value <= max)) {
            throw CliException.usage(String.format("%s must be from %.0f to %.0f: %s", option, min, max, value));
        }
    }
}
