package io.fingerpost.core.link;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Builds link frames, one after the other. Its buffer grows with the frame, and is given away with it. Confined to one thread. */
final class FrameWriter {
    private static final int FIRST_BYTES = 256;
    private static final byte[] NOTHING = {};

    private int maxFrameBytes;
    private int firstBytes = FIRST_BYTES; // as many as the last frame had: the next one is often as large
    private byte[] buffer = NOTHING;
    private int length;
    private boolean empty = true;

    /** Creates a writer for frames of at most so many bytes. */
    FrameWriter(int maxFrameBytes) {
        this.maxFrameBytes = maxFrameBytes;
    }

    /** Bounds the frames from now on. */
    void limitTo(int bytes) {
        maxFrameBytes = bytes;
    }

    int maxFrameBytes() {
        return maxFrameBytes;
    }

    /** Begins a frame. The stamp is left out if it is negative, the ack if it is null. */
    void begin(byte[] cid, long stampMillis, @Nullable AckBlock ack, boolean closing) {
        int head = FrameFormat.LINK | FrameFormat.VERSION;
        head |= stampMillis >= 0 ? FrameFormat.STAMP : 0;
        head |= ack != null ? FrameFormat.ACK : 0;
        head |= closing ? FrameFormat.CLOSING : 0;
        length = 0;
        buffer = new byte[firstBytes];
        buffer[length++] = (byte) head;
        System.arraycopy(cid, 0, buffer, length, cid.length);
        length += cid.length;
        if (stampMillis >= 0) {
            u32(stampMillis);
        }
        if (ack != null) {
            varint(ack.cum());
            varint(ack.run());
            buffer[length++] = (byte) ack.bitmap().length;
            System.arraycopy(ack.bitmap(), 0, buffer, length, ack.bitmap().length);
            length += ack.bitmap().length;
            u32(ack.echoedStamp());
            varint(ack.delayMillis());
        }
        empty = ack == null && !closing;
    }

    /** Returns whether a message with so many bytes still fits. */
    boolean fits(int messageBytes) {
        return length + FrameFormat.MAX_MESSAGE_HEAD_BYTES + messageBytes <= maxFrameBytes;
    }

    /** Appends a message, which has to fit. */
    void message(long sq, int flags, int back, byte[] bytes, int offset, int count) {
        int needed = length + FrameFormat.MAX_MESSAGE_HEAD_BYTES + count;
        if (needed > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(needed, 2 * buffer.length));
        }
        varint(sq);
        buffer[length++] = (byte) (back > 0 ? flags | FrameFormat.BACK : flags);
        if (back > 0) {
            varint(back);
        }
        varint(count);
        System.arraycopy(bytes, offset, buffer, length, count);
        length += count;
        empty = false;
    }

    /** Returns whether the frame says nothing. */
    boolean isEmpty() {
        return empty;
    }

    /** Ends the frame. */
    byte[] toBytes() {
        byte[] frame = Arrays.copyOf(buffer, length);
        firstBytes = Math.max(FIRST_BYTES, Math.min(length + FrameFormat.MAX_MESSAGE_HEAD_BYTES, maxFrameBytes));
        buffer = NOTHING;
        return frame;
    }

    private void u32(long value) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            buffer[length++] = (byte) (value >>> shift);
        }
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            buffer[length++] = (byte) ((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        buffer[length++] = (byte) rest;
    }
}
