package io.fingerpost.client.session;

import io.fingerpost.client.ServerAddress;

/** Makes connections. Called on the client's loop. */
@FunctionalInterface
public interface Connector {
    /**
     * Begins to connect, and returns at once. Looks the host name up anew. The listener is told how it went, on the loop and never
     * inside a call of a connector or connection.
     */
    ClientConnection connect(ServerAddress address, ConnectionListener listener);
}
