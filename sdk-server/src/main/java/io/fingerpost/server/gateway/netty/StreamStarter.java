package io.fingerpost.server.gateway.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the protocol's handlers in its own place once the channel is connected, and secured if it has to be. */
final class StreamStarter extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(StreamStarter.class);

    private final NettyLoop loop;
    private final StreamEndpoint endpoint;
    private final StreamProtocol protocol;
    private final boolean afterTls;

    StreamStarter(NettyLoop loop, StreamEndpoint endpoint, StreamProtocol protocol, boolean afterTls) {
        this.loop = loop;
        this.endpoint = endpoint;
        this.protocol = protocol;
        this.afterTls = afterTls;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (!afterTls) {
            start(ctx);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
            start(ctx);
        }
    }

    private void start(ChannelHandlerContext ctx) {
        protocol.install(ctx.channel(), loop, endpoint);
        ctx.pipeline().remove(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug("{} did not get connected: {}", ctx.channel().remoteAddress(), cause.toString());
        LingeringClose.closeNow(ctx.channel());
    }
}
