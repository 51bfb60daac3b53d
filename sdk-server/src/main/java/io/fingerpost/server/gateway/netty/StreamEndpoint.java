package io.fingerpost.server.gateway.netty;

import io.fingerpost.core.Transport;
import io.fingerpost.server.gateway.ConnectionAcceptor;
import io.fingerpost.server.gateway.GatewaySettings;

/**
 * What all connections of one listening stream gateway share.
 *
 * @param transport what they speak
 * @param settings their limits
 * @param acceptor who takes them
 */
public record StreamEndpoint(Transport transport, GatewaySettings settings, ConnectionAcceptor acceptor) {}
