package io.fingerpost.benchmarks.sessions;

import io.fingerpost.benchmarks.common.Console;
import io.fingerpost.benchmarks.common.JsonLine;
import io.fingerpost.benchmarks.common.Options;
import io.fingerpost.benchmarks.common.Table;
import io.fingerpost.benchmarks.process.HeapHistogram;
import io.fingerpost.benchmarks.process.ProcessCost;
import io.fingerpost.core.Transport;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What sessions cost, as the difference between two moments.
 *
 * @param fresh the sessions that came to a server that had just started
 * @param warm those that came after as many had come and gone; null if that was not measured
 * @param keptAlive on how many sessions a keep-alive was answered
 */
record SessionsResult(
        Transport transport,
        String jvmOptions,
        Storm fresh,
        @Nullable Storm warm,
        int keptAlive) {
    private static final int MIN_SHOWN_BYTES = 4; // a session

    /**
     * One moment, after a full collection.
     *
     * @param heap what lived on the heap
     * @param residentBytes of the process; -1 where that is not known
     */
    record Moment(HeapHistogram heap, long residentBytes) {}

    /**
     * Sessions that came.
     *
     * @param others how many were there already, so that all code had run
     * @param sessions how many came
     * @param before when they were not there yet
     * @param after when they were there
     * @param loginSeconds how long their logins took
     * @param loginCpuNanos the server's processor time for that
     */
    record Storm(int others, int sessions, Moment before, Moment after, double loginSeconds, long loginCpuNanos) {
        double heapEach() {
            return (double) (after.heap().liveBytes() - before.heap().liveBytes()) / sessions;
        }

        double residentEach() {
            return after.residentBytes() < 0
                    ? Double.NaN
                    : (double) (after.residentBytes() - before.residentBytes()) / sessions;
        }

        double loginMicros() {
            return ProcessCost.microsEach(loginCpuNanos, sessions);
        }
    }

    private Storm last() {
        return warm == null ? fresh : warm;
    }

    void print(Console console) {
        console.out()
                .printf(
                        Locale.ROOT,
                        "%s: %,d sessions come to a server with %s, and do nothing; memory after a full collection%n",
                        Options.name(transport),
                        last().sessions(),
                        jvmOptions);
        table("a server that has just started", fresh).lines().forEach(console.out()::println);
        if (warm != null) {
            table("a server that as many had come to and left", warm).lines().forEach(console.out()::println);
        }
        classes().lines().forEach(console.out()::println);
        console.out().printf(Locale.ROOT, "  keep-alives answered: %,d%n", keptAlive);
        console.out().println(json());
    }

    private static Table table(String title, Storm storm) {
        return new Table(title, "before", "with them", "a session")
                .row(
                        "heap that lives",
                        ProcessCost.mebibytes(storm.before().heap().liveBytes()),
                        ProcessCost.mebibytes(storm.after().heap().liveBytes()),
                        bytes(storm.heapEach()))
                .row(
                        "resident memory",
                        ProcessCost.mebibytes(storm.before().residentBytes()),
                        ProcessCost.mebibytes(storm.after().residentBytes()),
                        bytes(storm.residentEach()))
                .row("login", "", String.format(Locale.ROOT, "%.1f s", storm.loginSeconds()), cpu(storm.loginMicros()));
    }

    /** What a session consists of. */
    private Table classes() {
        Table classes = new Table("on the heap, with them", "objects", "MiB", "bytes a session");
        int sessions = last().sessions();
        last().after().heap().classes().stream()
                .filter(c -> c.bytes() >= (long) MIN_SHOWN_BYTES * sessions)
                .forEach(c -> classes.row(
                        c.name(),
                        String.format(Locale.ROOT, "%,d", c.instances()),
                        String.format(Locale.ROOT, "%.1f", c.bytes() / 1048576.0),
                        String.format(Locale.ROOT, "%.0f", (double) c.bytes() / sessions)));
        return classes;
    }

    private JsonLine json() {
        Storm storm = last();
        return new JsonLine()
                .add("transport", Options.name(transport))
                .add("sessions", storm.others() + storm.sessions())
                .add("baseline", warm == null ? "fresh" : "warm")
                .add("heapBytesPerSession", storm.heapEach())
                .add("residentBytesPerSession", storm.residentEach())
                .add("heapBytes", storm.after().heap().liveBytes())
                .add("residentBytes", storm.after().residentBytes())
                .add("loginSeconds", storm.loginSeconds())
                .add("loginCpuMicros", storm.loginMicros())
                .add("freshHeapBytesPerSession", fresh.heapEach())
                .add("freshResidentBytesPerSession", fresh.residentEach())
                .add("freshLoginSeconds", fresh.loginSeconds())
                .add("keepAlivesAnswered", keptAlive);
    }

    private static String bytes(double value) {
        return Double.isNaN(value) ? "unknown" : String.format(Locale.ROOT, "%,.0f bytes", value);
    }

    private static String cpu(double micros) {
        return String.format(Locale.ROOT, "%.0f µs CPU", micros);
    }
}
