package io.fingerpost.server.gateway;

import java.util.concurrent.TimeUnit;

/**
 * The limits that every connection of a gateway shares.
 *
 * @param maxPacketBytes the largest packet that is read or written
 * @param expiryNanos how long a session may be silent before it is ended
 * @param maxConnections the most peers at once
 */
public record GatewaySettings(int maxPacketBytes, long expiryNanos, int maxConnections) {
    /** Checks the limits. */
    public GatewaySettings {
        if (maxPacketBytes < 512) {
            throw new IllegalArgumentException("maxPacketBytes must be at least 512: " + maxPacketBytes);
        }
        if (expiryNanos < TimeUnit.MILLISECONDS.toNanos(100)) {
            throw new IllegalArgumentException("expiry must be at least 100 ms");
        }
        if (maxConnections < 1) {
            throw new IllegalArgumentException("maxConnections must be positive: " + maxConnections);
        }
    }
}
