package io.fingerpost.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The one thread of a relay: waits for sockets and for times. All but {@link #call} and {@link #close} belongs to that thread. */
final class RelayLoop {
    /** Is told when a channel that it registered is ready. */
    interface ReadyHandler {
        void onReady(SelectionKey key);
    }

    private static final class Timed extends TimedQueue.Entry {
        private final Runnable task;

        Timed(Runnable task) {
            this.task = task;
        }
    }

    private final Selector selector;
    private final TimedQueue<Timed> timers = new TimedQueue<>();
    private final Queue<Runnable> calls = new ArrayDeque<>(); // guarded by itself
    private final Thread thread;
    private volatile boolean closing;
    private boolean ended; // guarded by calls
    private volatile @Nullable Throwable failure;

    RelayLoop(String name) {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    SelectionKey register(SelectableChannel channel, int interest, ReadyHandler handler) throws IOException {
        channel.configureBlocking(false);
        return channel.register(selector, interest, handler);
    }

    /** Runs the task after the delay, or at once if there is none. */
    void schedule(Runnable task, long delayNanos) {
        if (delayNanos <= 0) {
            task.run();
        } else {
            timers.add(new Timed(task), System.nanoTime() + delayNanos);
        }
    }

    /** Runs the task on the loop and waits for it. Any other thread may call this. */
    void call(Runnable task) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        synchronized (calls) {
            if (ended) {
                throw new IllegalStateException("the relay is closed", failure);
            }
            calls.add(() -> {
                try {
                    task.run();
                    done.complete(null);
                } catch (Throwable e) {
                    done.completeExceptionally(e);
                }
            });
        }
        selector.wakeup();
        done.join();
    }

    /** Ends the thread and closes all its channels; returns when that has happened. Any other thread may call this, repeatedly. */
    void close() {
        closing = true;
        selector.wakeup();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closing) {
                select(nanosToNextTimer());
                runDue();
                runCalls();
            }
        } catch (Throwable e) {
            failure = e; // told by every later call
            throw new IllegalStateException("the relay ended", e);
        } finally {
            end();
        }
    }

    private void select(long waitNanos) throws IOException {
        if (waitNanos <= 0) {
            selector.selectNow(RelayLoop::dispatch);
        } else {
            // The selector counts in milliseconds, and 0 is for ever: rounded up, so that nothing is early.
            long millis = (waitNanos + TimeUnit.MILLISECONDS.toNanos(1) - 1) / TimeUnit.MILLISECONDS.toNanos(1);
            selector.select(RelayLoop::dispatch, millis);
        }
    }

    private static void dispatch(SelectionKey key) {
        if (key.isValid() && key.attachment() instanceof ReadyHandler handler) {
            handler.onReady(key);
        }
    }

    private long nanosToNextTimer() {
        Timed next = timers.peek();
        return next == null ? TimeUnit.SECONDS.toNanos(10) : next.timeNanos() - System.nanoTime();
    }

    private void runDue() {
        long now = System.nanoTime();
        Timed next;
        while ((next = timers.peek()) != null && next.timeNanos() - now <= 0) {
            timers.remove(next);
            next.task.run();
        }
    }

    private void runCalls() {
        while (true) {
            Runnable call;
            synchronized (calls) {
                call = calls.poll();
            }
            if (call == null) {
                return;
            }
            call.run();
        }
    }

    private void end() {
        for (SelectionKey key : selector.keys()) {
            closeQuietly(key.channel());
        }
        closeQuietly(selector);
        synchronized (calls) {
            ended = true;
        }
        runCalls(); // on a closed relay they do nothing, but nobody may wait for ever
    }

    /** Closes what is of no use any more, whatever it says to that. */
    static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // The relay is done with it: there is nobody whom the failure would concern.
        }
    }
}
