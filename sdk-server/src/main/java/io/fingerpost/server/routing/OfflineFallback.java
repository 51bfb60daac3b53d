package io.fingerpost.server.routing;

import io.fingerpost.core.Protocal;
import io.fingerpost.server.callback.Listeners;
import io.fingerpost.server.session.ServerClock;
import io.fingerpost.server.session.Session;
import io.fingerpost.server.session.SessionRegistry;
import io.fingerpost.server.session.UserAccount;
import io.fingerpost.server.store.MessageStore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a message goes that its recipient did not get: the application is asked first, then the store. Immutable. */
final class OfflineFallback {
    private static final Logger LOG = LoggerFactory.getLogger(OfflineFallback.class);

    private final Listeners listeners;
    private final @Nullable MessageStore store;
    private final SessionRegistry registry;

    OfflineFallback(Listeners listeners, @Nullable MessageStore store, SessionRegistry registry) {
        this.listeners = listeners;
        this.store = store;
        this.registry = registry;
    }

    /** Offers a message with QoS from one user to another. Tells whether somebody took it, on a callback thread or at once. */
    void confirmed(UserAccount sender, Protocal message, Consumer<Boolean> taken) {
        if (!listeners.takesOver() && store == null) {
            taken.accept(false);
            return;
        }
        sender.callbacks()
                .execute(
                        () -> taken.accept((listeners.takesOver() && listeners.takesOver(message)) || stored(message)));
    }

    /** Offers a message without QoS from one user to another: the application may want it, but it is not worth a place in the store. */
    void unconfirmed(UserAccount sender, Protocal message) {
        if (listeners.takesOver() && !sender.callbacks().tryExecute(() -> listeners.takesOver(message))) {
            LOG.debug("A message without QoS from {} was dropped: too many callbacks wait", message.from());
        }
    }

    /** Returns whether there is a store at all. */
    boolean hasStore() {
        return store != null;
    }

    /** Stores the message if it can. Blocks until it is safe, so never on a loop. */
    boolean stored(Protocal message) {
        if (store == null) {
            return false;
        }
        Session online = registry.session(message.to());
        if (online != null) {
            online.signalStoredMessages(); // came online while the message was on its way into the store
        }
        return true;
    }

    /** Begins to deliver what waits for the user of a session. */
    void onActive(Session session, long deliveryTimeoutNanos, ServerClock clock) {}
}
