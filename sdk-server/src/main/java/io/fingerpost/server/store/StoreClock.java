package io.fingerpost.server.store;

import java.util.function.LongSupplier;

/**
 * A clock for ages that span restarts: it goes as fast as the machine's clock and, when that one is set back, simply goes on. So what
 * came later never seems older, and nothing waits for years because of a clock that was wrong for a minute. Safe for use by any
 * thread.
 */
final class StoreClock {
    private static final long SMALL_STEP_MILLIS =
            1_000; // back by less than this: another thread was faster, or a leap second

    /**
     * A moment.
     *
     * @param wallMillis what the machine's clock showed
     * @param millis what this clock showed
     */
    record Reading(long wallMillis, long millis) {}

    private final LongSupplier wall;
    private volatile Reading last; // written by whoever holds this

    /** Creates a clock that begins with the time of the machine's clock, in milliseconds since 1970. */
    StoreClock(LongSupplier wall) {
        this(wall, new Reading(wall.getAsLong(), wall.getAsLong()));
    }

    /** Creates a clock that goes on from where an earlier one was read last. */
    StoreClock(LongSupplier wall, Reading last) {
        this.wall = wall;
        this.last = last;
    }

    /** Returns the time in milliseconds: never less than before. */
    long nowMillis() {
        return read().millis;
    }

    /** Returns the present moment, for the clock that goes on from here. */
    Reading read() {
        long now = wall.getAsLong();
        return isNow(last, now) ? last : advanceTo(now);
    }

    private synchronized Reading advanceTo(long now) {
        Reading before = last;
        if (!isNow(before, now)) {
            last = new Reading(now, before.millis + Math.max(0, now - before.wallMillis));
        }
        return last;
    }

    private static boolean isNow(Reading reading, long now) {
        long passed = now - reading.wallMillis;
        return passed <= 0 && passed > -SMALL_STEP_MILLIS;
    }
}
