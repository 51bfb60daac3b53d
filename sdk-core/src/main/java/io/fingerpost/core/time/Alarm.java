package io.fingerpost.core.time;

import io.fingerpost.core.time.TaskLoop.Timeout;
import org.jspecify.annotations.Nullable;

/** A timer whose time is set again and again, mostly to a later one. Confined to the loop. */
public final class Alarm {
    private final TaskLoop loop;
    private final Runnable action;
    private @Nullable Timeout timeout;
    private long dueNanos;

    /**
     * Creates an alarm that is not set.
     *
     * @param action sees what there is to do, perhaps nothing yet, and sets the alarm anew
     */
    public Alarm(TaskLoop loop, Runnable action) {
        this.loop = loop;
        this.action = action;
    }

    /** Sets the time at which the action runs at the latest; {@link Long#MAX_VALUE} is never. */
    public void setFor(long nanos) {
        if (timeout != null) {
            if (nanos >= dueNanos) {
                return; // it goes off early enough, and is set anew then
            }
            cancel();
        }
        if (nanos != Long.MAX_VALUE) {
            dueNanos = nanos;
            timeout = loop.schedule(this::goOff, nanos - loop.nowNanos());
        }
    }

    /** Makes it never go off, unless it is set again. */
    public void cancel() {
        if (timeout != null) {
            timeout.cancel();
            timeout = null;
        }
    }

    private void goOff() {
        timeout = null;
        action.run();
    }
}
