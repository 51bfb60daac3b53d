package io.fingerpost.server.gateway;

import io.fingerpost.core.Transport;
import java.io.IOException;

/** The configuration of one listening address of a server. Immutable; may be bound by several servers, one after the other. */
public interface Gateway {
    /** Returns the transport it speaks. */
    Transport transport();

    /**
     * Begins to listen. Called once for each start of a server, never on a loop.
     *
     * @throws IOException if the address cannot be had; its message names the address and the reason
     */
    BoundGateway bind(GatewayContext context) throws IOException;
}
