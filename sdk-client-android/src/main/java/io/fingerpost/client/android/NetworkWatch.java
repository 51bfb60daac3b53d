package io.fingerpost.client.android;

import android.content.Context;
import android.net.ConnectivityManager;
import android.net.Network;
import android.net.NetworkCapabilities;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the network that the platform gives the application by default.
 *
 * <p>Whether the platform has found the internet behind it ("validated") decides nothing: a server in a company's network may well be
 * reached without, and behind a login page of a hotel the attempts go on, ever more slowly. That it was found is a hint to try at once.
 */
final class NetworkWatch extends ConnectivityManager.NetworkCallback {
    private static final Logger log = LoggerFactory.getLogger(NetworkWatch.class);
    /** Stands for a network when the platform does not tell: the client tries, and backs off when it fails. */
    private static final Object ANY = "any network";

    private final ConnectivityManager platform;
    private @Nullable ConnectionGate gate; // guarded by this
    private boolean validated; // guarded by this

    NetworkWatch(Context context) {
        this.platform = (ConnectivityManager) context.getSystemService(Context.CONNECTIVITY_SERVICE);
    }

    /** Returns the network that there is now; null if there is none. */
    @Nullable Object current() {
        try {
            return platform.getActiveNetwork();
        } catch (RuntimeException e) {
            log.warn("the platform does not say which network there is: {}", e.toString());
            return ANY;
        }
    }

    /** Begins to tell. */
    void begin(ConnectionGate newGate) {
        synchronized (this) {
            gate = newGate;
        }
        try {
            platform.registerDefaultNetworkCallback(this);
        } catch (RuntimeException e) {
            // Too many callbacks in this application, or one of the platforms that throw here for no reason: without
            // hints the client
            // finds out by itself, only later.
            log.warn("the platform does not tell of networks: {}", e.toString());
            end();
            newGate.available(ANY);
        }
    }

    /** Tells nothing more. Does nothing if nothing is told. */
    void end() {
        synchronized (this) {
            if (gate == null) {
                return;
            }
            gate = null;
        }
        try {
            platform.unregisterNetworkCallback(this);
        } catch (IllegalArgumentException e) {
            log.debug("the callback was not registered", e);
        }
    }

    @Override
    public synchronized void onAvailable(Network network) {
        validated = false;
        if (gate != null) {
            gate.available(network);
        }
    }

    @Override
    public synchronized void onLost(Network network) {
        if (gate != null) {
            gate.lost(network);
        }
    }

    @Override
    public synchronized void onCapabilitiesChanged(Network network, NetworkCapabilities capabilities) {
        boolean was = validated;
        validated = capabilities.hasCapability(NetworkCapabilities.NET_CAPABILITY_VALIDATED);
        if (gate != null && validated && !was) {
            gate.hint();
        }
    }

    /** Called from API 29 on. */
    @Override
    public synchronized void onBlockedStatusChanged(Network network, boolean blocked) {
        if (gate != null) {
            gate.blocked(blocked);
        }
    }
}
