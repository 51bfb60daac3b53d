package io.fingerpost.core.time;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one at a time and in order on an executor that may do neither and is shared with others; after {@value #BATCH} tasks it queues
 * up behind them again. Safe for use by any thread.
 */
public final class SerialExecutor implements Executor {
    private static final int BATCH = 32;

    private final Executor shared;
    private final int maxWaiting;
    private final Consumer<Throwable> failures;
    private @Nullable ArrayDeque<Runnable>
            waiting; // guarded by this; null while it was never needed, for a million idle users
    private boolean running; // guarded by this

    /**
     * Creates an executor without tasks.
     *
     * @param shared runs them; must not refuse
     * @param maxWaiting how many tasks may wait before {@link #tryExecute} refuses
     * @param failures is told what a task throws, in its thread; the tasks after it run all the same
     */
    public SerialExecutor(Executor shared, int maxWaiting, Consumer<Throwable> failures) {
        this.shared = shared;
        this.maxWaiting = maxWaiting;
        this.failures = failures;
    }

    /** Runs the task later, unless too many wait already. Returns whether it will run. */
    public boolean tryExecute(Runnable task) {
        return enqueue(task, maxWaiting);
    }

    /** Runs the task later, however many wait: for what must not be lost and cannot be many. */
    @Override
    public void execute(Runnable task) {
        enqueue(task, Integer.MAX_VALUE);
    }

    private boolean enqueue(Runnable task, int limit) {
        synchronized (this) {
            ArrayDeque<Runnable> queue = waiting;
            if (queue == null) {
                queue = new ArrayDeque<>(4);
                waiting = queue;
            }
            if (queue.size() >= limit) {
                return false;
            }
            queue.addLast(task);
            if (running) {
                return true;
            }
            running = true;
        }
        shared.execute(this::runBatch);
        return true;
    }

    private void runBatch() {
        for (int i = 0; i < BATCH; i++) {
            Runnable task = next();
            if (task == null) {
                return;
            }
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                failures.accept(e);
            }
        }
        shared.execute(this::runBatch);
    }

    private synchronized @Nullable Runnable next() {
        Runnable task = waiting == null ? null : waiting.pollFirst();
        if (task == null) {
            running = false;
            waiting = null; // a million idle users have no queue
        }
        return task;
    }

    /** Returns whether nothing runs or waits. */
    public synchronized boolean isIdle() {
        return !running;
    }
}
