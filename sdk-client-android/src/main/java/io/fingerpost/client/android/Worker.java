package io.fingerpost.client.android;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs tasks that may block, in order, on a thread that exists only while there are any. It needs no end, and takes tasks after the client was
 * closed too: a login can be forgotten at any time.
 */
final class Worker implements Executor {
    private static final long IDLE_SECONDS = 1;

    private final ThreadPoolExecutor thread;

    Worker(String name) {
        thread = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread t = new Thread(task, name);
            t.setDaemon(true);
            return t;
        });
        thread.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable task) {
        thread.execute(task);
    }
}
