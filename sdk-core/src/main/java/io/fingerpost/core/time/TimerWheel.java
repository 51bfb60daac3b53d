package io.fingerpost.core.time;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A hashed timing wheel (Varghese and Lauck, "Hashed and Hierarchical Timing Wheels", 1987, scheme 6): scheduling and cancelling
 * cost the same however many timers wait. Confined to one thread; it is told the time and never asks for it.
 */
public final class TimerWheel {
    private final long tickNanos;
    private final int mask;
    private final Entry[] slots;
    private final long startNanos;
    private final Entry due = new Entry(0, () -> {}); // the ring of what this tick still has to run
    private long currentTick;
    private int size;

    /**
     * Creates an empty wheel.
     *
     * @param tickNanos the resolution in nanoseconds: a timer fires at the first tick at or after its deadline
     * @param slots how many ticks one turn has; a power of two, best more than most delays have ticks
     * @param startNanos the time now
     */
    public TimerWheel(long tickNanos, int slots, long startNanos) {
        if (tickNanos <= 0) {
            throw new IllegalArgumentException("tickNanos must be positive: " + tickNanos);
        }
        if (Integer.bitCount(slots) != 1) {
            throw new IllegalArgumentException("slots must be a power of two: " + slots);
        }
        this.tickNanos = tickNanos;
        this.mask = slots - 1;
        this.startNanos = startNanos;
        this.slots = new Entry[slots];
        for (int i = 0; i < slots; i++) {
            this.slots[i] = new Entry(0, () -> {}); // a sentinel: each slot is a ring with one fixed member
        }
    }

    /** Schedules a task. A deadline in the past is due at the next tick. */
    public TaskLoop.Timeout schedule(Runnable task, long deadlineNanos) {
        long tick = -Math.floorDiv(-(deadlineNanos - startNanos), tickNanos);
        Entry entry = new Entry(Math.max(tick, currentTick + 1), task);
        entry.wheel = this;
        entry.insertBefore(slots[(int) (entry.tick & mask)]);
        size++;
        return entry;
    }

    /**
     * Runs all tasks whose deadline has come, tick by tick. Tasks may schedule and cancel; what they schedule runs in a later tick.
     * A task that throws ends this call; the ones after it run with the next call.
     */
    public void advance(long nowNanos) {
        advance(nowNanos, Runnable::run);
    }

    /**
     * As {@link #advance(long)}, for loops that have something to do around each task.
     *
     * @param runner runs a task, within the call
     */
    public void advance(long nowNanos, Consumer<Runnable> runner) {
        long target = Math.floorDiv(nowNanos - startNanos, tickNanos);
        fireDue(runner);
        while (currentTick < target) {
            if (size == 0) {
                currentTick = target;
                return;
            }
            currentTick++;
            collectDue(slots[(int) (currentTick & mask)]);
            fireDue(runner);
        }
    }

    private void collectDue(Entry head) {
        Entry e = head.next;
        while (e != head) {
            Entry following = e.next;
            if (e.tick <= currentTick) {
                e.unlink();
                e.insertBefore(due);
            }
            e = following;
        }
    }

    private void fireDue(Consumer<Runnable> runner) {
        while (due.next != due) {
            Entry e = due.next;
            e.cancel();
            runner.accept(e.task);
        }
    }

    /** Returns how many tasks wait. */
    public int size() {
        return size;
    }

    /**
     * Returns the time of the tick at which the next task is due, or {@link Long#MAX_VALUE} if none waits. Costs a walk over all
     * timers: for loops with few of them that want to sleep until there is something to do.
     */
    public long nextDeadlineNanos() {
        if (size == 0) {
            return Long.MAX_VALUE;
        }
        if (due.next != due) {
            return startNanos + currentTick * tickNanos;
        }
        long nearest = Long.MAX_VALUE;
        for (Entry head : slots) {
            for (Entry e = head.next; e != head; e = e.next) {
                nearest = Math.min(nearest, e.tick);
            }
        }
        return startNanos + nearest * tickNanos;
    }

    private static final class Entry implements TaskLoop.Timeout {
        private final long tick;
        private final Runnable task;
        private @Nullable TimerWheel wheel; // null once fired or cancelled
        private Entry next = this;
        private Entry previous = this;

        Entry(long tick, Runnable task) {
            this.tick = tick;
            this.task = task;
        }

        void insertBefore(Entry other) {
            next = other;
            previous = other.previous;
            previous.next = this;
            other.previous = this;
        }

        @Override
        public void cancel() {
            if (wheel != null) {
                wheel.size--;
                wheel = null;
                unlink();
            }
        }

        private void unlink() {
            previous.next = next;
            next.previous = previous;
            next = this;
            previous = this;
        }
    }
}
