package io.fingerpost.client.android;

import android.os.Handler;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Runs tasks on the thread of a handler, in order, and never in the calling one. */
final class HandlerExecutor implements Executor {
    private final Handler handler;

    HandlerExecutor(Handler handler) {
        this.handler = handler;
    }

    @Override
    public void execute(Runnable task) {
        if (!handler.post(task)) {
            throw new RejectedExecutionException("the handler's thread has ended");
        }
    }
}
