package io.fingerpost.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** A client's connection and the one that was made to the target for it. Confined to the relay's loop. */
final class TcpRelayConnection {
    private final TcpRelay relay;
    private final SocketChannel client;
    private final SocketChannel upstream;
    private final TcpRelayPipe toTarget;
    private final TcpRelayPipe toClient;
    private final SelectionKey clientKey;
    private final SelectionKey upstreamKey;
    private boolean connected;
    private boolean closed;

    private TcpRelayConnection(TcpRelay relay, SocketChannel client, SocketChannel upstream) throws IOException {
        this.relay = relay;
        this.client = client;
        this.upstream = upstream;
        this.toTarget = new TcpRelayPipe(relay, this, relay.toTarget(), client, upstream);
        this.toClient = new TcpRelayPipe(relay, this, relay.toClient(), upstream, client);
        this.clientKey = relay.loop().register(client, 0, key -> onReady(key, toTarget, toClient));
        this.upstreamKey =
                relay.loop().register(upstream, SelectionKey.OP_CONNECT, key -> onReady(key, toClient, toTarget));
    }

    static TcpRelayConnection open(TcpRelay relay, SocketChannel client, InetSocketAddress target) throws IOException {
        SocketChannel upstream = SocketChannel.open();
        try {
            client.setOption(StandardSocketOptions.TCP_NODELAY, true);
            upstream.setOption(StandardSocketOptions.TCP_NODELAY, true);
            TcpRelayConnection connection = new TcpRelayConnection(relay, client, upstream);
            if (upstream.connect(target)) {
                connection.onConnected();
            }
            return connection;
        } catch (IOException e) {
            reset(client);
            reset(upstream);
            throw e;
        }
    }

    private void onReady(SelectionKey key, TcpRelayPipe reading, TcpRelayPipe writing) {
        try {
            if (key.isConnectable()) {
                upstream.finishConnect();
                onConnected();
                return;
            }
            if (key.isReadable()) {
                reading.read();
            }
            if (key.isValid() && key.isWritable()) {
                writing.flush();
            }
            updateInterest();
        } catch (IOException e) {
            abort();
        }
    }

    private void onConnected() {
        connected = true;
        updateInterest();
    }

    /** Says anew what to wait for; to be called whenever a pipe has read or written something. */
    void updateInterest() {
        if (closed || !connected) {
            return;
        }
        if (toTarget.isEnded() && toClient.isEnded()) {
            close();
            return;
        }
        clientKey.interestOps(interest(toTarget, toClient));
        upstreamKey.interestOps(interest(toClient, toTarget));
    }

    private static int interest(TcpRelayPipe reading, TcpRelayPipe writing) {
        return (reading.wantsToRead() ? SelectionKey.OP_READ : 0)
                | (writing.wantsToWrite() ? SelectionKey.OP_WRITE : 0);
    }

    /** Goes on after the blackhole was switched. */
    void goOn() {
        try {
            toTarget.flush();
            toClient.flush();
            updateInterest();
        } catch (IOException e) {
            abort();
        }
    }

    /** Ends the connection on both sides with a reset. */
    void abort() {
        if (!closed) {
            reset(client);
            reset(upstream);
            close();
        }
    }

    private void close() {
        closed = true;
        toTarget.close();
        toClient.close();
        RelayLoop.closeQuietly(client);
        RelayLoop.closeQuietly(upstream);
        relay.remove(this);
    }

    private static void reset(SocketChannel channel) {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            // It is closed already, or will be without a reset.
        }
        RelayLoop.closeQuietly(channel);
    }
}
