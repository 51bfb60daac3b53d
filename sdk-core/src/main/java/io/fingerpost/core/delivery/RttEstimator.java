package io.fingerpost.core.delivery;

/**
 * The retransmission timeout by RFC 6298. A sample is clean if the message was sent once, or if the acknowledgement tells which
 * transmission it answers (Karn's algorithm, section 3). Where it does not, clean samples alone are not enough: under loss they become
 * rare, and where the round trip has become longer than the timeout there are none. So from the others is learned what they do tell, see
 * {@link #ambiguous}; and they stretch the timeout by half, up to twofold, until a clean one comes (section 5 asks for a doubled timer to
 * be kept until then). In the base profile samples seldom vary because of the path: the far end's acknowledgement comes late when the
 * server had to repeat the message to it. A few such samples make a timeout of many round trips; so the smallest clean sample limits it as
 * well. Confined to one thread.
 */
public final class RttEstimator {
    private static final int ALPHA_SHIFT = 3; // RFC 6298 (2.3): alpha = 1/8
    private static final int BETA_SHIFT = 2; // beta = 1/4
    private static final double MAX_STRETCH = 2;
    private static final int MAX_ROUND_TRIPS = 4;
    private static final int MAX_UNCLEAN = 16;

    private final long initialNanos;
    private final long minNanos;
    private final long maxNanos;
    private final long usualMaxNanos;
    private final long granularityNanos;
    private boolean sampled;
    private long srttNanos;
    private long rttvarNanos;
    private long minRttNanos = Long.MAX_VALUE;
    private double stretch = 1;
    private boolean everStretched;
    private long stretchedNanos; // when it was stretched last
    private int unclean; // in a row, of messages that were first sent with the timeout stretched twofold

    /**
     * Creates an estimator without samples.
     *
     * @param initialNanos the timeout while there is no sample
     * @param minNanos the smallest timeout
     * @param maxNanos the largest timeout
     * @param usualMaxNanos the largest timeout once there is a clean sample, or four times the smallest one if that is more; but never
     *     below {@code minNanos} or above {@code maxNanos}
     * @param granularityNanos the least that the timeout is above the smoothed round trip: the clock granularity G of the RFC
     */
    public RttEstimator(long initialNanos, long minNanos, long maxNanos, long usualMaxNanos, long granularityNanos) {
        if (minNanos <= 0 || maxNanos < minNanos || initialNanos < minNanos || initialNanos > maxNanos) {
            throw new IllegalArgumentException("0 < minNanos <= initialNanos <= maxNanos does not hold: " + minNanos
                    + ", " + initialNanos + ", " + maxNanos);
        }
        this.initialNanos = initialNanos;
        this.minNanos = minNanos;
        this.maxNanos = maxNanos;
        this.usualMaxNanos = usualMaxNanos;
        this.granularityNanos = granularityNanos;
    }

    /** Takes a clean sample of the round trip. A negative one is ignored. */
    public void sample(long rttNanos) {
        if (rttNanos < 0) {
            return;
        }
        update(rttNanos);
        minRttNanos = Math.min(minRttNanos, rttNanos);
        stretch = 1;
        unclean = 0;
    }

    /**
     * Notes the acknowledgement of a message that was sent more than once. The round trip was at least the time since the last
     * transmission, and at most that since the first. The former counts if it is below the average, as the last transmission was probably
     * answered then; and, once the timeout is stretched twofold, in any case. Every sixteenth time in a row that a message was first sent
     * with such a timeout, and is ambiguous still, the latter counts: on a path without jitter the former may be the same each time.
     *
     * <p>Only messages that were first sent since the last stretch stretch the timeout again, as the others say nothing of it.
     *
     * @param firstSentNanos when the message was sent first
     * @param lastSentNanos when it was sent last
     * @param nowNanos when the acknowledgement came
     */
    public void ambiguous(long firstSentNanos, long lastSentNanos, long nowNanos) {
        boolean judges = !everStretched || firstSentNanos - stretchedNanos >= 0;
        boolean stretched = stretch >= MAX_STRETCH;
        long leastNanos = nowNanos - lastSentNanos;
        if (judges && stretched && ++unclean == MAX_UNCLEAN) {
            unclean = 0;
            update(nowNanos - firstSentNanos);
        } else if (sampled && (stretched || leastNanos < srttNanos)) {
            update(leastNanos);
        }
        if (judges) {
            everStretched = true;
            stretchedNanos = nowNanos;
            stretch = Math.min(MAX_STRETCH, stretch * 1.5);
        }
    }

    private void update(long rttNanos) {
        if (sampled) {
            rttvarNanos += (Math.abs(srttNanos - rttNanos) - rttvarNanos) >> BETA_SHIFT;
            srttNanos += (rttNanos - srttNanos) >> ALPHA_SHIFT;
        } else {
            srttNanos = rttNanos;
            rttvarNanos = rttNanos / 2;
            sampled = true;
        }
    }

    /** Returns the retransmission timeout in nanoseconds. */
    public long rtoNanos() {
        return bounded((long) (measuredNanos() * stretch));
    }

    /** Returns the timeout in nanoseconds that the samples alone call for, not stretched. */
    public long unstretchedRtoNanos() {
        return bounded(measuredNanos());
    }

    private long measuredNanos() {
        return sampled ? srttNanos + Math.max(granularityNanos, 4 * rttvarNanos) : initialNanos;
    }

    private long bounded(long rto) {
        boolean slow = minRttNanos > maxNanos / MAX_ROUND_TRIPS; // or not known
        long most = slow ? maxNanos : Math.min(maxNanos, Math.max(usualMaxNanos, MAX_ROUND_TRIPS * minRttNanos));
        return Math.max(minNanos, Math.min(most, rto));
    }

    /** Returns the smoothed round trip in nanoseconds, or -1 without a sample. */
    public long srttNanos() {
        return sampled ? srttNanos : -1;
    }

    /** Returns the smallest clean sample in nanoseconds, or -1 without one. */
    public long minRttNanos() {
        return minRttNanos == Long.MAX_VALUE ? -1 : minRttNanos;
    }
}
