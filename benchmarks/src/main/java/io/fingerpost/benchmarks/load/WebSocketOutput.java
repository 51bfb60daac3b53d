package io.fingerpost.benchmarks.load;

import io.fingerpost.core.link.LinkEnd;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/** WebSocket: one packet a text frame, one frame of the link profile a binary frame. */
final class WebSocketOutput extends SimpleChannelInboundHandler<WebSocketFrame> implements PacketOutput {
    private final Channel channel;
    private final Receiver receiver;
    private boolean written;

    WebSocketOutput(Channel channel, ReceiverFactory receivers) {
        this.channel = channel;
        this.receiver = receivers.receiverFor(this);
    }

    @Override
    public void write(byte[] packet, int length) {
        ByteBuf bytes = channel.alloc().directBuffer(length, length).writeBytes(packet, 0, length);
        WebSocketFrame frame =
                LinkEnd.isFrame(packet) ? new BinaryWebSocketFrame(bytes) : new TextWebSocketFrame(bytes);
        channel.write(frame, channel.voidPromise());
        written = true;
    }

    @Override
    public void flush() {
        if (written) {
            written = false;
            channel.flush();
        }
    }

    @Override
    public void close() {
        channel.close();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
        ByteBuf content = frame.content();
        receiver.onPacket(content, content.readerIndex(), content.readableBytes());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        receiver.onBatchEnd();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        receiver.onClosed();
    }
}
