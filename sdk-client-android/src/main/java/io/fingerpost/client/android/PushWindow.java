package io.fingerpost.client.android;

import android.os.Handler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the client online for a bounded time after a push message, and notices when everything that waited has come. Push messages that
 * overlap share one window. Safe for use by any thread.
 */
final class PushWindow {
    /** How long a connection that was there before may take to prove that it works: the client gives it 5 s. */
    private static final long PROOF_MILLIS = 6_000;

    private final ConnectionGate gate;
    private final Handler timers;
    private final Executor callbacks;
    private final long longestMillis;
    private final long quietMillis;
    private final Runnable onQuiet; // one object each, by which the handler finds it again
    private final Runnable onLongest;
    private @Nullable List<CompletableFuture<PushOutcome>>
            waiting; // guarded by this; not null while the window is open
    private boolean ended; // guarded by this

    PushWindow(ConnectionGate gate, Handler timers, Executor callbacks, long longestMillis, long quietMillis) {
        this.gate = gate;
        this.timers = timers;
        this.callbacks = callbacks;
        this.longestMillis = longestMillis;
        this.quietMillis = quietMillis;
        this.onQuiet = () -> finish(PushOutcome.FETCHED);
        this.onLongest = () -> finish(PushOutcome.OUT_OF_TIME);
    }

    /** Opens the window, or keeps it open for as long again. */
    CompletableFuture<PushOutcome> open(boolean online) {
        CompletableFuture<PushOutcome> future = new CompletableFuture<>();
        synchronized (this) {
            if (ended || gate.isStopped()) {
                complete(future, PushOutcome.NOT_LOGGED_IN);
                return future;
            }
            if (waiting == null) {
                waiting = new ArrayList<>();
            }
            waiting.add(future);
            restart(onLongest, longestMillis);
            gate.pushing(true);
            if (online) {
                restart(onQuiet, PROOF_MILLIS);
            }
        }
        return future;
    }

    /** The user is online, or a message was handed to the application. */
    synchronized void onProgress() {
        if (waiting != null) {
            restart(onQuiet, quietMillis);
        }
    }

    /** The user is not online any more, and comes back. */
    synchronized void onOutage() {
        timers.removeCallbacks(onQuiet);
    }

    /** Closes the window, if it is open. */
    void finish(PushOutcome outcome) {
        List<CompletableFuture<PushOutcome>> finished;
        synchronized (this) {
            if (waiting == null) {
                return;
            }
            finished = waiting;
            waiting = null;
            timers.removeCallbacks(onQuiet);
            timers.removeCallbacks(onLongest);
            gate.pushing(false);
        }
        for (CompletableFuture<PushOutcome> future : finished) {
            complete(future, outcome);
        }
    }

    /** Closes the window for good. */
    void end() {
        synchronized (this) {
            ended = true;
        }
        finish(PushOutcome.NOT_LOGGED_IN);
    }

    private void restart(Runnable timer, long millis) {
        timers.removeCallbacks(timer);
        timers.postDelayed(timer, millis);
    }

    private void complete(CompletableFuture<PushOutcome> future, PushOutcome outcome) {
        callbacks.execute(() -> future.complete(outcome));
    }
}
