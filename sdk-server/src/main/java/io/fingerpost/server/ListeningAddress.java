package io.fingerpost.server;

import io.fingerpost.core.Transport;
import java.net.InetSocketAddress;

/**
 * Where a running server can be reached.
 *
 * @param transport what is spoken there
 * @param address the address, with the port that was picked if 0 was configured
 */
public record ListeningAddress(Transport transport, InetSocketAddress address) {}
