package io.fingerpost.core.delivery;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.fingerpost.core.Transport;

/**
 * When a message that nobody acknowledged is sent again, and how many may be under way at once. Immutable; shared by the client and
 * by the server towards a recipient.
 */
public final class RetransmissionPolicy {
    private static final int FLAT_INTERVALS = 4;
    private static final double GROWTH = 1.5;
    private static final int REPEATS_IN_SILENCE = 8; // a round; each is a datagram

    /**
     * For datagrams: by a measured timeout, at least 100 ms and at first 500 ms, because the acknowledgement of a base-profile message
     * comes from the far end and not from the next hop; at most 1 s, or four times the smallest round trip if that is longer, up to
     * 4 s; 256 messages under way.
     */
    public static final RetransmissionPolicy DATAGRAM = new RetransmissionPolicy(
            MILLISECONDS.toNanos(500), MILLISECONDS.toNanos(100), SECONDS.toNanos(4), SECONDS.toNanos(1), 256);

    /**
     * For streams, where nothing is lost while the connection lives: every 5 s, for the case that the other end lost a message
     * after it had arrived. Sending is bounded by the queue alone.
     */
    public static final RetransmissionPolicy STREAM = new RetransmissionPolicy(
            SECONDS.toNanos(5), SECONDS.toNanos(5), SECONDS.toNanos(5), SECONDS.toNanos(5), Integer.MAX_VALUE);

    private final long initialRtoNanos;
    private final long minRtoNanos;
    private final long maxRtoNanos;
    private final long maxIntervalNanos;
    private final int window;

    /**
     * Creates a policy.
     *
     * @param initialRtoNanos the first timeout while no round trip was measured
     * @param minRtoNanos the smallest timeout
     * @param maxRtoNanos the largest timeout
     * @param maxIntervalNanos how far the time between two transmissions of one message may grow beyond the timeout; and the largest
     *     timeout once a round trip was measured that took at most a quarter of this
     * @param window the most messages that may be sent and not acknowledged
     */
    public RetransmissionPolicy(
            long initialRtoNanos, long minRtoNanos, long maxRtoNanos, long maxIntervalNanos, int window) {
        if (window < 1) {
            throw new IllegalArgumentException("window must be positive: " + window);
        }
        this.initialRtoNanos = initialRtoNanos;
        this.minRtoNanos = minRtoNanos;
        this.maxRtoNanos = maxRtoNanos;
        this.maxIntervalNanos = maxIntervalNanos;
        this.window = window;
    }

    /** Returns the default policy of a transport. */
    public static RetransmissionPolicy of(Transport transport) {
        return transport.isReliable() ? STREAM : DATAGRAM;
    }

    /** Returns an estimator with this policy's bounds. */
    public RttEstimator newEstimator() {
        return new RttEstimator(initialRtoNanos, minRtoNanos, maxRtoNanos, maxIntervalNanos, MILLISECONDS.toNanos(10));
    }

    /**
     * Returns how many messages may be repeated in a round of {@link SilenceLimit}: all where the window has no limit, as nothing waits in a
     * queue of datagrams there; else few, as only those that are not repeated tell a round trip when they are acknowledged.
     */
    int repeatsInSilence() {
        return window == Integer.MAX_VALUE ? Integer.MAX_VALUE : REPEATS_IN_SILENCE;
    }

    /** Returns the most messages that may be sent and not acknowledged. */
    public int window() {
        return window;
    }

    /**
     * Returns the time from one transmission of a message to the next: the timeout four times, then growing by half each time, up
     * to the longest interval, but never shorter than the timeout.
     *
     * @param transmissions how many times the message was sent so far, at least 1
     */
    public long intervalNanos(int transmissions, long rtoNanos) {
        if (transmissions <= FLAT_INTERVALS) {
            return rtoNanos;
        }
        int growths = Math.min(transmissions - FLAT_INTERVALS, 32);
        double grown = rtoNanos * Math.pow(GROWTH, growths);
        return Math.max(rtoNanos, (long) Math.min((double) maxIntervalNanos, grown));
    }
}
