package io.fingerpost.server.gateway;

import org.jspecify.annotations.Nullable;

/** Takes new peers. */
@FunctionalInterface
public interface ConnectionAcceptor {
    /**
     * Called on the connection's loop before anything is read from it.
     *
     * @return who handles the connection, or null if there is no room for it: then the gateway closes it
     */
    @Nullable ConnectionHandler accept(Connection connection);
}
