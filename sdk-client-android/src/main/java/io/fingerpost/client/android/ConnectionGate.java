package io.fingerpost.client.android;

import io.fingerpost.client.ImClient;
import org.jspecify.annotations.Nullable;

/**
 * Decides from all that the platform and the application say whether the client should be connected, and tells it when that changes. Pure
 * logic. Safe for use by any thread; the client is told under the monitor, so that it hears things in the order in which they happened, which
 * is safe because its methods only hand over.
 */
final class ConnectionGate {
    private final ImClient client;

    // All guarded by this.
    private @Nullable Object network; // what the platform calls it; null while there is none
    private boolean blocked; // the network is there, and not for this application
    private boolean stopped;
    private boolean resting; // in the background for so long that the client is to be offline
    private boolean pushing; // a push message has arrived
    private boolean open = true; // what the client was told last; it assumes a network by itself

    ConnectionGate(ImClient client, @Nullable Object network) {
        this.client = client;
        this.network = network;
        update(false);
    }

    /** Notes the network that the application uses from now on. */
    synchronized void available(Object newNetwork) {
        Object old = network;
        network = newNetwork;
        if (newNetwork.equals(old)) {
            update(true);
            return;
        }
        blocked = false; // said of the one before
        if (open && old != null) {
            client.networkChanged();
        } else {
            update(true);
        }
    }

    /** Notes that a network is gone. It may be one that was replaced before. */
    synchronized void lost(Object lostNetwork) {
        if (lostNetwork.equals(network)) {
            network = null;
            update(false);
        }
    }

    /** Notes whether the platform keeps the application from the network, as it does to save battery or data. */
    synchronized void blocked(boolean nowBlocked) {
        blocked = nowBlocked;
        update(false);
    }

    /** Notes whether the application wants no connection at all. */
    synchronized void stopped(boolean nowStopped) {
        stopped = nowStopped;
        update(false);
    }

    /** Notes whether the client is to be offline because the application is in the background. */
    synchronized void resting(boolean nowResting) {
        resting = nowResting;
        update(false);
    }

    /** Notes whether a push message is being answered: it has come over some network, whatever the platform said of it before. */
    synchronized void pushing(boolean nowPushing) {
        pushing = nowPushing;
        update(nowPushing);
    }

    /** Something has happened after which an attempt or a look at the connection is worth it: the internet is back, the device woke up. */
    synchronized void hint() {
        update(true);
    }

    /** Returns whether the application wants no connection at all. */
    synchronized boolean isStopped() {
        return stopped;
    }

    private void update(boolean worthATry) {
        boolean nowOpen = !stopped && (pushing || (network != null && !blocked && !resting));
        if (nowOpen && (!open || worthATry)) {
            client.networkAvailable();
        } else if (open && !nowOpen) {
            client.networkLost();
        }
        open = nowOpen;
    }
}
