package io.fingerpost.server.gateway.netty;

import io.fingerpost.server.gateway.BoundGateway;
import io.fingerpost.server.gateway.GatewayContext;
import io.fingerpost.server.gateway.GatewayOptions;
import io.fingerpost.server.gateway.StreamOptions;
import io.fingerpost.server.gateway.TlsConfig;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listening TCP socket with its connections, spread over all loops in turn. */
public final class StreamServer implements BoundGateway {
    private static final Logger LOG = LoggerFactory.getLogger(StreamServer.class);
    private static final int BACKLOG = 1024;
    private static final long POLITE_CLOSE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long HARD_CLOSE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final @Nullable TlsContexts tls;
    private final OpenChannels open;
    private final Channel listener;
    private final NettyLoop listenerLoop;
    private final InetSocketAddress address;

    private StreamServer(@Nullable TlsContexts tls, OpenChannels open, Channel listener, NettyLoop listenerLoop) {
        this.tls = tls;
        this.open = open;
        this.listener = listener;
        this.listenerLoop = listenerLoop;
        this.address = (InetSocketAddress) listener.localAddress();
    }

    /**
     * Begins to listen.
     *
     * @throws IOException if the address or the certificate cannot be had; its message says which and why
     */
    public static StreamServer bind(StreamOptions options, GatewayContext context, StreamProtocol protocol)
            throws IOException {
        Map<EventLoop, NettyLoop> loops = NettyLoop.byEventLoop(context.loops());
        NettyLoop first = NettyLoop.of(context.loops().get(0));
        TlsConfig tlsConfig = options.tls();
        TlsContexts tls;
        try {
            tls = tlsConfig == null ? null : new TlsContexts(tlsConfig);
        } catch (IOException e) {
            throw BindErrors.of(options.gateway(), e);
        }
        OpenChannels open = new OpenChannels(options.gateway().settings().maxConnections());
        try {
            StreamEndpoint endpoint = new StreamEndpoint(
                    options.gateway().transport(), options.gateway().settings(), context.acceptor());
            Channel listener = listen(options, first, new Initializer(endpoint, loops, tls, open, protocol));
            return new StreamServer(tls, open, listener, first);
        } catch (IOException e) {
            if (tls != null) {
                tls.close();
            }
            throw BindErrors.of(options.gateway(), e);
        }
    }

    private static Channel listen(StreamOptions options, NettyLoop first, Initializer initializer) throws IOException {
        GatewayOptions gateway = options.gateway();
        int high = options.writeBufferBytes();
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(first.eventLoop(), first.eventLoop().parent())
                .channel(first.transport().serverSocketChannel())
                .option(ChannelOption.ALLOCATOR, first.allocator())
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.ALLOCATOR, first.allocator())
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, false) // heartbeats see more, and sooner
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(high / 4, high))
                .childHandler(initializer);
        if (gateway.receiveBufferBytes() > 0) {
            bootstrap.option(ChannelOption.SO_RCVBUF, gateway.receiveBufferBytes()); // inherited by what is accepted
        }
        if (gateway.sendBufferBytes() > 0) {
            bootstrap.childOption(ChannelOption.SO_SNDBUF, gateway.sendBufferBytes());
        }
        ChannelFuture bound = bootstrap.bind(gateway.address().resolve()).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(bound.cause().getMessage(), bound.cause());
        }
        return bound.channel();
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public long refusedPeers() {
        return open.refused();
    }

    @Override
    public void reloadCertificates() throws IOException {
        if (tls != null) {
            tls.reload();
        }
    }

    @Override
    public void stopAccepting() {
        listener.close().awaitUninterruptibly();
        listenerLoop.awaitPortFreed();
        open.stop();
    }

    @Override
    public void close() {
        stopAccepting();
        if (tls != null) {
            tls.close();
        }
        open.forEach(StreamServer::closePolitely);
        if (!open.awaitNone(POLITE_CLOSE_NANOS)) {
            open.forEach(LingeringClose::closeNow);
            if (!open.awaitNone(HARD_CLOSE_NANOS)) {
                LOG.warn("connections of {} are still open: their loop is blocked, or has ended", address);
            }
        }
    }

    private static void closePolitely(Channel channel) {
        StreamConnection connection = channel.pipeline().get(StreamConnection.class);
        if (connection == null) {
            LingeringClose.closeNow(channel); // still in a handshake
        } else {
            connection.close();
        }
    }

    /** Prepares what was accepted, on the loop that it was given to. Used by all loops. */
    private static final class Initializer extends ChannelInitializer<Channel> {
        private final StreamEndpoint endpoint;
        private final Map<EventLoop, NettyLoop> loops;
        private final @Nullable TlsContexts tls;
        private final OpenChannels open;
        private final StreamProtocol protocol;

        Initializer(
                StreamEndpoint endpoint,
                Map<EventLoop, NettyLoop> loops,
                @Nullable TlsContexts tls,
                OpenChannels open,
                StreamProtocol protocol) {
            this.endpoint = endpoint;
            this.loops = loops;
            this.tls = tls;
            this.open = open;
            this.protocol = protocol;
        }

        @Override
        protected void initChannel(Channel channel) {
            NettyLoop loop = loops.get(channel.eventLoop());
            if (loop == null || channel.remoteAddress() == null || !open.add(channel)) {
                channel.close();
                return;
            }
            if (tls != null) {
                channel.pipeline().addLast(tls.newHandler(loop.allocator()));
            }
            channel.pipeline().addLast(new StreamStarter(loop, endpoint, protocol, tls != null));
        }
    }
}
