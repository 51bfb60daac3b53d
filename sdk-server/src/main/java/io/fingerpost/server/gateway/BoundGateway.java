package io.fingerpost.server.gateway;

import java.net.InetSocketAddress;

/** A gateway that listens. Its methods may be called by any thread but a loop. */
public interface BoundGateway {
    /** Returns the address it listens on, with the port that was picked if the configured one is 0. */
    InetSocketAddress address();

    /** Reads certificates and keys again, for connections made from now on; does nothing without TLS. */
    default void reloadCertificates() throws java.io.IOException {}

    /** Takes no new peers; the ones there are go on. Returns when that is done. */
    void stopAccepting();

    /** Closes every connection and gives all resources back. Returns when that is done. */
    void close();
}
