package io.fingerpost.server.gateway;

import java.io.IOException;
import java.net.InetSocketAddress;

/** A gateway that listens. Its methods may be called by any thread but a loop. */
public interface BoundGateway {
    /** Returns the address it listens on, with the port that was picked if the configured one is 0. */
    InetSocketAddress address();

    /**
     * Reads certificates and keys again, for connections made from now on; does nothing without TLS.
     *
     * @throws IOException if they cannot be used; its message says which file is wrong, and the old ones stay
     */
    default void reloadCertificates() throws IOException {}

    /** Returns how many peers were turned away so far because there were too many, or because no more are taken. */
    default long refusedPeers() {
        return 0;
    }

    /** Takes no new peers; the ones there are go on. Returns when that is done. */
    void stopAccepting();

    /**
     * Closes every connection, after what was sent on it has been written if the peer reads within about 2 s, and gives all
     * resources back. Every handler has been told that it is closed when this returns. May be called again.
     */
    void close();
}
