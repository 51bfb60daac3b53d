package io.fingerpost.demo.model;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Stands for the event dispatch thread, where there is no display. */
final class UiThread implements AutoCloseable {
    private final ExecutorService thread;
    private volatile Thread self;
    final Ui ui;

    UiThread() {
        thread = Executors.newSingleThreadExecutor(task -> {
            self = new Thread(task, "test-ui");
            return self;
        });
        ui = new Ui(thread, () -> Thread.currentThread() == self);
    }

    /** Runs something on the thread, and returns its result. */
    <T> T get(Callable<T> task) {
        Future<T> future = thread.submit(task);
        try {
            return future.get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    void run(Runnable task) {
        get(() -> {
            task.run();
            return null;
        });
    }

    @Override
    public void close() {
        ui.close();
        thread.shutdown();
    }
}
