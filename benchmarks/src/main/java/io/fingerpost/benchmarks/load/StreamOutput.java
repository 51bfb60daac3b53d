package io.fingerpost.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** TCP: a 4-byte length before each packet. All packets between two flushes go out as one buffer. */
final class StreamOutput extends ByteToMessageDecoder implements PacketOutput {
    private static final int LENGTH_BYTES = 4;
    private static final int BATCH_BYTES = 4096;

    private final Channel channel;
    private final Receiver receiver;
    private @Nullable ByteBuf batch;

    StreamOutput(Channel channel, ReceiverFactory receivers) {
        this.channel = channel;
        this.receiver = receivers.receiverFor(this);
    }

    @Override
    public void write(byte[] packet, int length) {
        ByteBuf out = batch;
        if (out == null) {
            out = channel.alloc().directBuffer(BATCH_BYTES);
            batch = out;
        }
        out.writeInt(length).writeBytes(packet, 0, length);
    }

    @Override
    public void flush() {
        ByteBuf out = batch;
        if (out != null) {
            batch = null;
            channel.writeAndFlush(out, channel.voidPromise());
        }
    }

    @Override
    public void close() {
        channel.close();
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        while (in.readableBytes() >= LENGTH_BYTES) {
            int length = in.getInt(in.readerIndex());
            if (in.readableBytes() < LENGTH_BYTES + length) {
                return;
            }
            int index = in.readerIndex() + LENGTH_BYTES;
            in.skipBytes(LENGTH_BYTES + length);
            receiver.onPacket(in, index, length);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        super.channelReadComplete(ctx);
        receiver.onBatchEnd();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        super.channelInactive(ctx);
        if (batch != null) {
            batch.release();
            batch = null;
        }
        receiver.onClosed();
    }
}
