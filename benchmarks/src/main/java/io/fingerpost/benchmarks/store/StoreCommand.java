package io.fingerpost.benchmarks.store;

import io.fingerpost.benchmarks.common.BenchException;
import io.fingerpost.benchmarks.common.Console;
import io.fingerpost.benchmarks.common.Options;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code fingerpost bench store}: what it costs to keep messages until their recipients have them. */
@Command(
        name = "store",
        description =
                "Measure the message store by itself, without a server: appending messages, reading them and removing them, for"
                        + " many users at once. Ends with one line of JSON.",
        sortOptions = false)
public final class StoreCommand implements Callable<Integer> {
    private static final String MEMORY = "memory";
    private static final int MAX_USERS = 100_000;
    private static final int MAX_WINDOW = 1_024;
    private static final int MAX_PAYLOAD_BYTES = 60_000;
    private static final int MAX_WAITING = 10_000;
    private static final int MAX_MESSAGES = 5_000_000; // of all users; what waits in memory has to fit into the heap
    private static final int MAX_SECONDS = 3_600;

    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--store",
            paramLabel = "memory|DIR",
            description =
                    "Measure the store in memory, or that on disk, in a new folder inside of this one, which is removed"
                            + " afterwards (default: on disk, where the system has temporary files).")
    private @Nullable String store;

    @Option(
            names = "--users",
            paramLabel = "COUNT",
            defaultValue = "100",
            description = "How many inboxes, each with a sender of its own (default: ${DEFAULT-VALUE}).")
    private int users;

    @Option(
            names = "--window",
            paramLabel = "COUNT",
            defaultValue = "16",
            description = "How many changes of each user are under way at once (default: ${DEFAULT-VALUE}).")
    private int window;

    @Option(
            names = "--payload",
            paramLabel = "BYTES",
            defaultValue = "64",
            description = "The length of a message's text (default: ${DEFAULT-VALUE}).")
    private int payload;

    @Option(
            names = "--messages",
            paramLabel = "COUNT",
            defaultValue = "200",
            description =
                    "How many messages wait for each user before they are read and removed (default: ${DEFAULT-VALUE}).")
    private int messages;

    @Option(
            names = "--seconds",
            paramLabel = "COUNT",
            defaultValue = "10",
            description = "How long the measurement takes at least (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            defaultValue = "5",
            description = "How long the same goes on before that (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    /** Creates the command. */
    public StoreCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws BenchException, IOException, InterruptedException {
        Options.checkRange(spec, "--users", users, 1, MAX_USERS);
        Options.checkRange(spec, "--window", window, 1, MAX_WINDOW);
        Options.checkRange(spec, "--payload", payload, 0, MAX_PAYLOAD_BYTES);
        Options.checkRange(spec, "--messages", messages, 1, MAX_WAITING);
        Options.checkRange(spec, "--seconds", seconds, 1, MAX_SECONDS);
        Options.checkRange(spec, "--warm-up", warmUp, 0, MAX_SECONDS);
        if ((long) users * messages > MAX_MESSAGES) {
            throw new ParameterException(
                    spec.commandLine(), "--users times --messages must be at most " + MAX_MESSAGES);
        }
        if (MEMORY.equals(store)) {
            new StoreRun(settings(null), console).run().print(console, null);
            return 0;
        }
        try (WorkFolder folder = WorkFolder.in(store == null ? null : Path.of(store))) {
            DiskSpeed disk = DiskSpeed.of(folder.path());
            new StoreRun(settings(folder.path().resolve("store")), console)
                    .run()
                    .print(console, disk);
        }
        return 0;
    }

    private StoreSettings settings(@Nullable Path folder) {
        return new StoreSettings(folder, users, window, payload, messages, seconds, warmUp);
    }
}
