package io.fingerpost.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;

/** Relays TCP connections byte by byte, so that whatever is spoken over TCP passes. */
final class TcpRelay implements RelayTransport {
    private static final int MAX_CONNECTIONS = 1024;
    private static final int CHUNK_BYTES = 16 * 1024;

    private final RelayLoop loop;
    private final InetSocketAddress target;
    private final RelayFlow toTarget;
    private final RelayFlow toClient;
    private final int port;
    private final SelectionKey listenerKey;
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
    private final Set<TcpRelayConnection> connections = new LinkedHashSet<>();
    private boolean blackhole;

    TcpRelay(RelayLoop loop, InetSocketAddress target, RelayFlow toTarget, RelayFlow toClient) throws IOException {
        this.loop = loop;
        this.target = target;
        this.toTarget = toTarget;
        this.toClient = toClient;
        ServerSocketChannel listener =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 512);
        this.port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
        this.listenerKey = loop.register(listener, SelectionKey.OP_ACCEPT, key -> accept(listener));
    }

    @Override
    public int port() {
        return port;
    }

    /** Resets all connections, on both sides. */
    @Override
    public void cut() {
        new ArrayList<>(connections).forEach(TcpRelayConnection::abort);
    }

    /**
     * Holds everything back, or lets it go on. New connections seem to succeed, because the operating system makes them, and stay
     * silent.
     */
    @Override
    public void blackhole(boolean on) {
        blackhole = on;
        acceptIfThereIsRoom();
        new ArrayList<>(connections).forEach(TcpRelayConnection::goOn);
    }

    private void accept(ServerSocketChannel listener) {
        try {
            SocketChannel client;
            while (connections.size() < MAX_CONNECTIONS && (client = listener.accept()) != null) {
                connections.add(TcpRelayConnection.open(this, client, target));
            }
        } catch (IOException e) {
            // The client is gone again, the target refused, or no descriptor is left: this connection came to nothing.
        }
        acceptIfThereIsRoom();
    }

    private void acceptIfThereIsRoom() {
        if (listenerKey.isValid()) {
            boolean room = !blackhole && connections.size() < MAX_CONNECTIONS;
            listenerKey.interestOps(room ? SelectionKey.OP_ACCEPT : 0);
        }
    }

    void remove(TcpRelayConnection connection) {
        connections.remove(connection);
        acceptIfThereIsRoom();
    }

    RelayLoop loop() {
        return loop;
    }

    boolean isBlackhole() {
        return blackhole;
    }

    RelayFlow toTarget() {
        return toTarget;
    }

    RelayFlow toClient() {
        return toClient;
    }

    /** Returns a buffer for one read, which is shared by all connections. */
    ByteBuffer chunk() {
        return chunk.clear();
    }
}
