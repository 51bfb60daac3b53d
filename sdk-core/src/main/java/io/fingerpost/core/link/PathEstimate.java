package io.fingerpost.core.link;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.fingerpost.core.delivery.RetransmissionPolicy;
import io.fingerpost.core.delivery.RttEstimator;

/** What one end has measured of the way to the other and back: how long it takes, and how much gets lost. Confined to one thread. */
final class PathEstimate {
    static final long MIN_RTO_NANOS = MILLISECONDS.toNanos(20);

    private static final long FIRST_RTO_NANOS = MILLISECONDS.toNanos(300);
    private static final long MAX_INTERVAL_NANOS = SECONDS.toNanos(4);
    private static final long MAX_PEER_DELAY_NANOS = SECONDS.toNanos(1);
    private static final int SMOOTHING = 32; // messages
    private static final double LOSSY = 0.05;

    /** The window is the link's own affair. */
    private static final RetransmissionPolicy POLICY = new RetransmissionPolicy(
            FIRST_RTO_NANOS, MIN_RTO_NANOS, MAX_INTERVAL_NANOS, MAX_INTERVAL_NANOS, Integer.MAX_VALUE);

    private RttEstimator rtt = POLICY.newEstimator();
    private long peerDelayNanos; // how long the other end kept acknowledgements back lately
    private double failedRounds; // the share of messages whose first round failed, smoothed

    /** Forgets what belongs to a connection; how much gets lost may well be the same on the next one. */
    void restart() {
        rtt = POLICY.newEstimator();
        peerDelayNanos = 0;
    }

    /** Takes a round trip, without the time that the other end kept the acknowledgement back. */
    void roundTrip(long nanos) {
        rtt.sample(nanos);
    }

    /** Takes the time for which the other end kept an acknowledgement back that tells of arrivals. */
    void peerDelay(long nanos) {
        peerDelayNanos = Math.max(Math.min(nanos, MAX_PEER_DELAY_NANOS), peerDelayNanos * 3 / 4);
    }

    /** Takes what became of a message's first round. */
    void firstRound(boolean failed) {
        failedRounds += ((failed ? 1 : 0) - failedRounds) / SMOOTHING;
    }

    /** Returns the retransmission timeout in nanoseconds. */
    long rtoNanos() {
        return Math.min(MAX_INTERVAL_NANOS, rtt.rtoNanos() + peerDelayNanos);
    }

    /** Returns how long to wait for an answer after so many rounds, see {@link RetransmissionPolicy#intervalNanos}. */
    long intervalNanos(int rounds) {
        return POLICY.intervalNanos(rounds, rtoNanos());
    }

    /** Returns the smoothed round trip in nanoseconds, or -1 if none was measured. */
    long srttNanos() {
        return rtt.srttNanos();
    }

    /** Returns the smallest round trip in nanoseconds, or -1 if none was measured. */
    long minRttNanos() {
        return rtt.minRttNanos();
    }

    /** Returns the share of datagrams that get lost each way, 0 to 1: a round fails if it, or its acknowledgement, is lost. */
    double loss() {
        return 1 - Math.sqrt(1 - failedRounds);
    }

    /** Returns whether so much gets lost that silence is nothing unusual. */
    boolean isLossy() {
        return loss() > LOSSY;
    }
}
