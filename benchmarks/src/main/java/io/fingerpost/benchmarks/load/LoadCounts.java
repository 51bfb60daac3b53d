package io.fingerpost.benchmarks.load;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What the load generator has counted.
 *
 * @param sent messages, each counted once
 * @param accepted messages of which the sender was told that they are safe
 * @param arrived messages that the recipient got, each counted once
 * @param repeated how many times a recipient got a message that it had
 * @param resent how many times a sender sent a message again
 * @param problem the first thing that went wrong; null if nothing did
 * @param latencyNanos from the time at which each message was meant to be sent until it arrived
 */
public record LoadCounts(
        long sent,
        long accepted,
        long arrived,
        long repeated,
        long resent,
        @Nullable String problem,
        Histogram latencyNanos) {
    /** Adds what another loop has counted. */
    LoadCounts plus(LoadCounts other) {
        Histogram both = latencyNanos.copy();
        both.add(other.latencyNanos);
        return new LoadCounts(
                sent + other.sent,
                accepted + other.accepted,
                arrived + other.arrived,
                repeated + other.repeated,
                resent + other.resent,
                problem == null ? other.problem : problem,
                both);
    }

    /** Returns how many messages are under way: sent, and not with the recipient, or not acknowledged to the sender. */
    public long underWay() {
        return sent - Math.min(accepted, arrived);
    }
}
