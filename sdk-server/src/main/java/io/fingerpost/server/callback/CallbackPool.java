package io.fingerpost.server.callback;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that run the application's code. What waits for them is bounded by whoever hands it in: each user's line,
 * and the limit on logins under way.
 */
public final class CallbackPool implements Executor, AutoCloseable {
    private static final long IDLE_SECONDS = 30;

    private static final long CLOSE_SECONDS = 5;

    private final ThreadPoolExecutor pool;
    private final Set<Thread> started =
            ConcurrentHashMap.newKeySet(); // those that have ended are dropped when one is added

    /** Creates the pool. Threads are made when needed and end when idle. */
    public CallbackPool(int threads) {
        AtomicInteger number = new AtomicInteger();
        pool = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "fingerpost-callback-" + number.incrementAndGet());
                    thread.setDaemon(false);
                    started.removeIf(t -> t.getState() == Thread.State.TERMINATED);
                    started.add(thread);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
    }

    /** Runs the task on a thread of the pool; once the pool is closed, on the caller's, so that nobody waits for ever. */
    @Override
    public void execute(Runnable task) {
        try {
            pool.execute(task);
        } catch (RejectedExecutionException closed) {
            task.run();
        }
    }

    /** Runs what is waiting, and ends the threads. Waits at most five seconds; then running callbacks are interrupted. */
    @Override
    public void close() {
        pool.shutdown();
        try {
            if (!pool.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                pool.shutdownNow();
                pool.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
            }
            for (Thread thread : started) {
                thread.join(TimeUnit.SECONDS.toMillis(
                        1)); // a pool calls itself terminated while its last threads are still ending
            }
        } catch (InterruptedException e) {
            pool.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
