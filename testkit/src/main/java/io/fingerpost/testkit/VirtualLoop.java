package io.fingerpost.testkit;

import io.fingerpost.core.time.TaskLoop;
import java.time.Duration;
import java.util.Objects;

/**
 * A {@link TaskLoop} of a {@link VirtualTime}: stands for one thread of one machine. Timers are exact, and nothing runs inside the
 * call that hands it in. As strict about its callers as the contract allows it to be: {@link #schedule} and {@link Timeout#cancel}
 * from anywhere but the loop throw.
 */
public final class VirtualLoop implements TaskLoop, AutoCloseable {
    private final VirtualTime time;
    private final String name;
    private boolean closed;

    VirtualLoop(VirtualTime time, String name) {
        this.time = time;
        this.name = Objects.requireNonNull(name, "name");
    }

    @Override
    public long nowNanos() {
        return time.nowNanos();
    }

    @Override
    public boolean inLoop() {
        return time.isRunning(this);
    }

    @Override
    public void execute(Runnable task) {
        executeAfter(Duration.ZERO, task);
    }

    @Override
    public Timeout schedule(Runnable task, long delayNanos) {
        checkInLoop("schedule");
        Objects.requireNonNull(task, "task");
        if (closed) {
            return () -> checkInLoop("cancel");
        }
        VirtualTime.Task queued = time.enqueue(this, task, delayNanos);
        return () -> {
            checkInLoop("cancel");
            time.remove(queued);
        };
    }

    /**
     * Runs the task on this loop once the delay is over. Unlike {@link #schedule}, this may be called from anywhere: it is how a test
     * lets something happen later.
     */
    public void executeAfter(Duration delay, Runnable task) {
        post(Objects.requireNonNull(task, "task"), delay.toNanos());
    }

    void post(Runnable task, long delayNanos) {
        if (!closed) {
            time.enqueue(this, task, delayNanos);
        }
    }

    /** Ends the loop, as when its process is killed: what waits is dropped, and so is all that is handed in from now on. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            time.removeAll(this);
        }
    }

    private void checkInLoop(String call) {
        if (!inLoop()) {
            throw new IllegalStateException(call + " was called from outside " + this);
        }
    }

    @Override
    public String toString() {
        return "loop \"" + name + '"';
    }
}
