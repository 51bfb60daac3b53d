package io.fingerpost.benchmarks.sessions;

import io.fingerpost.benchmarks.common.Console;
import io.fingerpost.benchmarks.common.JsonLine;
import io.fingerpost.benchmarks.common.Options;
import io.fingerpost.benchmarks.common.Table;
import io.fingerpost.benchmarks.process.HeapHistogram;
import io.fingerpost.benchmarks.process.ProcessCost;
import io.fingerpost.core.Transport;
import java.util.Locale;

/**
 * What sessions cost, as the difference between two moments.
 *
 * @param before when there were few of them, so that all code has run
 * @param after when there were all of them
 * @param loginSeconds how long the logins in between took
 * @param loginCpuNanos the server's processor time for them
 * @param keptAlive on how many sessions a keep-alive was answered
 */
record SessionsResult(
        Transport transport,
        String jvmOptions,
        Moment before,
        Moment after,
        double loginSeconds,
        long loginCpuNanos,
        int keptAlive) {
    private static final int SHOWN_CLASSES = 8;

    /**
     * One moment, after a full collection.
     *
     * @param sessions how many there were
     * @param heap what lived on the heap
     * @param residentBytes of the process; -1 where that is not known
     */
    record Moment(int sessions, HeapHistogram heap, long residentBytes) {}

    private int added() {
        return after.sessions() - before.sessions();
    }

    private double heapEach() {
        return (double) (after.heap().liveBytes() - before.heap().liveBytes()) / added();
    }

    private double residentEach() {
        return after.residentBytes() < 0
                ? Double.NaN
                : (double) (after.residentBytes() - before.residentBytes()) / added();
    }

    private double loginMicros() {
        return ProcessCost.microsEach(loginCpuNanos, added());
    }

    void print(Console console) {
        console.out()
                .printf(
                        Locale.ROOT,
                        "%s: %,d idle sessions, server with %s, after a full collection%n",
                        Options.name(transport),
                        after.sessions(),
                        jvmOptions);
        new Table("", "in all", "a session")
                .row("heap that lives", ProcessCost.mebibytes(after.heap().liveBytes()), bytes(heapEach()))
                .row("resident memory", ProcessCost.mebibytes(after.residentBytes()), bytes(residentEach()))
                .row("login", String.format(Locale.ROOT, "%.1f s", loginSeconds), cpu(loginMicros()))
                .row("keep-alives answered", Integer.toString(keptAlive))
                .lines()
                .forEach(console.out()::println);
        Table classes = new Table("on the heap", "objects", "MiB", "bytes a session");
        after.heap().classes().stream()
                .limit(SHOWN_CLASSES)
                .forEach(c -> classes.row(
                        c.name(),
                        String.format(Locale.ROOT, "%,d", c.instances()),
                        String.format(Locale.ROOT, "%.1f", c.bytes() / 1048576.0),
                        String.format(Locale.ROOT, "%.0f", (double) c.bytes() / after.sessions())));
        classes.lines().forEach(console.out()::println);
        console.out().println(json());
    }

    private JsonLine json() {
        return new JsonLine()
                .add("transport", Options.name(transport))
                .add("sessions", after.sessions())
                .add("heapBytesPerSession", heapEach())
                .add("residentBytesPerSession", residentEach())
                .add("heapBytes", after.heap().liveBytes())
                .add("residentBytes", after.residentBytes())
                .add("loginSeconds", loginSeconds)
                .add("loginCpuMicros", loginMicros())
                .add("keepAlivesAnswered", keptAlive);
    }

    private static String bytes(double value) {
        return Double.isNaN(value) ? "unknown" : String.format(Locale.ROOT, "%,.0f bytes", value);
    }

    private static String cpu(double micros) {
        return String.format(Locale.ROOT, "%.0f µs CPU", micros);
    }
}
