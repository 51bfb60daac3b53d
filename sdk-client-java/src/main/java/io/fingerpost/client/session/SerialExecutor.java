package io.fingerpost.client.session;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one at a time and in order on an executor that may do neither. Never refuses one: if the executor does, as it may after it
 * was shut down, a thread is started for as long as there is something to run. Safe for use by any thread.
 */
final class SerialExecutor implements Executor {
    private static final Logger log = LoggerFactory.getLogger(SerialExecutor.class);
    private static final int BATCH = 64; // then others that share the executor get their turn

    private final Executor executor;
    private final Queue<Runnable> tasks = new ArrayDeque<>(); // guarded by this
    private boolean active; // guarded by this: a batch is running, or the executor was asked to run one

    SerialExecutor(Executor executor) {
        this.executor = executor;
    }

    @Override
    public void execute(Runnable task) {
        synchronized (this) {
            tasks.add(task);
            if (active) {
                return;
            }
            active = true;
        }
        runBatchLater();
    }

    private void runBatchLater() {
        try {
            executor.execute(this::runBatch);
        } catch (RuntimeException e) {
            log.debug(
                    "the callback executor takes no tasks any more ({}), a thread is started",
                    e.getClass().getName());
            Thread substitute = new Thread(this::runBatch, "fingerpost-client-callbacks-substitute");
            substitute.setDaemon(true);
            substitute.start();
        }
    }

    private void runBatch() {
        for (int i = 0; i < BATCH; i++) {
            Runnable task;
            synchronized (this) {
                task = tasks.poll();
                if (task == null) {
                    active = false;
                    return;
                }
            }
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                log.error("a callback task failed: {}", e.getClass().getName());
            }
        }
        runBatchLater();
    }
}
