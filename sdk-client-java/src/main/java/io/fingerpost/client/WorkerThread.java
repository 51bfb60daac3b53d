package io.fingerpost.client;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A thread for what may block: the callbacks, unless the application gives an executor, and the outbox. It starts with the first task. */
final class WorkerThread implements Executor {
    private final ThreadPoolExecutor thread;

    WorkerThread(String role) {
        thread = new ThreadPoolExecutor(1, 1, 0, TimeUnit.NANOSECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread t = new Thread(task, "fingerpost-client-" + role);
            t.setDaemon(true);
            return t;
        });
    }

    @Override
    public void execute(Runnable task) {
        thread.execute(task);
    }

    /** Ends the thread once it has run everything that it was given. */
    void end() {
        thread.shutdown();
    }
}
