package io.fingerpost.client.android;

import android.os.Handler;
import io.fingerpost.client.ImClient;
import java.util.concurrent.TimeUnit;

/**
 * What is different in the foreground and in the background: the heartbeat, and whether the client stays online. Safe for use by any thread.
 */
final class AppMode {
    private final ImClient client;
    private final ConnectionGate gate;
    private final Handler timers;
    private final long foregroundHeartbeatMillis; // 0 = the client's own
    private final long backgroundHeartbeatMillis;
    private final long restAfterMillis; // -1 = never
    private final Runnable rest;
    private boolean foreground; // guarded by this

    AppMode(
            ImClient client,
            ConnectionGate gate,
            Handler timers,
            long foregroundHeartbeatMillis,
            long backgroundHeartbeatMillis,
            long restAfterMillis) {
        this.client = client;
        this.gate = gate;
        this.timers = timers;
        this.foregroundHeartbeatMillis = foregroundHeartbeatMillis;
        this.backgroundHeartbeatMillis = backgroundHeartbeatMillis;
        this.restAfterMillis = restAfterMillis;
        this.rest = this::rest;
    }

    /** Begins, in the background: an application in the foreground says so in a moment. */
    synchronized void begin() {
        goToBackground();
    }

    synchronized void toForeground() {
        if (!foreground) {
            foreground = true;
            timers.removeCallbacks(rest);
            heartbeat(foregroundHeartbeatMillis);
            gate.resting(false);
            gate.hint();
        }
    }

    synchronized void toBackground() {
        if (foreground) {
            goToBackground();
        }
    }

    /** The application wants the client to be online: a rest in the background begins anew. */
    synchronized void wake() {
        if (!foreground) {
            gate.resting(false);
            restLater();
        }
    }

    private void goToBackground() {
        foreground = false;
        heartbeat(backgroundHeartbeatMillis);
        restLater();
    }

    private void restLater() {
        if (restAfterMillis >= 0) {
            timers.removeCallbacks(rest);
            timers.postDelayed(rest, restAfterMillis);
        }
    }

    private void heartbeat(long millis) {
        if (millis > 0) {
            client.heartbeat(millis, TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void rest() {
        if (!foreground) {
            gate.resting(true);
        }
    }

    synchronized boolean isForeground() {
        return foreground;
    }

    void end() {
        timers.removeCallbacks(rest);
    }
}
