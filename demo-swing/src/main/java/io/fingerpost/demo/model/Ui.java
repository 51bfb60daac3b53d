package io.fingerpost.demo.model;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The thread that owns all models and views, and the way off it for what blocks. Clients use it as their callback executor, so nothing
 * else ever touches a model. Safe for use by any thread.
 */
public final class Ui implements Executor, AutoCloseable {
    private static final int BACKGROUND_THREADS = 4;
    private static final long IDLE_SECONDS = 5;

    private final Executor thread;
    private final BooleanSupplier onThread;
    private final ThreadPoolExecutor background;

    /**
     * Creates the way.
     *
     * @param thread runs tasks on the user interface's thread, in order
     * @param onThread whether the caller is on it
     */
    public Ui(Executor thread, BooleanSupplier onThread) {
        this.thread = thread;
        this.onThread = onThread;
        this.background = new ThreadPoolExecutor(
                BACKGROUND_THREADS,
                BACKGROUND_THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> new Thread(task, "fingerpost-demo-background"));
        background.allowCoreThreadTimeOut(true);
    }

    /** Runs a task on the user interface's thread, later. */
    @Override
    public void execute(Runnable task) {
        thread.execute(task);
    }

    /**
     * Runs on another thread what may block.
     *
     * @return completes on the user interface's thread
     */
    public <T> CompletableFuture<T> background(Callable<T> task) {
        CompletableFuture<T> future = new CompletableFuture<>();
        background.execute(() -> {
            try {
                T result = task.call();
                execute(() -> future.complete(result));
            } catch (Throwable t) {
                execute(() -> future.completeExceptionally(t));
            }
        });
        return future;
    }

    /**
     * Makes sure that the caller owns the models.
     *
     * @throws IllegalStateException otherwise
     */
    public void check() {
        if (!onThread.getAsBoolean()) {
            throw new IllegalStateException("not on the user interface's thread");
        }
    }

    /** Ends the background threads once they have done what they were given. */
    @Override
    public void close() {
        background.shutdown();
    }
}
