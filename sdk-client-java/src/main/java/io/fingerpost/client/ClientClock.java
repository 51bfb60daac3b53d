package io.fingerpost.client;

/**
 * The clock of a client, by which it times heartbeats, timeouts and reconnects. The default is {@link System#nanoTime()}, which is right
 * wherever it goes on while the machine sleeps; on Android it stands still then, and {@code SystemClock.elapsedRealtimeNanos()} goes on.
 */
@FunctionalInterface
public interface ClientClock {
    /** Returns the time in nanoseconds. It never goes back, and only differences mean anything. Any thread may ask, often. */
    long nowNanos();
}
