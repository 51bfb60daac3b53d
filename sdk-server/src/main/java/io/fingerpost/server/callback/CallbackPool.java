package io.fingerpost.server.callback;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that run the application's code. What waits for them is bounded by whoever hands it in: each user's {@link
 * SerialExecutor}, and the limit on logins under way.
 */
public final class CallbackPool implements Executor, AutoCloseable {
    private static final long IDLE_SECONDS = 30;

    private final ThreadPoolExecutor pool;

    /** Creates the pool. Threads are made when needed and end when idle. */
    public CallbackPool(int threads) {
        AtomicInteger number = new AtomicInteger();
        pool = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "fingerpost-callback-" + number.incrementAndGet());
                    thread.setDaemon(false);
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

    /** Runs what is waiting, and gives the threads back. Waits at most five seconds; then running callbacks are interrupted. */
    @Override
    public void close() {
        pool.shutdown();
        try {
            if (!pool.awaitTermination(5, TimeUnit.SECONDS)) {
                pool.shutdownNow();
                pool.awaitTermination(5, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            pool.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
