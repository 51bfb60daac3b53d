package io.fingerpost.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Relays datagrams. Each client address has a socket of its own towards the target, as behind a NAT. */
final class UdpRelay implements RelayTransport {
    static final int MAX_PEERS = 1024;
    static final long MAX_IDLE_NANOS = TimeUnit.SECONDS.toNanos(120); // RFC 4787, REQ-5: a NAT does not forget earlier

    private static final long MAX_QUEUED_BYTES = 64 * 1024 * 1024;
    private static final int MAX_DATAGRAM_BYTES = 65536;
    private static final int SOCKET_BUFFER_BYTES = 4 * 1024 * 1024;
    private static final int READS_A_TURN = 256; // so that one busy socket does not make the timers late

    private final RelayLoop loop;
    private final InetSocketAddress target;
    private final RelayFlow toTarget;
    private final RelayFlow toClient;
    private final int maxPeers;
    private final long maxIdleNanos;
    private final DatagramChannel listener;
    private final int port;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(MAX_DATAGRAM_BYTES);
    private final Map<SocketAddress, Peer> peers = new LinkedHashMap<>(16, 0.75f, true); // the idlest first
    private long queuedBytes;
    private boolean blackhole;

    UdpRelay(
            RelayLoop loop,
            InetSocketAddress target,
            RelayFlow toTarget,
            RelayFlow toClient,
            int maxPeers,
            long maxIdleNanos)
            throws IOException {
        this.loop = loop;
        this.target = target;
        this.toTarget = toTarget;
        this.toClient = toClient;
        this.maxPeers = maxPeers;
        this.maxIdleNanos = maxIdleNanos;
        this.listener = openSocket();
        this.listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        this.port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
        loop.register(listener, SelectionKey.OP_READ, key -> readFromClients());
        scheduleSweep();
    }

    private static DatagramChannel openSocket() throws IOException {
        return DatagramChannel.open()
                .setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES)
                .setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER_BYTES);
    }

    @Override
    public int port() {
        return port;
    }

    /** Forgets all peers, as a NAT does that was restarted: to the target they come back from other ports. */
    @Override
    public void cut() {
        new ArrayList<>(peers.values()).forEach(this::remove);
    }

    @Override
    public void blackhole(boolean on) {
        blackhole = on;
    }

    private void readFromClients() {
        for (int i = 0; i < READS_A_TURN; i++) {
            try {
                buffer.clear();
                SocketAddress client = listener.receive(buffer);
                if (client == null) {
                    return;
                }
                buffer.flip();
                pass(toTarget, peer(client));
            } catch (IOException e) {
                toTarget.countDropped(); // no socket to be had for a new peer: its datagram is lost
            }
        }
    }

    private void readFromTarget(Peer peer) {
        peers.get(peer.client); // counts as a sign of life
        peer.lastSeenNanos = System.nanoTime();
        for (int i = 0; i < READS_A_TURN && !peer.closed; i++) {
            try {
                buffer.clear();
                if (peer.upstream.receive(buffer) == null) {
                    return;
                }
                buffer.flip();
                pass(toClient, peer);
            } catch (IOException e) {
                return; // an ICMP error: nobody listens at the target, which says nothing about what comes next
            }
        }
    }

    private Peer peer(SocketAddress client) throws IOException {
        Peer peer = peers.get(client);
        if (peer == null) {
            if (peers.size() >= maxPeers) {
                remove(peers.values().iterator().next());
            }
            peer = new Peer(client, openSocket().connect(target));
            Peer created = peer;
            loop.register(peer.upstream, SelectionKey.OP_READ, key -> readFromTarget(created));
            peers.put(client, peer);
        }
        peer.lastSeenNanos = System.nanoTime();
        return peer;
    }

    /** Decides about the datagram in the buffer. */
    private void pass(RelayFlow flow, Peer peer) {
        if (blackhole || flow.fates().isLost()) {
            flow.countDropped();
            return;
        }
        deliver(flow, peer);
        if (flow.fates().isDuplicated()) {
            flow.countDuplicated();
            deliver(flow, peer);
        }
    }

    private void deliver(RelayFlow flow, Peer peer) {
        buffer.rewind();
        long delayNanos = flow.fates().delayNanos();
        if (delayNanos == 0) {
            write(flow, peer, buffer);
        } else if (queuedBytes + buffer.remaining() > MAX_QUEUED_BYTES) {
            flow.countDropped();
        } else {
            byte[] copy = new byte[buffer.remaining()];
            buffer.get(copy);
            queuedBytes += copy.length;
            loop.schedule(() -> writeQueued(flow, peer, copy), delayNanos);
        }
    }

    private void writeQueued(RelayFlow flow, Peer peer, byte[] datagram) {
        queuedBytes -= datagram.length;
        write(flow, peer, ByteBuffer.wrap(datagram));
    }

    private void write(RelayFlow flow, Peer peer, ByteBuffer datagram) {
        int size = datagram.remaining();
        if (!blackhole && !peer.closed && send(flow, peer, datagram) == size) {
            flow.countForwarded(size);
        } else {
            flow.countDropped();
        }
    }

    private int send(RelayFlow flow, Peer peer, ByteBuffer datagram) {
        try {
            return flow == toTarget ? peer.upstream.write(datagram) : listener.send(datagram, peer.client);
        } catch (IOException e) {
            return -1; // nobody listens there at the moment: lost, as it would be in a real network
        }
    }

    private void scheduleSweep() {
        loop.schedule(this::sweep, maxIdleNanos / 10);
    }

    private void sweep() {
        long now = System.nanoTime();
        for (Peer peer : new ArrayList<>(peers.values())) {
            if (now - peer.lastSeenNanos <= maxIdleNanos) {
                break; // the others were seen later
            }
            remove(peer);
        }
        scheduleSweep();
    }

    private void remove(Peer peer) {
        peers.remove(peer.client);
        peer.closed = true;
        RelayLoop.closeQuietly(peer.upstream);
    }

    private static final class Peer {
        private final SocketAddress client;
        private final DatagramChannel upstream;
        private long lastSeenNanos;
        private boolean closed;

        Peer(SocketAddress client, DatagramChannel upstream) {
            this.client = client;
            this.upstream = upstream;
        }
    }
}
