package io.fingerpost.systemtests.raw;

import io.fingerpost.core.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Packets over TCP: a 4-byte big-endian length, then the packet. What has arrived in part is kept until the rest has. */
final class RawTcpClient implements RawClient {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int LENGTH_BYTES = 4;

    private final Socket socket;
    private final byte[] read = new byte[64 * 1024];
    private byte[] buffered = new byte[0];
    private boolean ended;
    private boolean brokenOff;

    RawTcpClient(InetSocketAddress server) {
        this(server, 0);
    }

    /** Connects with a receive buffer of that size, so that the server soon notices when nothing is read; 0 for the default. */
    RawTcpClient(InetSocketAddress server, int receiveBufferBytes) {
        socket = new Socket();
        try {
            if (receiveBufferBytes > 0) {
                socket.setReceiveBufferSize(receiveBufferBytes);
            }
            socket.setTcpNoDelay(true);
            socket.connect(server, CONNECT_MILLIS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Transport transport() {
        return Transport.TCP;
    }

    /** Returns the bytes as they go over the wire. */
    static byte[] frame(byte[] packet) {
        return ByteBuffer.allocate(LENGTH_BYTES + packet.length)
                .putInt(packet.length)
                .put(packet)
                .array();
    }

    @Override
    public void sendBytes(byte[] packet) {
        sendUnframed(frame(packet));
    }

    /** Sends bytes as they are. */
    void sendUnframed(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says that nothing more will be sent, and goes on reading. */
    void shutdownOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes so that the server gets a reset instead of an orderly end. */
    void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public byte @Nullable [] receive(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        byte[] packet = takePacket();
        while (packet == null && readMore(deadline)) {
            packet = takePacket();
        }
        return packet;
    }

    @Override
    public boolean isClosedByServer(Duration within) {
        long deadline = System.nanoTime() + within.toNanos();
        while (readMore(deadline)) {
            // what comes before the end is kept
        }
        return ended;
    }

    /**
     * Returns whether the end was a reset, which makes some systems throw away what had arrived and was not read yet. Known once
     * the end was seen.
     */
    boolean isBrokenOff() {
        return brokenOff;
    }

    private byte @Nullable [] takePacket() {
        if (buffered.length < LENGTH_BYTES) {
            return null;
        }
        int end = LENGTH_BYTES + ByteBuffer.wrap(buffered).getInt();
        if (buffered.length < end) {
            return null;
        }
        byte[] packet = Arrays.copyOfRange(buffered, LENGTH_BYTES, end);
        buffered = Arrays.copyOfRange(buffered, end, buffered.length);
        return packet;
    }

    /** Waits for more bytes. Returns false once the time or the connection is over. */
    private boolean readMore(long deadlineNanos) {
        long leftNanos = deadlineNanos - System.nanoTime();
        if (ended || leftNanos <= 0) {
            return false;
        }
        try {
            socket.setSoTimeout(1 + (int) (leftNanos / 1_000_000)); // 0 would mean for ever
            int n = socket.getInputStream().read(read);
            if (n < 0) {
                ended = true;
                return false;
            }
            int before = buffered.length;
            buffered = Arrays.copyOf(buffered, before + n);
            System.arraycopy(read, 0, buffered, before, n);
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException reset) {
            ended = true;
            brokenOff = true;
            return false;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
