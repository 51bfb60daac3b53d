package io.fingerpost.client.android;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Runs tasks on the application's executor, and those that it does not take in the calling thread: none of them is ever lost. */
final class FallbackExecutor implements Executor {
    private final Executor executor;

    FallbackExecutor(Executor executor) {
        this.executor = executor;
    }

    @Override
    public void execute(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }
}
