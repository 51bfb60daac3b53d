package io.fingerpost.benchmarks.load;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What the load generator has counted.
 *
 * @param sent messages, each counted once
 * @param settled messages of which the sender was told that the recipient has them
 * @param arrived messages that the recipient got, each counted once
 * @param repeated how many times a recipient got a message that it had
 * @param resent how many times a sender sent a message again
 * @param packetsToServer packets of the base profile, or frames of the link profile, that all sessions sent
 * @param packetsFromServer those that reached them
 * @param problem the first thing that went wrong; null if nothing did
 * @param latencyNanos from the time at which each message was meant to be sent until it arrived
 */
public record LoadCounts(
        long sent,
        long settled,
        long arrived,
        long repeated,
        long resent,
        long packetsToServer,
        long packetsFromServer,
        @Nullable String problem,
        Histogram latencyNanos) {
    /** Adds what another loop has counted. */
    LoadCounts plus(LoadCounts other) {
        Histogram both = latencyNanos.copy();
        both.add(other.latencyNanos);
        return new LoadCounts(
                sent + other.sent,
                settled + other.settled,
                arrived + other.arrived,
                repeated + other.repeated,
                resent + other.resent,
                packetsToServer + other.packetsToServer,
                packetsFromServer + other.packetsFromServer,
                problem == null ? other.problem : problem,
                both);
    }

    /** Returns how many messages are under way: sent, and not with the recipient, or the sender was not told. */
    public long underWay() {
        return sent - Math.min(settled, arrived);
    }
}
