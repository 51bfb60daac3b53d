package io.fingerpost.client.transport;

import io.fingerpost.client.ClientConfig;
import io.fingerpost.client.ServerAddress;
import io.fingerpost.client.session.ClientConnection;
import io.fingerpost.client.session.ConnectionListener;
import io.fingerpost.client.session.Connector;
import io.fingerpost.core.time.TaskLoop;

/** Connects by whatever transport an address names. */
public final class TransportConnector implements Connector {
    private final ClientConfig config;
    private final TaskLoop loop;

    /**
     * Creates a connector.
     *
     * @param loop the client's loop, on which listeners are called
     */
    public TransportConnector(ClientConfig config, TaskLoop loop) {
        this.config = config;
        this.loop = loop;
    }

    @Override
    public ClientConnection connect(ServerAddress address, ConnectionListener listener) {
        LoopEvents events = new LoopEvents(loop, listener);
        switch (address.transport()) {
            case UDP:
                return DatagramConnection.connect(address, config, events);
            case TCP:
                return StreamConnection.connect(address, config, events, new LengthFraming(config.maxPacketBytes()));
            case WEBSOCKET:
                return StreamConnection.connect(
                        address, config, events, new WebSocketFraming(address, config.maxPacketBytes()));
        }
        throw new AssertionError(address.transport());
    }
}
