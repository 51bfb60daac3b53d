package io.fingerpost.client;

import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * When a client that lost its connection tries again. Immutable.
 *
 * <p>The wait is random between zero and a ceiling that doubles with each failure ("full jitter"), so that clients which lost the same
 * server do not come back to it all at once.
 */
public final class ReconnectPolicy {
    private static final int MAX_DOUBLINGS = 30;
    private static final ReconnectPolicy NEVER = new ReconnectPolicy(0, 0);

    private final long initialNanos; // 0 = never
    private final long maxNanos;

    private ReconnectPolicy(long initialNanos, long maxNanos) {
        this.initialNanos = initialNanos;
        this.maxNanos = maxNanos;
    }

    /**
     * Returns a policy that never gives up.
     *
     * @param initial the longest wait before the first attempt
     * @param max the longest wait before any attempt, at least {@code initial}
     */
    public static ReconnectPolicy exponential(long initial, long max, TimeUnit unit) {
        if (initial <= 0 || max < initial) {
            throw new IllegalArgumentException("0 < initial <= max does not hold: " + initial + ", " + max);
        }
        return new ReconnectPolicy(unit.toNanos(initial), unit.toNanos(max));
    }

    /** Returns a policy that gives up at once: a lost connection ends the login. */
    public static ReconnectPolicy never() {
        return NEVER;
    }

    /** Returns whether it tries at all. */
    public boolean reconnects() {
        return initialNanos > 0;
    }

    /** Returns the longest wait in nanoseconds after so many failures in a row. */
    public long ceilingNanos(int failures) {
        int doublings = Math.min(Math.max(0, failures), MAX_DOUBLINGS);
        return initialNanos > maxNanos >> doublings ? maxNanos : initialNanos << doublings;
    }

    /** Returns a random wait in nanoseconds after so many failures in a row. */
    public long delayNanos(int failures, Random random) {
        return (long) (random.nextDouble() * ceilingNanos(failures));
    }
}
