package io.fingerpost.server.gateway;

import io.fingerpost.core.Transport;

/**
 * What every gateway is configured with.
 *
 * @param transport what it speaks
 * @param address where it listens
 * @param settings the limits of its connections
 * @param sendBufferBytes the size of the sockets' send buffers, 0 for the system's default
 * @param receiveBufferBytes the size of the sockets' receive buffers, 0 for the system's default
 */
public record GatewayOptions(
        Transport transport,
        ListenAddress address,
        GatewaySettings settings,
        int sendBufferBytes,
        int receiveBufferBytes) {}
