package io.fingerpost.client;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.fingerpost.core.Transport;
import io.fingerpost.core.link.LinkLimits;
import java.io.File;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Everything that is configured about a client; made by {@link ImClientBuilder#config()}. Immutable. */
public final class ClientConfig {
    private static final int MAX_DATAGRAM_BYTES = 65_507; // 65,535 less the headers of IPv4 and UDP

    private final List<ServerAddress> servers;
    private final ClientListener listener;
    private final ReconnectPolicy reconnectPolicy;
    private final long heartbeatNanos;
    private final long connectTimeoutNanos;
    private final long loginTimeoutNanos;
    private final long sendTimeoutNanos;
    private final int maxPendingMessages;
    private final long maxPendingBytes;
    private final int maxPacketBytes;
    private final Profile profile;
    private final @Nullable String device;
    private final @Nullable File outboxDirectory;
    private final @Nullable SSLContext sslContext;
    private final boolean hostnameVerification;
    private final @Nullable Executor tokenExecutor;
    private final @Nullable PacketObserver packetObserver;

    ClientConfig(ImClientBuilder b) {
        this.servers = Collections.unmodifiableList(new ArrayList<>(b.servers));
        this.listener = b.listener;
        this.reconnectPolicy = b.reconnectPolicy;
        this.heartbeatNanos = b.heartbeatNanos;
        this.connectTimeoutNanos = b.connectTimeoutNanos;
        this.loginTimeoutNanos = b.loginTimeoutNanos;
        this.sendTimeoutNanos = b.sendTimeoutNanos;
        this.maxPendingMessages = b.maxPendingMessages;
        this.maxPendingBytes = b.maxPendingBytes;
        this.maxPacketBytes = b.maxPacketBytes;
        this.profile = b.maxPacketBytes < LinkLimits.MIN_MESSAGE_BYTES ? Profile.BASE : b.profile;
        this.device = b.device;
        this.outboxDirectory = b.outboxDirectory;
        this.sslContext = b.sslContext;
        this.hostnameVerification = b.hostnameVerification;
        this.tokenExecutor = b.tokenExecutor;
        this.packetObserver = b.packetObserver;
    }

    /** Returns the servers, in the order in which they are tried; may be empty. */
    public List<ServerAddress> servers() {
        return servers;
    }

    /** Returns the listener. */
    public ClientListener listener() {
        return listener;
    }

    /** Returns when to reconnect. */
    public ReconnectPolicy reconnectPolicy() {
        return reconnectPolicy;
    }

    /** Returns the time between two keep-alives in nanoseconds: what was configured, or the transport's default. */
    public long heartbeatNanos(Transport transport) {
        if (heartbeatNanos > 0) {
            return heartbeatNanos;
        }
        return SECONDS.toNanos(transport.isReliable() ? 15 : 5); // a server forgets a silent UDP client after 10 s
    }

    /** Returns the longest time to connect to one address in nanoseconds. */
    public long connectTimeoutNanos() {
        return connectTimeoutNanos;
    }

    /** Returns the longest time to wait for the answer to a login in nanoseconds. */
    public long loginTimeoutNanos() {
        return loginTimeoutNanos;
    }

    /** Returns after how many nanoseconds a message that was not acknowledged is lost. */
    public long sendTimeoutNanos() {
        return sendTimeoutNanos;
    }

    /** Returns the most messages that may wait for their outcome. */
    public int maxPendingMessages() {
        return maxPendingMessages;
    }

    /** Returns the most bytes that these messages may have. */
    public long maxPendingBytes() {
        return maxPendingBytes;
    }

    /** Returns the largest packet in bytes that is read from a server. */
    public int maxPacketBytes() {
        return maxPacketBytes;
    }

    /** Returns the largest packet in bytes that is sent in the base profile: one that every configured server can be sent. */
    public int maxSentPacketBytes() {
        for (ServerAddress server : servers) {
            if (server.transport() == Transport.UDP) {
                return Math.min(maxPacketBytes, MAX_DATAGRAM_BYTES);
            }
        }
        return maxPacketBytes;
    }

    /** Returns what the client speaks if the server does. */
    public Profile profile() {
        return profile;
    }

    /** Returns the name of this installation; null for one that the client makes up or has kept. */
    public @Nullable String device() {
        return device;
    }

    /** Returns where pending messages are kept; null if they are not. */
    public @Nullable File outboxDirectory() {
        return outboxDirectory;
    }

    /** Returns the keys and certificates for TLS; null for the platform's. */
    public @Nullable SSLContext sslContext() {
        return sslContext;
    }

    /** Returns whether a server's certificate has to carry its host name. */
    public boolean hostnameVerification() {
        return hostnameVerification;
    }

    /** Returns where token suppliers run; null for the callback executor. */
    public @Nullable Executor tokenExecutor() {
        return tokenExecutor;
    }

    /** Returns who sees each packet; null for nobody. */
    public @Nullable PacketObserver packetObserver() {
        return packetObserver;
    }

    /**
     * Checks an interval and returns it in nanoseconds.
     *
     * @throws IllegalArgumentException if it cannot be the time between two keep-alives
     */
    public static long heartbeatNanos(long interval, TimeUnit unit) {
        long nanos = nanos("heartbeat interval", interval, unit);
        if (nanos < SECONDS.toNanos(1)) {
            throw new IllegalArgumentException("heartbeat interval must be at least 1 s");
        }
        return nanos;
    }

    static long nanos(String name, long amount, TimeUnit unit) {
        if (amount <= 0 || unit.toDays(amount) > 1) {
            throw new IllegalArgumentException(name + " must be positive and at most a day: " + amount + ' ' + unit);
        }
        return unit.toNanos(amount);
    }
}
