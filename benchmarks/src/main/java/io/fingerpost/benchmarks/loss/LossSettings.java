package io.fingerpost.benchmarks.loss;

import io.fingerpost.benchmarks.common.Profile;
import io.fingerpost.core.Transport;

/**
 * What to measure.
 *
 * @param loss the probability that a packet is lost, on each hop and in each direction
 * @param rttMillis the round trip of each hop in ms, half of it in each direction
 * @param messages how many are sent in all
 * @param pairs how many senders there are, each with a recipient of its own
 * @param window how many messages of a pair are under way at once
 * @param warmUp how many messages each pair sends under the same loss before those that count
 * @param seed of the losses
 */
record LossSettings(
        Transport transport,
        Profile profile,
        double loss,
        int rttMillis,
        int messages,
        int pairs,
        int window,
        int warmUp,
        long seed) {
    /** Returns how many messages this pair sends. */
    int messagesOf(int pair) {
        return messages / pairs + (pair < messages % pairs ? 1 : 0);
    }

    /** Returns the latency that the best possible ends would reach on these hops. */
    IdealLatency ideal() {
        return transport == Transport.UDP
                ? IdealLatency.ofDatagrams(loss, rttMillis)
                : IdealLatency.ofStreams(loss, rttMillis);
    }
}
