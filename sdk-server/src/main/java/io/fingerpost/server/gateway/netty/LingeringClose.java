package io.fingerpost.server.gateway.netty;

import io.fingerpost.core.time.TaskLoop;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends a stream so that the peer gets to read what was sent last. Closing a socket that holds input which nobody has read makes TCP
 * send a reset, and a reset makes the peer's system throw away what it has not handed on yet: the very answer that says why. So
 * only our half is closed, and what the peer still sends is thrown away, a bounded amount for a bounded time, until it closes too.
 */
public final class LingeringClose extends ChannelInboundHandlerAdapter {
    private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long MAX_BYTES = 1024 * 1024;

    private final NettyLoop loop;
    private long discardedBytes;
    private TaskLoop.@Nullable Timeout timeout;

    private LingeringClose(NettyLoop loop) {
        this.loop = loop;
    }

    /** Begins; everything to be sent must have been written and flushed. Called on the loop. */
    public static void start(Channel channel, NettyLoop loop) {
        if (!channel.isActive()) {
            closeNow(channel);
            return;
        }
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        channel.pipeline()
                .addFirst(new LingeringClose(loop)); // ahead of TLS: what is thrown away need not be decrypted
        if (tls == null) {
            closeOurHalf(channel);
        } else {
            tls.closeOutbound().addListener(notified -> closeOurHalf(channel));
        }
        channel.config().setAutoRead(true);
    }

    /** Closes at once, whatever still waits to be sent; also past TLS, which would wait to say goodbye. Called on the loop. */
    public static void closeNow(Channel channel) {
        ChannelHandlerContext first = channel.pipeline().firstContext();
        if (first == null) {
            channel.close();
        } else {
            first.close();
        }
    }

    private static void closeOurHalf(Channel channel) {
        if (channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        } else {
            channel.close();
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        timeout = loop.schedule(ctx::close, MAX_NANOS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (timeout != null) {
            timeout.cancel();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf bytes) {
            discardedBytes += bytes.readableBytes();
        }
        ReferenceCountUtil.release(message);
        if (discardedBytes > MAX_BYTES) {
            ctx.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close(); // a reset, most likely: the peer is gone, which is what was waited for
    }
}
