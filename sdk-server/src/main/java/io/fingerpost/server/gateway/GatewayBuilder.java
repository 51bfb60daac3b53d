package io.fingerpost.server.gateway;

import io.fingerpost.core.Transport;
import io.fingerpost.core.codec.ProtocalCodec;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * What the builders of all gateways have in common. Not thread-safe; what is built is immutable.
 *
 * @param <B> the builder itself
 */
public abstract class GatewayBuilder<B extends GatewayBuilder<B>> {
    /** How long after a missed heartbeat a session is ended. */
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long FROM_HEARTBEAT = -1;

    private final Transport transport;
    private String host = ListenAddress.ANY_HOST;
    private int port;
    private int maxPacketBytes = ProtocalCodec.DEFAULT_MAX_PACKET_BYTES;
    private int maxConnections;
    private long heartbeatNanos;
    private long expiryNanos = FROM_HEARTBEAT;
    private int sendBufferBytes;
    private int receiveBufferBytes;

    /** Starts with the defaults of the transport. */
    protected GatewayBuilder(Transport transport, int maxConnections, long heartbeatSeconds) {
        this.transport = transport;
        this.port = transport.defaultPort();
        this.maxConnections = maxConnections;
        this.heartbeatNanos = TimeUnit.SECONDS.toNanos(heartbeatSeconds);
    }

    /** Returns this. */
    protected abstract B self();

    /** Sets the host name or address to listen on. Default: every address of this machine. */
    public B host(String host) {
        this.host = Objects.requireNonNull(host, "host");
        return self();
    }

    /** Sets the port; 0 takes a free one. Default: that of the {@link Transport}. */
    public B port(int port) {
        this.port = port;
        return self();
    }

    /** Sets the largest packet that is read or written, in bytes, at least 512. Default: 65,536, or what fits a datagram. */
    public B maxPacketBytes(int maxPacketBytes) {
        this.maxPacketBytes = maxPacketBytes;
        return self();
    }

    /** Sets how many peers there may be at once. Default: 100,000 on streams, 1,000,000 on UDP. */
    public B maxConnections(int maxConnections) {
        this.maxConnections = maxConnections;
        return self();
    }

    /**
     * Sets the longest interval at which clients of this gateway send heartbeats; usual are 3, 5, 10, 15, 30, 60 and 120 s. A
     * session that is silent for 5 s longer is ended. Default: 15 s on streams, 5 s on UDP.
     */
    public B heartbeat(long interval, TimeUnit unit) {
        if (interval <= 0) {
            throw new IllegalArgumentException("heartbeat must be positive: " + interval);
        }
        heartbeatNanos = unit.toNanos(interval);
        return self();
    }

    /** Sets after how long a silence a session is ended, whatever the heartbeat is. At least 100 ms. */
    public B expiry(long silence, TimeUnit unit) {
        if (silence <= 0) {
            throw new IllegalArgumentException("expiry must be positive: " + silence);
        }
        expiryNanos = unit.toNanos(silence);
        return self();
    }

    /** Sets the size of the sockets' send buffers in bytes; 0 leaves it to the system. */
    public B sendBufferBytes(int sendBufferBytes) {
        this.sendBufferBytes = checkSize("sendBufferBytes", sendBufferBytes);
        return self();
    }

    /** Sets the size of the sockets' receive buffers in bytes; 0 leaves it to the system, which is the default on streams. */
    public B receiveBufferBytes(int receiveBufferBytes) {
        this.receiveBufferBytes = checkSize("receiveBufferBytes", receiveBufferBytes);
        return self();
    }

    /** Returns all that was set here. */
    protected GatewayOptions options() {
        long expiry = expiryNanos == FROM_HEARTBEAT ? heartbeatNanos + GRACE_NANOS : expiryNanos;
        return new GatewayOptions(
                transport,
                new ListenAddress(host, port),
                new GatewaySettings(maxPacketBytes, expiry, maxConnections),
                sendBufferBytes,
                receiveBufferBytes);
    }

    /** Returns the size if it is one. */
    protected static int checkSize(String name, int bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException(name + " must not be negative: " + bytes);
        }
        return bytes;
    }
}
