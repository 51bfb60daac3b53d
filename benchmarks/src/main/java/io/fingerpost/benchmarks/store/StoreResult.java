package io.fingerpost.benchmarks.store;

import io.fingerpost.benchmarks.common.Console;
import io.fingerpost.benchmarks.common.JsonLine;
import io.fingerpost.benchmarks.common.Table;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a run has found.
 *
 * @param packetBytes the length of each encoded message
 * @param firstBytes what all files of the store had together when all messages waited for the first time; -1 for a store in memory
 * @param largestBytes the most that they had when all messages of a round waited
 */
record StoreResult(
        StoreSettings settings,
        int packetBytes,
        StorePhase append,
        StorePhase read,
        StorePhase remove,
        long firstBytes,
        long largestBytes) {
    /**
     * Shows everything.
     *
     * @param disk what the store has its files on; null for a store in memory
     */
    void print(Console console, @Nullable DiskSpeed disk) {
        console.out()
                .printf(
                        Locale.ROOT,
                        "store %s: %,d users, %d changes of each under way, messages of %d bytes, %,d waiting for each user;"
                                + " %d s of warm-up, then %d s%n",
                        disk == null ? "in memory" : "on " + disk.fileSystem(),
                        settings.users(),
                        settings.window(),
                        packetBytes,
                        settings.messages(),
                        settings.warmUpSeconds(),
                        settings.seconds());
        Table table = new Table("", "append", "read", "remove")
                .row(
                        "messages/s",
                        whole(append.messagesPerSecond()),
                        whole(read.messagesPerSecond()),
                        whole(remove.messagesPerSecond()))
                .row(
                        "CPU a message, µs",
                        two(append.cpuMicrosPerMessage()),
                        two(read.cpuMicrosPerMessage()),
                        two(remove.cpuMicrosPerMessage()))
                .row(
                        "answer p50, µs",
                        tenths(append.latencyMicros(50)),
                        tenths(read.latencyMicros(50)),
                        tenths(remove.latencyMicros(50)))
                .row(
                        "answer p99, µs",
                        tenths(append.latencyMicros(99)),
                        tenths(read.latencyMicros(99)),
                        tenths(remove.latencyMicros(99)));
        if (disk != null) {
            table.row("bytes on disk for each waiting message", whole(perMessage(firstBytes)))
                    .row("the most after many were removed", whole(perMessage(largestBytes)));
        }
        table.lines().forEach(console.out()::println);
        if (disk != null) {
            console.out()
                    .printf(
                            Locale.ROOT,
                            "An append or a removal is answered when it is safe on the disk. The disk itself takes %,.0f µs"
                                    + " (p99 %,.0f) to write 16 KiB and force them.%n",
                            disk.forceMicros(50),
                            disk.forceMicros(99));
        }
        console.out().println(json(disk));
    }

    private double perMessage(long bytes) {
        return bytes < 0 ? Double.NaN : (double) bytes / ((long) settings.users() * settings.messages());
    }

    private JsonLine json(@Nullable DiskSpeed disk) {
        return new JsonLine()
                .add("store", disk == null ? "memory" : "disk")
                .add("fileSystem", disk == null ? "" : disk.fileSystem())
                .add("users", settings.users())
                .add("window", settings.window())
                .add("packetBytes", packetBytes)
                .add("waitingPerUser", settings.messages())
                .add("seconds", settings.seconds())
                .add("warmUpSeconds", settings.warmUpSeconds())
                .add("append", json(append))
                .add("read", json(read))
                .add("remove", json(remove))
                .add("diskBytesPerMessage", perMessage(firstBytes))
                .add("mostDiskBytesPerMessage", perMessage(largestBytes))
                .add("forceP50Micros", disk == null ? Double.NaN : disk.forceMicros(50))
                .add("forceP99Micros", disk == null ? Double.NaN : disk.forceMicros(99));
    }

    private static JsonLine json(StorePhase phase) {
        return new JsonLine()
                .add("messages", phase.messages())
                .add("messagesPerSecond", phase.messagesPerSecond())
                .add("cpuMicrosPerMessage", phase.cpuMicrosPerMessage())
                .add("p50Micros", phase.latencyMicros(50))
                .add("p99Micros", phase.latencyMicros(99));
    }

    private static String whole(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    private static String tenths(double value) {
        return String.format(Locale.ROOT, "%,.1f", value);
    }

    private static String two(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
