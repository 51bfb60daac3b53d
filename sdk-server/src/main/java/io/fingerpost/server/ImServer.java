package io.fingerpost.server;

import io.fingerpost.core.Transport;
import io.fingerpost.server.gateway.Gateway;
import io.fingerpost.server.session.SessionLimits;
import io.fingerpost.server.store.MessageStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A messaging server to embed in an application.
 *
 * <pre>{@code
 * ImServer server = ImServer.builder()
 *         .gateway(TcpGateway.builder().build())
 *         .gateway(UdpGateway.builder().build())
 *         .listener(new MyListener())
 *         .build()
 *         .start();
 * server.sender().send("alice", "maintenance at noon");
 * }</pre>
 *
 * Safe for use by any thread. Many servers may run in one process. A server that was closed may be started again.
 */
public final class ImServer implements AutoCloseable {
    private final Builder settings;
    private @Nullable RunningServer running; // guarded by this

    private ImServer(Builder settings) {
        this.settings = settings;
    }

    /** Returns a builder with the default settings. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Listens on all gateways. Either all of them listen when this returns, or none does.
     *
     * @return this server
     * @throws IOException if an address cannot be had; the message says which one and why
     * @throws IllegalStateException if the server runs already
     */
    public synchronized ImServer start() throws IOException {
        if (running != null) {
            throw new IllegalStateException("the server runs already");
        }
        running = new RunningServer(settings);
        return this;
    }

    /**
     * Ends all sessions, waits up to five seconds for the application's callbacks, and gives threads, ports and buffers back. Does
     * nothing if the server does not run. Must not be called by a callback.
     */
    @Override
    public synchronized void close() {
        RunningServer server = running;
        running = null;
        if (server != null) {
            server.close();
        }
    }

    /**
     * Returns the way to send messages to users.
     *
     * @throws IllegalStateException if the server does not run
     */
    public ServerSender sender() {
        return running().core().sender();
    }

    /**
     * Returns who is online.
     *
     * @throws IllegalStateException if the server does not run
     */
    public Sessions sessions() {
        return running().core().sessions();
    }

    /**
     * Returns where the server listens, in the order in which the gateways were added.
     *
     * @throws IllegalStateException if the server does not run
     */
    public List<ListeningAddress> addresses() {
        return running().addresses();
    }

    /**
     * Returns the port of the first gateway that speaks the transport.
     *
     * @throws IllegalStateException if the server does not run
     * @throws IllegalArgumentException if no gateway speaks it
     */
    public int port(Transport transport) {
        return addresses().stream()
                .filter(a -> a.transport() == transport)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no gateway for " + transport))
                .address()
                .getPort();
    }

    /**
     * Reads certificates and keys again, for connections made from now on.
     *
     * @throws IOException if one of them cannot be read; the old ones stay in use then
     * @throws IllegalStateException if the server does not run
     */
    public void reloadCertificates() throws IOException {
        running().reloadCertificates();
    }

    private synchronized RunningServer running() {
        if (running == null) {
            throw new IllegalStateException("the server does not run; call start() first");
        }
        return running;
    }

    /** Collects the settings of an {@link ImServer}. Not safe for use by several threads at once. */
    public static final class Builder {
        private final List<Gateway> gateways = new ArrayList<>();
        private @Nullable ServerEventListener listener;
        private @Nullable MessageStore store;
        private int loopThreads;
        private int callbackThreads = Math.max(16, 4 * Runtime.getRuntime().availableProcessors());
        private boolean timestamps;
        private long loginTimeoutNanos = SessionLimits.DEFAULT.loginTimeoutNanos();
        private long deliveryTimeoutNanos = SessionLimits.DEFAULT.deliveryTimeoutNanos();

        private Builder() {}

        private Builder(Builder other) {
            gateways.addAll(other.gateways);
            listener = other.listener;
            store = other.store;
            loopThreads = other.loopThreads;
            callbackThreads = other.callbackThreads;
            timestamps = other.timestamps;
            loginTimeoutNanos = other.loginTimeoutNanos;
            deliveryTimeoutNanos = other.deliveryTimeoutNanos;
        }

        /** Adds an address to listen on. At least one is needed. */
        public Builder gateway(Gateway gateway) {
            gateways.add(Objects.requireNonNull(gateway, "gateway"));
            return this;
        }

        /** Sets the application. Needed. */
        public Builder listener(ServerEventListener listener) {
            this.listener = Objects.requireNonNull(listener, "listener");
            return this;
        }

        /** Sets where messages wait for users who are offline. Without one, and unless the application takes them over, they fail. */
        public Builder store(@Nullable MessageStore store) {
            this.store = store;
            return this;
        }

        /**
         * Sets how many threads serve connections, 1 to 1,024; 0, the default, means one for every two processors, and at least one. The
         * other processors are left to the kernel's side of the network, callbacks, the store and the collector; and the fewer these
         * threads are, the less they have to pass on to each other. Where much is encrypted, more may be better.
         */
        public Builder loopThreads(int threads) {
            this.loopThreads = checkRange("loopThreads", threads, 0, 1_024);
            return this;
        }

        /**
         * Sets how many of the application's callbacks may run at once. The default is four for each processor, at least 16. While
         * that many of them block, the others wait.
         */
        public Builder callbackThreads(int threads) {
            this.callbackThreads = checkRange("callbackThreads", threads, 1, 10_000);
            return this;
        }

        /** Sets whether messages carry the server's time in {@code sm}. Off by default, and packets are then relayed as they came. */
        public Builder timestamps(boolean on) {
            this.timestamps = on;
            return this;
        }

        /** Sets how long a connection may stand without being logged in. The default is 30 s. */
        public Builder loginTimeout(long time, TimeUnit unit) {
            this.loginTimeoutNanos = checkPositive("loginTimeout", unit.toNanos(time));
            return this;
        }

        /**
         * Sets how long a recipient has to acknowledge a message before the offline fallback is asked. The default is 10 s; older
         * clients give a message up after about 15 s, so stay below that.
         */
        public Builder deliveryTimeout(long time, TimeUnit unit) {
            this.deliveryTimeoutNanos = checkPositive("deliveryTimeout", unit.toNanos(time));
            return this;
        }

        /**
         * Returns the server, which does not run yet.
         *
         * @throws IllegalStateException if the listener or a gateway is missing
         */
        public ImServer build() {
            if (listener == null) {
                throw new IllegalStateException("a server needs a listener(...)");
            }
            if (gateways.isEmpty()) {
                throw new IllegalStateException("a server needs at least one gateway(...)");
            }
            return new ImServer(new Builder(this));
        }

        List<Gateway> gateways() {
            return gateways;
        }

        ServerEventListener listener() {
            return Objects.requireNonNull(listener);
        }

        @Nullable MessageStore store() {
            return store;
        }

        int loopThreads() {
            return loopThreads == 0 ? Math.max(1, Runtime.getRuntime().availableProcessors() / 2) : loopThreads;
        }

        int callbackThreads() {
            return callbackThreads;
        }

        boolean timestamps() {
            return timestamps;
        }

        SessionLimits limits() {
            SessionLimits d = SessionLimits.DEFAULT;
            return new SessionLimits(
                    loginTimeoutNanos,
                    deliveryTimeoutNanos,
                    d.maxPendingMessages(),
                    d.maxPendingBytes(),
                    d.maxMessagesInProgress(),
                    d.maxRememberedMessages(),
                    d.settledAgeNanos(),
                    d.maxWaitingCallbacks(),
                    d.maxMessageBytes(),
                    d.maxConcurrentLogins());
        }

        private static int checkRange(String name, int value, int min, int max) {
            if (value < min || value > max) {
                throw new IllegalArgumentException(name + " must be from " + min + " to " + max + ": " + value);
            }
            return value;
        }

        private static long checkPositive(String name, long nanos) {
            if (nanos <= 0) {
                throw new IllegalArgumentException(name + " must be positive");
            }
            return nanos;
        }
    }
}
