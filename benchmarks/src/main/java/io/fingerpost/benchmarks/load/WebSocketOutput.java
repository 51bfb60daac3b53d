package io.fingerpost.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;

/** WebSocket: one packet a text frame. */
final class WebSocketOutput extends SimpleChannelInboundHandler<TextWebSocketFrame> implements PacketOutput {
    private final Channel channel;
    private final Receiver receiver;
    private boolean written;

    WebSocketOutput(Channel channel, ReceiverFactory receivers) {
        this.channel = channel;
        this.receiver = receivers.receiverFor(this);
    }

    @Override
    public void write(byte[] packet, int length) {
        ByteBuf frame = channel.alloc().directBuffer(length, length).writeBytes(packet, 0, length);
        channel.write(new TextWebSocketFrame(frame), channel.voidPromise());
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
    protected void channelRead0(ChannelHandlerContext ctx, TextWebSocketFrame frame) {
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
