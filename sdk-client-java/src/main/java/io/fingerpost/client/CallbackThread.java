package io.fingerpost.client;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The thread on which callbacks run unless the application gives an executor. It starts with the first one. */
final class CallbackThread implements Executor {
    private final ThreadPoolExecutor thread =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.NANOSECONDS, new LinkedBlockingQueue<>(), task -> {
                Thread t = new Thread(task, "fingerpost-client-callbacks");
                t.setDaemon(true);
                return t;
            });

    @Override
    public void execute(Runnable task) {
        thread.execute(task);
    }

    /** Ends the thread once it has run everything that it was given. */
    void end() {
        thread.shutdown();
    }
}
