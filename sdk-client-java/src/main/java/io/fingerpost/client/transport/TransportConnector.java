package io.fingerpost.client.transport;

import io.fingerpost.client.ClientConfig;
import io.fingerpost.client.ServerAddress;
import io.fingerpost.client.session.ClientConnection;
import io.fingerpost.client.session.ConnectionListener;
import io.fingerpost.client.session.Connector;
import io.fingerpost.core.Transport;
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
        Transport transport = address.transport();
        if (transport == Transport.UDP) {
            return DatagramConnection.connect(address, config, events);
        }
        Framing framing = transport == Transport.TCP
                ? new LengthFraming(config.maxPacketBytes())
                : new WebSocketFraming(address, config.maxPacketBytes());
        return StreamConnection.connect(address, config, events, framing);
    }
}
