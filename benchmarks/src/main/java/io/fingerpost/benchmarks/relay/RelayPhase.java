package io.fingerpost.benchmarks.relay;

import io.fingerpost.benchmarks.process.ProcessCost;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * What one measurement has found.
 *
 * @param messages how many arrived during it
 * @param durationNanos how long it took
 * @param cpuNanos the processor time that the server used
 * @param generatorCpuNanos the processor time that the load generator used
 * @param packetsToServer packets or frames that the clients sent during it, acknowledgements and keep-alives included
 * @param packetsFromServer those that they got
 * @param latencyNanos from the time at which each message was meant to be sent until it arrived
 */
public record RelayPhase(
        long messages,
        long durationNanos,
        long cpuNanos,
        long generatorCpuNanos,
        long packetsToServer,
        long packetsFromServer,
        Histogram latencyNanos) {
    private static final double NANOS_A_MICRO = TimeUnit.MICROSECONDS.toNanos(1);

    /** Returns how many messages arrived a second. */
    public double messagesPerSecond() {
        return (double) messages * TimeUnit.SECONDS.toNanos(1) / durationNanos;
    }

    /** Returns the server's processor time for each message in microseconds. */
    public double cpuMicrosPerMessage() {
        return ProcessCost.microsEach(cpuNanos, messages);
    }

    /** Returns the load generator's processor time for each message in microseconds. */
    public double generatorMicrosPerMessage() {
        return ProcessCost.microsEach(generatorCpuNanos, messages);
    }

    /** Returns how many packets the clients sent for each message: one of one hop, and what acknowledges that of the other. */
    public double packetsToServerPerMessage() {
        return (double) packetsToServer / messages;
    }

    /** Returns how many packets the clients got for each message. */
    public double packetsFromServerPerMessage() {
        return (double) packetsFromServer / messages;
    }

    /** Returns how many processors the server kept busy. */
    public double serverCores() {
        return (double) cpuNanos / durationNanos;
    }

    /** Returns a percentile (0 to 100) of the latency in microseconds. */
    public double latencyMicros(double percentile) {
        return latencyNanos.getValueAtPercentile(percentile) / NANOS_A_MICRO;
    }
}
