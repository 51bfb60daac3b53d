package io.fingerpost.benchmarks.load;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Counts what happens on one loop. Confined to that loop. */
final class Meter {
    private static final int SIGNIFICANT_DIGITS = 3;

    private long sent;
    private long accepted;
    private long arrived;
    private long repeated;
    private long resent;
    private @Nullable String problem; // the first one
    private Histogram latencyNanos = new Histogram(SIGNIFICANT_DIGITS);

    void sent() {
        sent++;
    }

    void accepted() {
        accepted++;
    }

    void arrived(long nanos) {
        arrived++;
        latencyNanos.recordValue(Math.max(0, nanos));
    }

    void repeated() {
        repeated++;
    }

    void resent() {
        resent++;
    }

    void problem(String what) {
        if (problem == null) {
            problem = what;
        }
    }

    /** Returns everything since the beginning, and the latencies since the last call. */
    LoadCounts take() {
        Histogram latencies = latencyNanos;
        latencyNanos = new Histogram(SIGNIFICANT_DIGITS);
        return new LoadCounts(sent, accepted, arrived, repeated, resent, problem, latencies);
    }

    /** Returns everything since the beginning, and no latencies. */
    LoadCounts look() {
        return new LoadCounts(sent, accepted, arrived, repeated, resent, problem, new Histogram(SIGNIFICANT_DIGITS));
    }
}
