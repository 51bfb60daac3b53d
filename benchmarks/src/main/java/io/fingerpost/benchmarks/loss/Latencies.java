package io.fingerpost.benchmarks.loss;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** Latencies as they were measured, exact. Immutable. */
final class Latencies {
    private static final double NANOS_A_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final long[] sortedNanos;

    private Latencies(long[] sortedNanos) {
        this.sortedNanos = sortedNanos;
    }

    static Latencies of(LongStream nanos) {
        long[] sorted = nanos.toArray();
        Arrays.sort(sorted);
        return new Latencies(sorted);
    }

    /** Returns the latency that the given share (above 0, at most 1) of the messages did not exceed, in ms; NaN if there is none. */
    double percentileMillis(double share) {
        if (sortedNanos.length == 0) {
            return Double.NaN;
        }
        int rank = (int) Math.ceil(share * sortedNanos.length); // the nearest rank: a value that occurred
        return sortedNanos[Math.max(0, rank - 1)] / NANOS_A_MILLI;
    }

    double maxMillis() {
        return percentileMillis(1);
    }
}
