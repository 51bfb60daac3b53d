package io.fingerpost.server.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;

/** A {@link TestPeer} over a datagram socket. */
public final class DatagramPeer implements TestPeer {
    private static final int RECEIVE_BUFFER_BYTES = 1024 * 1024; // for bursts, as far as the system allows it

    private final DatagramSocket socket;

    private DatagramPeer(DatagramSocket socket) {
        this.socket = socket;
    }

    /** Opens a socket that talks to one address only. */
    public static DatagramPeer connect(InetSocketAddress address) throws IOException {
        DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort()));
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
        return new DatagramPeer(socket);
    }

    @Override
    public void send(byte[] packet) {
        try {
            socket.send(new DatagramPacket(packet, packet.length));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public byte[] receive() {
        byte[] packet = receiveWithin(PATIENCE_MILLIS);
        if (packet == null) {
            throw new AssertionError("no packet came");
        }
        return packet;
    }

    /** Returns the next datagram, or null if none comes in time. */
    public byte[] receiveWithin(int millis) {
        DatagramPacket datagram = new DatagramPacket(new byte[65_536], 65_536);
        try {
            socket.setSoTimeout(millis);
            socket.receive(datagram);
            return Arrays.copyOf(datagram.getData(), datagram.getLength());
        } catch (SocketTimeoutException e) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void awaitClosed() {
        throw new UnsupportedOperationException("a datagram socket does not see that");
    }

    @Override
    public void close() {
        socket.close();
    }
}
