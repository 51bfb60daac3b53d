package io.fingerpost.cli.demo;

import io.fingerpost.cli.CliException;
import io.fingerpost.cli.Style;
import io.fingerpost.cli.Terminal;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** One run of the demo, from an empty stage to an empty stage. */
final class Demo {
    private static final long TICK_MILLIS = 10;

    private final DemoSettings settings;
    private final Terminal terminal;

    Demo(DemoSettings settings, Terminal terminal) {
        this.settings = settings;
        this.terminal = terminal;
    }

    /** Plays, and says what became of everything. */
    Report play() throws CliException, IOException, InterruptedException {
        ScheduledExecutorService stage =
                Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "fingerpost-demo"));
        try {
            return play(stage);
        } finally {
            stage.shutdownNow();
        }
    }

    private Report play(ScheduledExecutorService stage) throws CliException, IOException, InterruptedException {
        introduce();
        Ledger ledger = new Ledger();
        Transcript transcript = new Transcript(terminal);
        Director director = new Director(Script.ofMessages(settings.messages()), stage, ledger, transcript);
        try (DemoNetwork network = new DemoNetwork(settings, stage, director)) {
            network.logIn();
            await(CompletableFuture.runAsync(() -> director.begin(network), stage));
            stage.scheduleAtFixedRate(director::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
            await(director.finished());
            return await(CompletableFuture.supplyAsync(() -> Report.of(ledger, network, terminal), stage));
        }
    }

    private static <T> T await(CompletableFuture<T> future) throws CliException, InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw CliException.failure("the demo broke off: " + e.getCause(), e);
        }
    }

    private void introduce() {
        String delay = settings.delayMillis() + " ± " + settings.jitterMillis() + " ms";
        String loss = percent(settings.lossPercent()) + " loss";
        say(Style.BOLD.apply(
                terminal, "Three people, three transports, one bad network (seed " + settings.seed() + ")"));
        for (Role role : List.of(Role.ALICE, Role.BOB, Role.CAROL)) {
            String doubling = role == Role.BOB ? ", " + percent(100 * settings.duplication()) + " doubled" : "";
            say(String.format(
                    "  %-5s  %-3s  %s and %s in each direction%s", role.label(), role.link(), loss, delay, doubling));
        }
        say("TCP and WebSocket repair a loss by themselves: there it shows as a stall of 200 ms and more.");
        say("ms in: until the receiver had it. ms ok: until the sender was told that it is safe.");
        say("again: how often the sender repeated it.");
        say("");
    }

    private static String percent(double value) {
        return String.format(Locale.ROOT, value == Math.rint(value) ? "%.0f %%" : "%.1f %%", value);
    }

    private void say(String line) {
        terminal.out().println(line);
    }
}
