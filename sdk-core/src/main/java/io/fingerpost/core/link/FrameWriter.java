package io.fingerpost.core.link;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Builds link frames, one after the other. Confined to the thread of its buffer. */
final class FrameWriter {
    private static final byte[] NOTHING = {};

    private final FrameBuffer memory;
    private int maxFrameBytes;
    private byte[] buffer = NOTHING; // taken from the memory from begin to end
    private int length;
    private boolean empty = true;

    /** Creates a writer for frames of at most so many bytes. */
    FrameWriter(FrameBuffer memory, int maxFrameBytes) {
        this.memory = memory;
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
        buffer = memory.take();
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

    /** Ends the frame, and has it sent unless it says nothing. */
    void end(LinkEnd.Output<?> output) {
        byte[] frame = buffer;
        buffer = NOTHING;
        if (!empty) {
            output.frame(frame, length);
        }
        memory.giveBack(frame);
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
