package io.fingerpost.benchmarks.store;

import io.fingerpost.benchmarks.common.BenchException;
import io.fingerpost.benchmarks.process.ProcessCost;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** What one kind of work on the store has cost, over all rounds. Confined to one thread. */
final class StorePhase {
    private static final int SIGNIFICANT_DIGITS = 3;
    private static final double NANOS_A_MICRO = TimeUnit.MICROSECONDS.toNanos(1);

    private final ProcessCost self = ProcessCost.of(ProcessHandle.current());
    private final Histogram latencyNanos = new Histogram(SIGNIFICANT_DIGITS);
    private long messages;
    private long nanos;
    private long cpuNanos;

    /** Some work. */
    interface Work {
        /** Does it, and returns with how many messages. */
        long run() throws BenchException, InterruptedException;
    }

    /** Does some work of this kind. */
    void measure(Work work) throws BenchException, InterruptedException {
        long startNanos = System.nanoTime();
        long cpuBefore = self.cpuNanos();
        messages += work.run();
        cpuNanos += self.cpuNanos() - cpuBefore;
        nanos += System.nanoTime() - startNanos;
    }

    /** Notes how long the answer to one call took. */
    void answeredAfter(long answerNanos) {
        latencyNanos.recordValue(answerNanos);
    }

    /** Returns with how many messages something was done. */
    long messages() {
        return messages;
    }

    double messagesPerSecond() {
        return (double) messages * TimeUnit.SECONDS.toNanos(1) / nanos;
    }

    /** Returns the processor time for each message in microseconds; that of the measuring is in it. */
    double cpuMicrosPerMessage() {
        return ProcessCost.microsEach(cpuNanos, messages);
    }

    /** Returns a percentile (0 to 100) of the time until an answer in microseconds. */
    double latencyMicros(double percentile) {
        return latencyNanos.getValueAtPercentile(percentile) / NANOS_A_MICRO;
    }
}
