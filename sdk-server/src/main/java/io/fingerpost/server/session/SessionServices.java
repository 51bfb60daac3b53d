package io.fingerpost.server.session;

import io.fingerpost.core.link.FrameBuffer;
import io.fingerpost.core.time.TaskLoop;
import io.fingerpost.server.callback.Listeners;
import io.fingerpost.server.gateway.Connection;
import io.fingerpost.server.gateway.ConnectionAcceptor;
import io.fingerpost.server.gateway.ConnectionHandler;
import io.fingerpost.server.store.MessageStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What all sessions of a server share, and where they are made. Safe for use by any thread. */
public final class SessionServices implements ConnectionAcceptor {
    private final SessionLimits limits;
    private final Listeners listeners;
    private final SessionRegistry registry;
    private final MessageSink sink;
    private final LoginService logins;
    private final Map<TaskLoop, FrameBuffer> frameBuffers = new ConcurrentHashMap<>();

    /**
     * Creates the services.
     *
     * @param callbackPool where the application's decisions on logins are made
     * @param store where messages wait, and what knows the numbers of links; null if nowhere
     */
    public SessionServices(
            SessionLimits limits,
            ServerClock clock,
            Listeners listeners,
            Executor callbackPool,
            SessionRegistry registry,
            @Nullable MessageStore store,
            MessageSink sink) {
        this.limits = limits;
        this.listeners = listeners;
        this.registry = registry;
        this.sink = sink;
        this.logins = new LoginService(listeners, callbackPool, registry, store, clock, limits);
    }

    @Override
    public ConnectionHandler accept(Connection connection) {
        return new Session(connection, this);
    }

    SessionLimits limits() {
        return limits;
    }

    Listeners listeners() {
        return listeners;
    }

    SessionRegistry registry() {
        return registry;
    }

    MessageSink sink() {
        return sink;
    }

    LoginService logins() {
        return logins;
    }

    /** Returns where the links of a loop build their frames. */
    FrameBuffer frameBuffer(TaskLoop loop) {
        return frameBuffers.computeIfAbsent(loop, l -> new FrameBuffer());
    }
}
