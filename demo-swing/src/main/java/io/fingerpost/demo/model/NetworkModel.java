package io.fingerpost.demo.model;

import io.fingerpost.demo.network.BadNetwork;
import io.fingerpost.demo.network.NetworkPath;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The network between one client and its server. Confined to the user interface's thread, except where a method says otherwise. */
public final class NetworkModel {
    private final Ui ui;
    private final @Nullable NetworkPath path;
    private final Object applying = new Object();
    private BadNetwork network = BadNetwork.PERFECT;
    private CompletableFuture<?> applied =
            CompletableFuture.completedFuture(null); // owned by the user interface's thread
    private volatile boolean cut; // written by the user interface's thread
    private volatile boolean closed; // written by the user interface's thread

    /** Creates the model of a way, or of a connection that goes directly to the server, where nothing can be changed. */
    NetworkModel(Ui ui, @Nullable NetworkPath path) {
        this.ui = ui;
        this.path = path;
    }

    /** Returns whether anything can be changed here. */
    public boolean isAdjustable() {
        return path != null;
    }

    /** Returns how bad it is. */
    public BadNetwork network() {
        return network;
    }

    /** Returns whether nothing gets through. */
    public boolean isCut() {
        return cut;
    }

    /** Makes it as bad as this. */
    public void set(BadNetwork as) {
        ui.check();
        network = as;
        if (path != null) {
            path.setConditions(as.conditions());
        }
    }

    /** Breaks the connection, and lets nothing through until {@link #restore}. */
    public void cut() {
        setCut(true);
    }

    /** Ends a {@link #cut}. */
    public void restore() {
        setCut(false);
    }

    /** Makes the network perfect. */
    public void heal() {
        set(BadNetwork.PERFECT);
        restore();
    }

    /** Returns how many packets were lost, or stalled on a stream. */
    public long dropped() {
        return path == null ? 0 : path.dropped();
    }

    /** Returns what completes when the last {@link #cut} or {@link #restore} has taken effect. */
    CompletableFuture<?> applied() {
        return applied;
    }

    private void setCut(boolean wanted) {
        ui.check();
        if (path != null && cut != wanted) {
            cut = wanted;
            applied = ui.background(() -> apply(path));
        }
    }

    /** Does what is wanted by now, which may be something else than when it was asked for. On a background thread. */
    private @Nullable Void apply(NetworkPath to) {
        synchronized (applying) {
            if (!closed && cut) {
                to.cut();
            } else if (!closed) {
                to.restore();
            }
        }
        return null;
    }

    /** Closes the way; completes when it is closed. */
    CompletableFuture<?> close() {
        closed = true;
        return path == null
                ? CompletableFuture.completedFuture(null)
                : ui.background(() -> {
                    synchronized (applying) {
                        path.close();
                    }
                    return null;
                });
    }
}
