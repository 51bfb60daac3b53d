package io.fingerpost.server.gateway.websocket;

import io.fingerpost.core.link.LinkEnd;
import io.fingerpost.server.gateway.netty.Framing;
import io.fingerpost.server.gateway.netty.InvalidFrame;
import io.fingerpost.server.gateway.netty.StreamEvent;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Turns frames (RFC 6455) into packets and back: a text message is a packet, whole or in fragments, and a binary one is a frame of the
 * link profile, which begins with a byte that no text begins with. Whether the bytes of a text are valid UTF-8 is left to whoever reads the
 * packet, who has to look at them anyway. Confined to the channel's loop.
 */
final class WebSocketFrames extends ChannelInboundHandlerAdapter implements Framing {
    private static final int FINAL_TEXT = 0x81;
    private static final int FINAL_BINARY = 0x82;
    private static final int FINAL_CLOSE = 0x88;
    private static final int LENGTH_16_BITS = 126;
    private static final int LENGTH_64_BITS = 127;
    private static final int NO_STATUS = -1;

    private final int maxPacketBytes;
    private byte @Nullable [] fragments; // the message under way, if it comes in several frames
    private int fragmentBytes; // how much of that array is filled
    private int closeStatus = WebSocketCloseStatus.NORMAL_CLOSURE.code();
    private boolean ended; // what comes now is thrown away

    WebSocketFrames(int maxPacketBytes) {
        this.maxPacketBytes = maxPacketBytes;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        WebSocketFrame frame = (WebSocketFrame) message;
        try {
            if (!ended) {
                read(ctx, frame);
            }
        } finally {
            frame.release();
        }
    }

    private void read(ChannelHandlerContext ctx, WebSocketFrame frame) {
        if (frame instanceof TextWebSocketFrame
                || frame instanceof ContinuationWebSocketFrame
                || (frame instanceof BinaryWebSocketFrame && isLinkFrame(frame.content()))) {
            readPacket(ctx, frame);
        } else if (frame instanceof PingWebSocketFrame) {
            ctx.writeAndFlush(new PongWebSocketFrame(frame.content().retain()), ctx.voidPromise());
        } else if (frame instanceof CloseWebSocketFrame close) {
            ended = true;
            closeStatus = close.statusCode();
            ctx.fireUserEventTriggered(StreamEvent.PEER_LEAVES);
        } else if (frame instanceof BinaryWebSocketFrame) {
            invalid(ctx, WebSocketCloseStatus.INVALID_MESSAGE_TYPE, "binary frames are not accepted");
        }
    }

    private static boolean isLinkFrame(ByteBuf content) {
        return content.isReadable() && content.getByte(content.readerIndex()) < 0;
    }

    private void readPacket(ChannelHandlerContext ctx, WebSocketFrame frame) {
        ByteBuf content = frame.content();
        int bytes = content.readableBytes();
        if (fragmentBytes + bytes > maxPacketBytes) {
            tooLarge(ctx);
        } else if (fragments == null && frame.isFinalFragment()) {
            ctx.fireChannelRead(ByteBufUtil.getBytes(content));
        } else {
            byte[] all = append(content, bytes);
            if (frame.isFinalFragment()) {
                byte[] whole = Arrays.copyOf(all, fragmentBytes);
                fragments = null;
                fragmentBytes = 0;
                ctx.fireChannelRead(whole);
            }
        }
    }

    /** Adds to the message under way, and returns the array that it stands in. */
    private byte[] append(ByteBuf content, int bytes) {
        int needed = fragmentBytes + bytes;
        byte[] all = fragments == null ? new byte[needed] : fragments;
        if (needed > all.length) { // doubled: many tiny fragments must not cost a copy of all each
            all = Arrays.copyOf(all, Math.min(maxPacketBytes, Math.max(needed, 2 * all.length)));
        }
        content.readBytes(all, fragmentBytes, bytes);
        fragments = all;
        fragmentBytes = needed;
        return all;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof CorruptedWebSocketFrameException corrupted)) {
            ctx.fireExceptionCaught(cause);
        } else if (corrupted.closeStatus().equals(WebSocketCloseStatus.MESSAGE_TOO_BIG)) {
            tooLarge(ctx);
        } else {
            invalid(ctx, corrupted.closeStatus(), "invalid WebSocket frame: " + corrupted.getMessage());
        }
    }

    private void tooLarge(ChannelHandlerContext ctx) {
        invalid(
                ctx,
                WebSocketCloseStatus.MESSAGE_TOO_BIG,
                "packet too large: at most " + maxPacketBytes + " bytes are accepted");
    }

    private void invalid(ChannelHandlerContext ctx, WebSocketCloseStatus status, String reason) {
        if (ended) {
            return;
        }
        ended = true;
        fragments = null;
        closeStatus = status.code();
        ctx.fireChannelRead(new InvalidFrame(reason));
    }

    // Written out by hand: one buffer a batch of packets, where Netty's encoder makes two a packet. A server's frames
    // are not masked.

    @Override
    public void frame(byte[] buffer, int length, ByteBuf out) {
        out.writeByte(LinkEnd.isFrame(buffer) ? FINAL_BINARY : FINAL_TEXT);
        if (length < LENGTH_16_BITS) {
            out.writeByte(length);
        } else if (length <= 0xFFFF) {
            out.writeByte(LENGTH_16_BITS).writeShort(length);
        } else {
            out.writeByte(LENGTH_64_BITS).writeLong(length);
        }
        out.writeBytes(buffer, 0, length);
    }

    @Override
    public ByteBuf farewell(ByteBufAllocator allocator) {
        ByteBuf out = allocator.directBuffer(4, 4).writeByte(FINAL_CLOSE);
        return closeStatus == NO_STATUS
                ? out.writeByte(0)
                : out.writeByte(Short.BYTES).writeShort(closeStatus);
    }
}
