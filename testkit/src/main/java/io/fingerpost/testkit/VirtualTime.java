package io.fingerpost.testkit;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A clock that moves only when a test says so, and everything that is to happen by it. Any number of {@linkplain #newLoop loops}
 * share one virtual time; their tasks run in the thread of the test, in one order that depends on nothing but the program and the
 * seed. A minute passes in a millisecond.
 *
 * <pre>{@code
 * VirtualTime time = new VirtualTime(seed);
 * VirtualLoop alice = time.newLoop("alice");
 * alice.execute(() -> ...);
 * time.runFor(Duration.ofSeconds(30));
 * }</pre>
 *
 * <p>A task that throws ends the run with an {@link AssertionError}, which names the loop, the time and the seed. Confined to the
 * thread that created it.
 */
public final class VirtualTime {
    /** Time begins below zero, so that code which takes 0 or a negative time for "never" does not pass its tests. */
    private static final long START_NANOS = -Duration.ofSeconds(1).toNanos();

    private static final long MAX_TASKS_AT_ONE_INSTANT = 1_000_000;

    private final long seed;
    private final SplittableRandom random;
    private final Thread owner = Thread.currentThread();
    private final TimedQueue<Task> queue = new TimedQueue<>();
    private long nowNanos = START_NANOS;
    private long tasksRun;
    private long tasksAtThisInstant;
    private @Nullable VirtualLoop running;

    /**
     * Creates a clock with nothing to do.
     *
     * @param seed where {@link #newRandom()} starts, and what failures report
     */
    public VirtualTime(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
    }

    /** Returns the seed. */
    public long seed() {
        return seed;
    }

    /** Returns a source of randomness of its own: what one part of a test draws does not change what another one gets. */
    public SplittableRandom newRandom() {
        checkThread();
        return random.split();
    }

    /**
     * Returns a new loop.
     *
     * @param name for messages
     */
    public VirtualLoop newLoop(String name) {
        checkThread();
        return new VirtualLoop(this, name);
    }

    /** Returns the time in nanoseconds; it does not start at zero, and only differences mean anything. */
    public long nowNanos() {
        return nowNanos;
    }

    /** Returns how much time has passed since the beginning. */
    public Duration elapsed() {
        return Duration.ofNanos(nowNanos - START_NANOS);
    }

    /** Returns how many tasks wait, on all loops. */
    public int pendingTasks() {
        return queue.size();
    }

    /** Returns how many tasks have run, on all loops. */
    public long tasksRun() {
        return tasksRun;
    }

    /**
     * Moves the clock and runs nothing, as when a machine sleeps: what became due in the meantime runs late, with the next run.
     *
     * @param duration not negative
     */
    public void advance(Duration duration) {
        checkNotRunning();
        moveTo(nowNanos + checkedNanos(duration));
    }

    /**
     * Runs everything that is due within the duration, each task at its time, and leaves the clock at the end of it.
     *
     * @param duration not negative; zero runs what is due now
     * @throws AssertionError if a task throws
     */
    public void runFor(Duration duration) {
        checkNotRunning();
        long end = nowNanos + checkedNanos(duration);
        while (runNext(end)) {
            // each turn is one task
        }
        moveTo(end);
    }

    /**
     * Runs until nothing is left to do. The clock stops at the last task.
     *
     * @param limit how long that may take at most, in virtual time: something that repeats itself for ever is never idle
     * @throws AssertionError if a task throws, or if something is left at the limit
     */
    public void runUntilIdle(Duration limit) {
        checkNotRunning();
        long end = nowNanos + checkedNanos(limit);
        while (runNext(end)) {
            // each turn is one task
        }
        Task next = queue.peek();
        if (next != null) {
            throw new AssertionError("not idle within " + limit + ": " + queue.size() + " tasks wait, the next on "
                    + next.loop + where());
        }
    }

    /**
     * Runs until the condition holds, which is asked before each task.
     *
     * @param limit how long that may take at most, in virtual time
     * @throws AssertionError if a task throws, or if the condition does not hold at the limit
     */
    public void runUntil(BooleanSupplier condition, Duration limit) {
        checkNotRunning();
        long end = nowNanos + checkedNanos(limit);
        while (!condition.getAsBoolean()) {
            if (!runNext(end)) {
                throw new AssertionError("the condition did not come true within " + limit + where());
            }
        }
    }

    /** Runs the next task if it is due at that time or earlier. Returns whether there was one. */
    private boolean runNext(long endNanos) {
        Task task = queue.peek();
        if (task == null || task.timeNanos() > endNanos) {
            return false;
        }
        queue.remove(task);
        moveTo(Math.max(nowNanos, task.timeNanos()));
        if (++tasksAtThisInstant > MAX_TASKS_AT_ONE_INSTANT) {
            throw new AssertionError(
                    "time stands still: tasks follow each other without end on " + task.loop + where());
        }
        tasksRun++;
        running = task.loop;
        try {
            task.runnable.run();
        } catch (Throwable failure) {
            throw new AssertionError("a task failed on " + task.loop + where() + ": " + failure, failure);
        } finally {
            running = null;
        }
        return true;
    }

    private void moveTo(long timeNanos) {
        if (timeNanos != nowNanos) {
            nowNanos = timeNanos;
            tasksAtThisInstant = 0;
        }
    }

    private String where() {
        return " at " + elapsed() + " of virtual time, seed " + seed;
    }

    boolean isRunning(VirtualLoop loop) {
        return running == loop;
    }

    Task enqueue(VirtualLoop loop, Runnable runnable, long delayNanos) {
        checkThread();
        Task task = new Task(loop, runnable);
        queue.add(task, saturatedSum(nowNanos, Math.max(0, delayNanos)));
        return task;
    }

    void removeAll(VirtualLoop loop) {
        checkThread();
        for (Task task : queue.entries()) {
            if (task.loop == loop) {
                queue.remove(task);
            }
        }
    }

    private static long saturatedSum(long nowNanos, long delayNanos) {
        return nowNanos > Long.MAX_VALUE - delayNanos ? Long.MAX_VALUE : nowNanos + delayNanos;
    }

    private static long checkedNanos(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("duration must not be negative: " + duration);
        }
        return duration.toNanos();
    }

    private void checkNotRunning() {
        checkThread();
        if (running != null) {
            throw new IllegalStateException("called by a task of " + running);
        }
    }

    private void checkThread() {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException("virtual time belongs to " + owner + ", not to " + Thread.currentThread());
        }
    }

    /** A task of one loop, in the queue. */
    static final class Task extends TimedQueue.Entry {
        private final VirtualLoop loop;
        private final Runnable runnable;

        Task(VirtualLoop loop, Runnable runnable) {
            this.loop = loop;
            this.runnable = runnable;
        }
    }

    void remove(Task task) {
        queue.remove(task);
    }
}
