package io.fingerpost.server.gateway;

import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Objects;

/**
 * Where to listen. The host name is looked up when a gateway is bound, not before.
 *
 * @param host a host name or an address; {@code 0.0.0.0} is every address of this machine
 * @param port the port, or 0 for a free one
 */
public record ListenAddress(String host, int port) {
    /** Every address of this machine, of IPv6 too where the system has it. */
    public static final String ANY_HOST = "0.0.0.0";

    /** Checks the port. */
    public ListenAddress {
        Objects.requireNonNull(host, "host");
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port must be from 0 to 65535: " + port);
        }
    }

    /**
     * Looks the host up.
     *
     * @throws UnknownHostException if nobody knows it
     */
    public InetSocketAddress resolve() throws UnknownHostException {
        if (host.equals(ANY_HOST)) {
            return new InetSocketAddress(port);
        }
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new UnknownHostException("unknown host");
        }
        return address;
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? '[' + host + ']' : host) + ':' + port;
    }
}
