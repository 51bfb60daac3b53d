package io.fingerpost.benchmarks.load;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Counts what happens on one loop. Confined to that loop. */
final class Meter {
    private static final int SIGNIFICANT_DIGITS = 3;

    private long sent;
    private long settled;
    private long arrived;
    private long repeated;
    private long resent;
    private long packetsToServer;
    private long packetsFromServer;
    private @Nullable String problem; // the first one
    private Histogram latencyNanos = new Histogram(SIGNIFICANT_DIGITS);

    void sent() {
        sent++;
    }

    void settled() {
        settled++;
    }

    void arrived(long nanos) {
        arrived++;
        latencyNanos.recordValue(Math.max(0, nanos));
    }

    void repeated(long times) {
        repeated += times;
    }

    void resent() {
        resent++;
    }

    void packetToServer() {
        packetsToServer++;
    }

    void packetFromServer() {
        packetsFromServer++;
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
        return counts(latencies);
    }

    /** Returns everything since the beginning, and no latencies. */
    LoadCounts look() {
        return counts(new Histogram(SIGNIFICANT_DIGITS));
    }

    private LoadCounts counts(Histogram latencies) {
        return new LoadCounts(
                sent, settled, arrived, repeated, resent, packetsToServer, packetsFromServer, problem, latencies);
    }
}
