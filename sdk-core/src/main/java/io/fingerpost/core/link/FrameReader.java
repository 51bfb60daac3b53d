package io.fingerpost.core.link;

import io.fingerpost.core.codec.InvalidPacketException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads one link frame. The frame is read to its end before anything in it is acted upon, so that a broken one has no effect at all.
 * Stateless.
 */
final class FrameReader {
    /** Takes what a frame says. */
    interface Handler {
        /** Called first. The stamp is negative if there is none. */
        void onHead(long stampMillis, @Nullable AckBlock ack, boolean closing);

        /** Called for each message; back is 0 if there is none. */
        void onMessage(long sq, int flags, int back, byte[] bytes);
    }

    private final byte[] buffer;
    private final int end;
    private int position;

    private FrameReader(byte[] buffer, int length) {
        this.buffer = buffer;
        this.end = length;
    }

    /**
     * Reads the frame at the beginning of a buffer.
     *
     * @param cidBytes how many bytes the cid has: 8 on UDP towards the server, otherwise 0
     * @throws InvalidPacketException if it is not well formed; the handler was not called then
     */
    static void read(byte[] buffer, int length, int cidBytes, Handler handler) throws InvalidPacketException {
        new FrameReader(buffer, length).read(cidBytes, null);
        new FrameReader(buffer, length).read(cidBytes, handler);
    }

    /** Reads to the end; without a handler only to see whether it can be read, and without copying messages. */
    private void read(int cidBytes, @Nullable Handler handler) throws InvalidPacketException {
        int head = u8();
        if ((head & FrameFormat.LINK) == 0 || (head & FrameFormat.VERSION_MASK) != FrameFormat.VERSION) {
            throw new InvalidPacketException("not a link frame of version " + FrameFormat.VERSION);
        }
        need(cidBytes);
        position += cidBytes;
        long stamp = (head & FrameFormat.STAMP) != 0 ? u32() : -1;
        AckBlock ack = (head & FrameFormat.ACK) != 0 ? ack() : null;
        if (handler != null) {
            handler.onHead(stamp, ack, (head & FrameFormat.CLOSING) != 0);
        }
        while (position < end) {
            message(handler);
        }
    }

    private AckBlock ack() throws InvalidPacketException {
        long cum = varint();
        long run = varint();
        if (run > LinkLimits.MAX_WINDOW_MESSAGES) {
            throw new InvalidPacketException("a link frame acknowledges more than can be under way");
        }
        int n = u8();
        if (n > FrameFormat.MAX_BITMAP_BYTES) {
            throw new InvalidPacketException("the bitmap of a link frame is too long");
        }
        byte[] bitmap = bytes(n);
        long echoed = u32();
        return new AckBlock(cum, (int) run, bitmap, echoed, varint());
    }

    private void message(@Nullable Handler handler) throws InvalidPacketException {
        long sq = varint();
        int flags = u8();
        boolean unreliable = (flags & FrameFormat.UNRELIABLE) != 0;
        if (unreliable != (sq == 0)) {
            throw new InvalidPacketException("a number and the lack of one contradict each other in a link frame");
        }
        long back = (flags & FrameFormat.BACK) != 0 ? varint() : 0;
        if (back < 0 || back > LinkLimits.MAX_WINDOW_MESSAGES || ((flags & FrameFormat.BACK) != 0 && back == 0)) {
            throw new InvalidPacketException("a predecessor lies too far back in a link frame");
        }
        long count = varint();
        if (count < 0 || count > end - position) {
            throw new InvalidPacketException("a message is longer than its link frame");
        }
        if ((flags & FrameFormat.VOID) != 0 && count != 0) {
            throw new InvalidPacketException("an empty number has content in a link frame");
        }
        if (handler == null) {
            position += (int) count;
        } else {
            handler.onMessage(sq, flags, (int) back, bytes((int) count));
        }
    }

    private int u8() throws InvalidPacketException {
        need(1);
        return buffer[position++] & 0xff;
    }

    private long u32() throws InvalidPacketException {
        need(4);
        long value = 0;
        for (int i = 0; i < 4; i++) {
            value = value << 8 | (buffer[position++] & 0xff);
        }
        return value;
    }

    private long varint() throws InvalidPacketException {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            int b = u8();
            value |= (long) (b & 0x7f) << shift;
            if ((b & 0x80) == 0) {
                return value;
            }
        }
        throw new InvalidPacketException("a number is too long in a link frame");
    }

    private byte[] bytes(int count) throws InvalidPacketException {
        need(count);
        byte[] part = Arrays.copyOfRange(buffer, position, position + count);
        position += count;
        return part;
    }

    private void need(int count) throws InvalidPacketException {
        if (end - position < count) {
            throw new InvalidPacketException("a link frame ends in the middle");
        }
    }
}
