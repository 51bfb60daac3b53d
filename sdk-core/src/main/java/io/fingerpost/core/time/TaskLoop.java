package io.fingerpost.core.time;

/**
 * The one thread, real or virtual, on which a session or a client runs all of its logic, and the clock that goes with it. Whoever
 * is given a loop confines its state to it; others reach that state by {@link #execute(Runnable)}.
 */
public interface TaskLoop {
    /** Returns the monotonic time in nanoseconds; only differences mean anything. Any thread may ask. */
    long nowNanos();

    /** Returns whether the caller runs on this loop. */
    boolean inLoop();

    /**
     * Runs the task on the loop, after all that were handed in before it by the same thread; never inside this call. Any thread may
     * call this. A task handed to a loop that has ended is dropped.
     */
    void execute(Runnable task);

    /**
     * Runs the task on the loop once the delay is over, never earlier; later by as much as the loop's timer resolution. Only the
     * loop itself may call this.
     *
     * @param delayNanos the delay in nanoseconds; zero or less means as soon as possible, but never inside this call
     */
    Timeout schedule(Runnable task, long delayNanos);

    /** A task that waits for its time. */
    interface Timeout {
        /** Makes the task not run, if it has not yet. Only the loop may call this. */
        void cancel();
    }
}
