package io.fingerpost.client.transport;

import io.fingerpost.client.ClientConfig;
import io.fingerpost.client.ServerAddress;
import io.fingerpost.client.session.ClientConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connected UDP socket. A reader thread opens it, reads it and closes it; the loop writes to it. It does not block: a datagram for which the
 * system has no room is lost, like others are on the way.
 */
final class DatagramConnection implements ClientConnection, Runnable {
    private static final Logger log = LoggerFactory.getLogger(DatagramConnection.class);
    private static final int MAX_UDP_BYTES = 65_535;

    private final ServerAddress address;
    private final LoopEvents events;
    private final int maxPacketBytes;
    private volatile @Nullable DatagramChannel channel; // set by the reader, like the next one
    private volatile @Nullable Selector selector;
    private volatile @Nullable IOException failure; // set by the loop when writing shows that nobody is there
    private volatile boolean closed; // set by the loop

    private DatagramConnection(ServerAddress address, ClientConfig config, LoopEvents events) {
        this.address = address;
        this.events = events;
        this.maxPacketBytes = Math.min(config.maxPacketBytes(), MAX_UDP_BYTES);
    }

    /** Begins to connect: looks the host name up, and opens the socket. */
    static DatagramConnection connect(ServerAddress address, ClientConfig config, LoopEvents events) {
        DatagramConnection connection = new DatagramConnection(address, config, events);
        StreamConnection.newThread("reader", connection).start();
        return connection;
    }

    @Override
    public boolean send(byte[] packet) {
        DatagramChannel current = channel;
        if (current == null || closed) {
            return false;
        }
        try {
            return current.write(ByteBuffer.wrap(packet)) > 0;
        } catch (IOException e) {
            log.debug("a datagram to {} was not sent: {}", address, e.toString());
            if (e instanceof PortUnreachableException || Failures.isNetworkMissing(e)) {
                failure = e;
                wakeReader();
            }
            return false;
        }
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public void close() {
        closed = true;
        events.stop();
        wakeReader();
    }

    private void wakeReader() {
        Selector current = selector;
        if (current != null) {
            current.wakeup();
        }
    }

    /** The reader. */
    @Override
    public void run() {
        boolean opened = false;
        Exception cause;
        try (Selector waiting = Selector.open();
                DatagramChannel socket = DatagramChannel.open()) {
            socket.configureBlocking(false);
            socket.register(waiting, SelectionKey.OP_READ);
            connect(socket);
            selector = waiting;
            channel = socket;
            opened = true;
            events.opened();
            cause = readUntilOver(waiting, socket);
        } catch (IOException
                | RuntimeException e) { // such as a SecurityException without Android's INTERNET permission
            cause = e;
        }
        if (!closed && cause != null) {
            Failures.tell(events, address, opened, cause);
        }
    }

    private void connect(DatagramChannel socket) throws IOException {
        IOException last = new IOException("the host has no address");
        for (InetAddress candidate : InetAddress.getAllByName(address.host())) {
            try {
                socket.connect(new InetSocketAddress(candidate, address.port()));
                return;
            } catch (IOException e) {
                last = e; // no way to this one, perhaps of another IP version than the network
            }
        }
        throw last;
    }

    /** Returns why it is over, or null if it was closed. */
    private @Nullable IOException readUntilOver(Selector waiting, DatagramChannel socket) throws IOException {
        ByteBuffer buffer =
                ByteBuffer.allocateDirect(maxPacketBytes + 1); // one more, to see that a datagram was cut off
        while (!closed && failure == null) {
            waiting.select();
            waiting.selectedKeys().clear();
            buffer.clear();
            while (socket.read(buffer) > 0) {
                buffer.flip();
                if (buffer.remaining() <= maxPacketBytes) {
                    byte[] packet = new byte[buffer.remaining()];
                    buffer.get(packet);
                    events.offer(packet);
                }
                buffer.clear();
            }
        }
        return failure;
    }
}
