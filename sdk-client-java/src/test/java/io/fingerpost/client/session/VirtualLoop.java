package io.fingerpost.client.session;

import io.fingerpost.core.time.TaskLoop;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/** A loop in which time passes only when the test says so. Used by one thread. */
final class VirtualLoop implements TaskLoop {
    private static final class Timer implements Timeout {
        final Runnable task;
        final long atNanos;
        final long number;
        boolean cancelled;

        Timer(Runnable task, long atNanos, long number) {
            this.task = task;
            this.atNanos = atNanos;
            this.number = number;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.<Timer>comparingLong(t -> t.atNanos).thenComparingLong(t -> t.number));
    private long nowNanos = Long.MAX_VALUE / 2; // the clock begins anywhere
    private long nextNumber;
    private boolean running;

    /** Runs everything that can run without time passing. */
    void run() {
        running = true;
        Runnable task;
        while ((task = next()) != null) {
            task.run();
        }
        running = false;
    }

    private Runnable next() {
        Runnable task = tasks.poll();
        if (task != null) {
            return task;
        }
        timers.removeIf(t -> t.cancelled);
        Timer timer = timers.peek();
        return timer != null && timer.atNanos <= nowNanos ? timers.poll().task : null;
    }

    /** Lets time pass, and runs everything when it is due. */
    void advance(long amount, TimeUnit unit) {
        long end = nowNanos + unit.toNanos(amount);
        run();
        timers.removeIf(t -> t.cancelled);
        while (!timers.isEmpty() && timers.peek().atNanos <= end) {
            nowNanos = timers.peek().atNanos;
            run();
            timers.removeIf(t -> t.cancelled);
        }
        nowNanos = end;
    }

    /** Lets time pass while nothing can run, as when the device sleeps. */
    void sleep(long amount, TimeUnit unit) {
        nowNanos += unit.toNanos(amount);
    }

    /** Returns how many timers wait. */
    int timers() {
        timers.removeIf(t -> t.cancelled);
        return timers.size();
    }

    @Override
    public long nowNanos() {
        return nowNanos;
    }

    @Override
    public boolean inLoop() {
        return running;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public Timeout schedule(Runnable task, long delayNanos) {
        Timer timer = new Timer(task, nowNanos + Math.max(0, delayNanos), nextNumber++);
        timers.add(timer);
        return timer;
    }
}
