package io.fingerpost.server.gateway.tcp;

import io.fingerpost.core.link.LinkEnd;
import io.fingerpost.core.link.LinkLimits;
import io.fingerpost.server.gateway.netty.InvalidFrame;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream into packets: a 4-byte big-endian length, then so many bytes. What it makes are {@code byte[]}, or for a frame of the link
 * profile that came at once a {@link ByteBuf}, which its receiver releases; or one {@link InvalidFrame}, after which everything is thrown
 * away. Confined to the channel's loop.
 *
 * <p>It keeps no network buffer: a frame that is not complete is copied into an array that grows with what has really arrived, so
 * neither a slow peer nor one that only claims a large packet holds much memory.
 */
final class LengthFrameDecoder extends ChannelInboundHandlerAdapter {
    private static final int LENGTH_BYTES = 4;
    private static final int FIRST_PART_BYTES = 512;

    private final int maxPacketBytes;

    private int lengthBytesRead;
    private int length; // of the packet under way, once lengthBytesRead is 4
    private byte @Nullable [] part; // its first bytes, if it did not come at once
    private int partBytes;
    private boolean invalid;

    LengthFrameDecoder(int maxPacketBytes) {
        this.maxPacketBytes = maxPacketBytes;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            while (!invalid && readLength(in)) {
                if (length <= 0 || length > maxPacketBytes) {
                    invalid = true;
                    part = null;
                    ctx.fireChannelRead(new InvalidFrame(reason()));
                } else {
                    Object packet = isWholeFrame(in) ? in.readRetainedSlice(length) : readPacket(in);
                    if (packet == null) {
                        return;
                    }
                    lengthBytesRead = 0;
                    ctx.fireChannelRead(packet);
                }
            }
        } finally {
            in.release();
        }
    }

    private String reason() {
        return length <= 0
                ? "invalid packet length: " + length
                : "packet too large: " + length + " bytes, at most " + maxPacketBytes + " are accepted";
    }

    /** Returns whether the length is known. */
    private boolean readLength(ByteBuf in) {
        if (lengthBytesRead == 0 && in.readableBytes() >= LENGTH_BYTES) {
            length = in.readInt();
            lengthBytesRead = LENGTH_BYTES;
        }
        while (lengthBytesRead < LENGTH_BYTES && in.isReadable()) {
            length = length << 8 | in.readUnsignedByte();
            lengthBytesRead++;
        }
        return lengthBytesRead == LENGTH_BYTES;
    }

    /** Returns whether a frame of the link profile came at once. */
    private boolean isWholeFrame(ByteBuf in) {
        return part == null
                && in.readableBytes() >= length
                && length <= LinkLimits.MAX_STREAM_FRAME_BYTES
                && LinkEnd.isFrame(in.getByte(in.readerIndex()));
    }

    /** Returns the packet if it is complete now. */
    private byte @Nullable [] readPacket(ByteBuf in) {
        if (part == null) {
            if (in.readableBytes() >= length) {
                byte[] packet = new byte[length];
                in.readBytes(packet);
                return packet;
            }
            part = new byte[Math.min(length, Math.max(FIRST_PART_BYTES, in.readableBytes()))];
            partBytes = 0;
        }
        int n = Math.min(length - partBytes, in.readableBytes());
        byte[] grown = withRoom(part, partBytes + n);
        in.readBytes(grown, partBytes, n);
        partBytes += n;
        part = partBytes == length ? null : grown;
        return partBytes == length ? grown : null;
    }

    /** Returns the array, or a larger copy; the last one is exactly the packet. */
    private byte[] withRoom(byte[] bytes, int needed) {
        if (needed <= bytes.length && needed < length) {
            return bytes;
        }
        int size = needed == length ? length : Math.min(length, Math.max(needed, 2 * bytes.length));
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }
}
