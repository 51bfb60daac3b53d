package io.fingerpost.systemtests.raw;

import io.fingerpost.core.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Packets over UDP, one a datagram, from one port. */
final class RawUdpClient implements RawClient {
    private static final int MAX_DATAGRAM_BYTES = 65_507;

    private final DatagramSocket socket;
    private final InetSocketAddress server;
    private final byte[] read = new byte[MAX_DATAGRAM_BYTES];

    RawUdpClient(InetSocketAddress server) {
        this.server = server;
        try {
            socket = new DatagramSocket();
            socket.setSendBufferSize(2 * MAX_DATAGRAM_BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Transport transport() {
        return Transport.UDP;
    }

    @Override
    public void sendBytes(byte[] packet) {
        try {
            socket.send(new DatagramPacket(packet, packet.length, server));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public byte @Nullable [] receive(Duration timeout) {
        try {
            socket.setSoTimeout((int) Math.max(1, timeout.toMillis()));
            DatagramPacket packet = new DatagramPacket(read, read.length);
            socket.receive(packet);
            return Arrays.copyOf(read, packet.getLength());
        } catch (SocketTimeoutException e) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean isClosedByServer(Duration within) {
        return false;
    }

    @Override
    public void close() {
        socket.close();
    }
}
