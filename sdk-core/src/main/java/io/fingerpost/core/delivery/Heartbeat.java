package io.fingerpost.core.delivery;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

/**
 * Decides when to send keep-alives and when a connection is dead. Any packet from the server counts as life. After an interval of
 * silence the server is probed; after {@link #GRACE_NANOS} more the connection is dead. Pure logic, confined to one thread.
 */
public final class Heartbeat {
    /** How long the server may be silent after it was probed, in nanoseconds. */
    public static final long GRACE_NANOS = SECONDS.toNanos(5);

    private static final long PROBE_INTERVAL_NANOS = MILLISECONDS.toNanos(250);

    /** What to do now. */
    public enum Action {
        /** Nothing. */
        NONE,
        /** Send a keep-alive. */
        SEND,
        /** Give the connection up. */
        GIVE_UP
    }

    private long intervalNanos;
    private final boolean repeatProbes;
    private long lastHeardNanos;
    private long lastSentNanos;
    private boolean probed;

    /**
     * Starts the heartbeat of a connection that has just proved to be alive.
     *
     * @param repeatProbes whether probes can get lost, and therefore are repeated every 250 ms: at 50 % loss each way one in 300 silences of a living server is taken for its end
     */
    public Heartbeat(long intervalNanos, boolean repeatProbes, long nowNanos) {
        this.intervalNanos = intervalNanos;
        this.repeatProbes = repeatProbes;
        this.lastHeardNanos = nowNanos;
        this.lastSentNanos = nowNanos;
    }

    /** Notes a packet from the server. */
    public void heard(long nowNanos) {
        lastHeardNanos = nowNanos;
        probed = false;
    }

    /**
     * Changes the interval. A probe under way keeps its deadline; without one, silence that is too long for the new interval leads to a
     * probe and not to the end: nobody has asked the server yet.
     */
    public void interval(long newIntervalNanos, long nowNanos) {
        if (probed) {
            lastHeardNanos += intervalNanos - newIntervalNanos;
        } else if (nowNanos - lastHeardNanos > newIntervalNanos) {
            lastHeardNanos = nowNanos - newIntervalNanos;
        }
        intervalNanos = newIntervalNanos;
    }

    /** Doubts the connection: what follows is what follows after an interval of silence. */
    public void doubt(long nowNanos) {
        if (nowNanos - lastHeardNanos < intervalNanos) {
            lastHeardNanos = nowNanos - intervalNanos;
        }
    }

    /** Says what to do now, and takes it as done. */
    public Action poll(long nowNanos) {
        long silenceNanos = nowNanos - lastHeardNanos;
        if (silenceNanos >= intervalNanos + GRACE_NANOS) {
            return Action.GIVE_UP;
        }
        if (nowNanos - nextDueNanos() < 0) {
            return Action.NONE;
        }
        probed = silenceNanos >= intervalNanos;
        lastSentNanos = nowNanos;
        return Action.SEND;
    }

    /** Returns when {@link #poll} will have something to do, if nothing is heard until then. */
    public long nextDueNanos() {
        long due = Math.min(lastSentNanos + intervalNanos, lastHeardNanos + intervalNanos + GRACE_NANOS);
        if (probed && !repeatProbes) {
            return due;
        }
        // A keep-alive sent a moment ago is as good as a probe: its answer may be on the way.
        long probe = Math.max(lastHeardNanos + intervalNanos, lastSentNanos + PROBE_INTERVAL_NANOS);
        return Math.min(due, probe);
    }
}
