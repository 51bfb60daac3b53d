package io.fingerpost.server.gateway;

import org.jspecify.annotations.Nullable;

/**
 * What a gateway over TCP is configured with.
 *
 * @param gateway what it shares with all gateways
 * @param tls the certificate and key, or null for no TLS
 * @param writeBufferBytes how many bytes may wait for one peer before it is no longer writable
 */
public record StreamOptions(
        GatewayOptions gateway, @Nullable TlsConfig tls, int writeBufferBytes) {}
