package io.fingerpost.cli.demo;

import io.fingerpost.cli.CliException;
import io.fingerpost.cli.ExitCode;
import io.fingerpost.cli.Terminal;
import io.fingerpost.demo.SwingDemo;
import java.io.IOException;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code fingerpost demo}: chat windows to try it with; or in the terminal, a conversation over bad networks and what became of it. */
@Command(
        name = "demo",
        description = {
            "Open a chat window, with a server in the same process. Where there is no display, or when one of the options"
                    + " below is given: start a server and three clients in the terminal, one for each transport, each behind"
                    + " a bad network; have them talk, and show what becomes of each message. That ends by itself; the exit"
                    + " code is 0 if nothing was lost or doubled."
        },
        sortOptions = false)
public final class DemoCommand implements Callable<Integer> {
    private static final double DEFAULT_LOSS_PERCENT = 20;
    private static final double MAX_LOSS_PERCENT = 60;
    private static final int DEFAULT_DELAY_MILLIS = 20;
    private static final int MAX_DELAY_MILLIS = 2_000;
    private static final int MAX_MESSAGES = 1_000;

    private final Terminal terminal;

    @Option(names = "--terminal", description = "Show it here, on the terminal, also where there is a display.")
    private boolean onTerminal;

    @Option(
            names = "--loss",
            paramLabel = "PERCENT",
            description =
                    "What is lost on each link, in each direction (default: 20). From about 40 on, the 15 s that a message"
                            + " has may not be enough; its sender is told then.")
    private @Nullable Double loss;

    @Option(
            names = "--delay",
            paramLabel = "MS",
            description = "Mean delay on each link, in each direction (default: 20).")
    private @Nullable Integer delay;

    @Option(
            names = "--messages",
            paramLabel = "COUNT",
            description = "How many messages are sent (default: the whole script).")
    private @Nullable Integer messages;

    @Option(
            names = "--seed",
            paramLabel = "NUMBER",
            description = "Repeats the losses of another run, as far as real sockets and threads allow.")
    private @Nullable Long seed;

    @Option(
            names = "--no-color",
            description = "No colours, and no lines that change. The variable NO_COLOR does the same.")
    private boolean noColor;

    /** Creates the command. */
    public DemoCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws CliException, IOException, InterruptedException {
        boolean forTerminal =
                onTerminal || noColor || loss != null || delay != null || messages != null || seed != null;
        if (!forTerminal && SwingDemo.hasDisplay()) {
            terminal.out().println("The demo runs in its window. 'fingerpost demo --terminal' shows another one here.");
            SwingDemo.run();
            return ExitCode.OK;
        }
        Report report = new Demo(settings(), noColor ? terminal.withoutColors() : terminal).play();
        report.print();
        return report.passed() ? ExitCode.OK : ExitCode.FAILURE;
    }

    private DemoSettings settings() throws CliException {
        DemoSettings settings = new DemoSettings(
                Objects.requireNonNullElse(loss, DEFAULT_LOSS_PERCENT),
                Objects.requireNonNullElse(delay, DEFAULT_DELAY_MILLIS),
                Objects.requireNonNullElse(messages, Script.MESSAGES),
                Objects.requireNonNullElseGet(seed, () -> (long) new Random().nextInt(1_000_000)));
        checkRange("--loss", settings.lossPercent(), 0, MAX_LOSS_PERCENT);
        checkRange("--delay", settings.delayMillis(), 0, MAX_DELAY_MILLIS);
        checkRange("--messages", settings.messages(), 1, MAX_MESSAGES);
        return settings;
    }

    private static void checkRange(String option, double value, double min, double max) throws CliException {
        if (!(value >= min && value <= max)) {
            throw CliException.usage(String.format("%s must be from %.0f to %.0f: %s", option, min, max, value));
        }
    }
}
