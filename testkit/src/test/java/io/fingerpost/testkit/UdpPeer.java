package io.fingerpost.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A socket with a thread that takes what arrives, and sends it back if asked to. */
final class UdpPeer implements AutoCloseable {
    /** A datagram that arrived: the number it began with, and when it came. */
    record Arrival(int number, long sentNanos, long nanos) {}

    private final DatagramSocket socket;
    private final boolean echo;
    private final Thread thread;
    private final Queue<Arrival> arrivals = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final Set<SocketAddress> senders = ConcurrentHashMap.newKeySet();

    UdpPeer(boolean echo) {
        this(echo, 0);
    }

    UdpPeer(boolean echo, int port) {
        try {
            socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.setReceiveBufferSize(4 * 1024 * 1024);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.echo = echo;
        thread = new Thread(this::receive, "udp-peer");
        thread.setDaemon(true);
        thread.start();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    List<Arrival> arrivals() {
        return new ArrayList<>(arrivals);
    }

    List<Integer> numbers() {
        return arrivals.stream().map(Arrival::number).toList();
    }

    int count() {
        return count.get();
    }

    Set<SocketAddress> senders() {
        return senders;
    }

    /** Sends a datagram of this size, at least 12 bytes: a number, the time, zeros. */
    void send(SocketAddress to, int number, int size) {
        ByteBuffer data = ByteBuffer.allocate(size).putInt(number).putLong(System.nanoTime());
        try {
            socket.send(new DatagramPacket(data.array(), size, to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void receive() {
        byte[] buffer = new byte[65536];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                senders.add(packet.getSocketAddress());
                ByteBuffer data = ByteBuffer.wrap(buffer, 0, packet.getLength());
                arrivals.add(new Arrival(data.getInt(), data.getLong(), System.nanoTime()));
                count.incrementAndGet();
                if (echo) {
                    socket.send(packet);
                }
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
