package io.fingerpost.client.transport;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** TCP: a 4-byte big-endian length, then the packet. */
final class LengthFraming implements Framing {
    private static final int HEADER_BYTES = 4;
    private static final int BUFFER_BYTES = 8 * 1024;

    private final int maxPacketBytes;
    private @Nullable DataInputStream in; // confined to the reader thread
    private volatile @Nullable StreamWriter out;

    LengthFraming(int maxPacketBytes) {
        this.maxPacketBytes = maxPacketBytes;
    }

    @Override
    public void open(InputStream stream, StreamWriter writer) {
        in = new DataInputStream(new BufferedInputStream(stream, BUFFER_BYTES));
        out = writer;
    }

    @Override
    public byte @Nullable [] read() throws IOException {
        DataInputStream stream = in;
        if (stream == null) {
            throw new IllegalStateException("not open");
        }
        int first = stream.read();
        if (first < 0) {
            return null;
        }
        try {
            int length = first << 24 | stream.readUnsignedByte() << 16 | stream.readUnsignedShort();
            if (length <= 0 || length > maxPacketBytes) {
                throw new IOException("the server sent a packet of " + (length & 0xffffffffL) + " bytes, the most is "
                        + maxPacketBytes);
            }
            byte[] packet = new byte[length];
            stream.readFully(packet);
            return packet;
        } catch (EOFException e) {
            throw new IOException("the connection ended inside a packet", e);
        }
    }

    @Override
    public boolean write(byte[] packet) {
        StreamWriter writer = out;
        ByteBuffer frame = ByteBuffer.allocate(HEADER_BYTES + packet.length);
        frame.putInt(packet.length).put(packet).flip();
        return writer != null && writer.offer(frame);
    }

    @Override
    public void end() {} // the end of the stream says it

    @Override
    public boolean endsStreamFirst() {
        return true;
    }
}
