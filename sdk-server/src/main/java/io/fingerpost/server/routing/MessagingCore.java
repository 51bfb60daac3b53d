package io.fingerpost.server.routing;

import io.fingerpost.server.ServerEventListener;
import io.fingerpost.server.ServerSender;
import io.fingerpost.server.Sessions;
import io.fingerpost.server.callback.Listeners;
import io.fingerpost.server.gateway.ConnectionAcceptor;
import io.fingerpost.server.session.ServerClock;
import io.fingerpost.server.session.Session;
import io.fingerpost.server.session.SessionLimits;
import io.fingerpost.server.session.SessionRegistry;
import io.fingerpost.server.session.SessionServices;
import io.fingerpost.server.store.MessageStore;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A server without its sockets and threads: everything between the gateways and the application, put together. It gets its clock
 * and its threads from outside, so that the same code runs in production and in simulations. Safe for use by any thread.
 */
public final class MessagingCore {
    private static final int MAX_PENDING_FROM_SERVER = 100_000;

    private final SessionRegistry registry;
    private final SessionServices services;
    private final Sender sender;
    private final @Nullable Inboxes inboxes;

    /**
     * Puts a server together.
     *
     * @param listener the application
     * @param store where messages wait for users who are offline; null if nowhere
     * @param clock the clocks; the monotonic one has to be that of the connections' loops
     * @param callbackPool runs the application's code, never on a loop
     * @param stamps whether messages get the server's time ({@code sm})
     */
    public MessagingCore(
            ServerEventListener listener,
            @Nullable MessageStore store,
            ServerClock clock,
            Executor callbackPool,
            SessionLimits limits,
            boolean stamps) {
        Listeners listeners = new Listeners(listener);
        registry = new SessionRegistry(callbackPool, limits);
        inboxes = store == null ? null : new Inboxes(store, registry, listeners, callbackPool);
        Router router = new Router(registry, listeners, inboxes, clock, limits, stamps);
        services = new SessionServices(limits, clock, listeners, callbackPool, registry, store, router);
        sender = new Sender(
                router, inboxes, registry, listeners, clock, limits, callbackPool, stamps, MAX_PENDING_FROM_SERVER);
    }

    /** Returns who takes new connections. */
    public ConnectionAcceptor acceptor() {
        return services;
    }

    /** Returns who is online. */
    public Sessions sessions() {
        return registry;
    }

    /** Returns the application's way to its users. */
    public ServerSender sender() {
        return sender;
    }

    /** Gives up stored messages that have waited for too long; to be called now and then. Blocks. */
    public void expireStored() {
        if (inboxes != null) {
            inboxes.expire();
        }
    }

    /** Ends every session, and every message that has no outcome yet. The callbacks about it are handed to the callback pool. */
    public void close() {
        sender.close();
        registry.sessions().forEach(Session::close);
    }
}
