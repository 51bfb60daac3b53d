package io.fingerpost.cli.server;

import io.fingerpost.cli.CliException;
import io.fingerpost.server.store.MessageStore;
import io.fingerpost.server.store.MessageStores;
import io.fingerpost.server.store.StoreLimits;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the standalone server keeps messages, and how much of them. */
final class StoreOptions {
    private static final String NONE = "none";
    private static final String MEMORY = "memory";
    private static final String DIRECTORY = "fingerpost-data";
    private static final long MEMORY_BYTES = 256L << 20;
    private static final int MAX_DAYS = 3_650;

    @Option(
            names = "--store",
            paramLabel = "DIR|memory|none",
            defaultValue = DIRECTORY,
            description =
                    "Where messages wait until their recipients have them: a directory, which is made if there is none"
                            + " (default: ${DEFAULT-VALUE}); in memory, where they end with the server; or nowhere, and their senders"
                            + " are told that they are lost.")
    String place = DIRECTORY;

    @Option(
            names = "--store-messages",
            paramLabel = "COUNT",
            description = "Most messages that wait for one user (default: 10000).")
    @Nullable Integer messages;

    @Option(
            names = "--store-bytes",
            paramLabel = "BYTES",
            description = "Most bytes that wait for one user (default: 16777216).")
    @Nullable Long bytes;

    @Option(
            names = "--store-messages-per-sender",
            paramLabel = "COUNT",
            description = "Most messages that wait for one user from one sender (default: 2000).")
    @Nullable Integer messagesPerSender;

    @Option(
            names = "--store-bytes-per-sender",
            paramLabel = "BYTES",
            description = "Most bytes that wait for one user from one sender (default: 4194304).")
    @Nullable Long bytesPerSender;

    @Option(
            names = "--store-total",
            paramLabel = "BYTES",
            description = "Most bytes that wait in all (default: 4294967296; in memory 268435456).")
    @Nullable Long total;

    @Option(names = "--store-days", paramLabel = "DAYS", description = "How long a message waits (default: 7).")
    @Nullable Integer days;

    /** Checks the values. */
    void check() throws CliException {
        if (place.isBlank()) {
            throw CliException.usage("--store needs a directory, or memory, or none");
        }
        checkAtLeast("--store-messages", messages, 1, Integer.MAX_VALUE);
        checkAtLeast("--store-bytes", bytes, 1, Long.MAX_VALUE);
        checkAtLeast("--store-messages-per-sender", messagesPerSender, 1, Integer.MAX_VALUE);
        checkAtLeast("--store-bytes-per-sender", bytesPerSender, 1, Long.MAX_VALUE);
        checkAtLeast("--store-total", total, 1, Long.MAX_VALUE);
        checkAtLeast("--store-days", days, 1, MAX_DAYS);
    }

    private static void checkAtLeast(String option, @Nullable Number value, long min, long max) throws CliException {
        if (value != null && (value.longValue() < min || value.longValue() > max)) {
            throw CliException.usage(option + " must be from " + min + " to " + max + ": " + value);
        }
    }

    /** Opens the store; null if there is to be none. */
    @Nullable MessageStore open() throws CliException {
        if (place.equals(NONE)) {
            return null;
        }
        if (place.equals(MEMORY)) {
            return MessageStores.inMemory(limits(MEMORY_BYTES));
        }
        try {
            return MessageStores.embedded(Path.of(place), limits(StoreLimits.DEFAULT.maxBytes()));
        } catch (IOException | InvalidPathException e) {
            throw CliException.failure("--store " + place + ": " + e.getMessage(), e);
        }
    }

    StoreLimits limits(long defaultTotal) {
        StoreLimits d = StoreLimits.DEFAULT;
        return new StoreLimits(
                messages == null ? d.maxMessagesPerUser() : messages,
                bytes == null ? d.maxBytesPerUser() : bytes,
                messagesPerSender == null ? d.maxMessagesPerConversation() : messagesPerSender,
                bytesPerSender == null ? d.maxBytesPerConversation() : bytesPerSender,
                messages == null ? d.maxNoticesPerUser() : messages,
                total == null ? defaultTotal : total,
                days == null ? d.maxAge() : Duration.ofDays(days));
    }

    /** Returns a line for the user that says where messages wait. */
    String describe() {
        return switch (place) {
            case NONE -> "Messages to users who are offline are not kept; their senders are told that they are lost.";
            case MEMORY -> "Messages wait for their recipients in memory, and are lost when the server ends.";
            default ->
                "Messages wait for their recipients in "
                        + Path.of(place).toAbsolutePath().normalize() + ".";
        };
    }
}
