package io.fingerpost.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;

/** UDP: one packet a datagram, on a connected socket. Datagrams between two flushes go out with one system call where there is one. */
final class DatagramOutput extends SimpleChannelInboundHandler<DatagramPacket> implements PacketOutput {
    private final Channel channel;
    private final Receiver receiver;
    private boolean written;

    DatagramOutput(Channel channel, ReceiverFactory receivers) {
        this.channel = channel;
        this.receiver = receivers.receiverFor(this);
    }

    @Override
    public void write(byte[] packet, int length) {
        ByteBuf datagram = channel.alloc().directBuffer(length, length).writeBytes(packet, 0, length);
        channel.write(datagram, channel.voidPromise());
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
    protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket datagram) {
        ByteBuf content = datagram.content();
        receiver.onPacket(content, content.readerIndex(), content.readableBytes());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        receiver.onBatchEnd();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        receiver.onClosed(); // port unreachable: the server is gone
    }
}
