package io.fingerpost.benchmarks.load;

import io.fingerpost.core.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Connects sessions to the server, by epoll where there is epoll. Safe for use by any thread. */
final class Connector {
    private static final int DATAGRAM_BYTES = 4096; // more than any that the generator causes
    private static final int DATAGRAMS_A_CALL = 8;
    private static final int MAX_FRAME_BYTES = 128 * 1024;

    private final Transport transport;
    private final InetSocketAddress server;

    Connector(Transport transport, InetSocketAddress server) {
        this.transport = transport;
        this.server = server;
    }

    /** Returns threads for connections. */
    static EventLoopGroup newLoops(int threads) {
        IoHandlerFactory io = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        return new MultiThreadIoEventLoopGroup(threads, io);
    }

    /**
     * Connects.
     *
     * @param from the address to come from; null for any
     * @return completes on the loop when packets can be written, over WebSocket after the handshake
     */
    CompletableFuture<Void> connect(
            EventLoop loop, @Nullable SocketAddress from, PacketOutput.ReceiverFactory receivers) {
        return switch (transport) {
            case TCP ->
                completable(stream(loop)
                        .handler(initializer(c -> c.pipeline().addLast(new StreamOutput(c, receivers))))
                        .connect(server, from));
            case UDP ->
                completable(datagram(loop)
                        .handler(initializer(c -> c.pipeline().addLast(new DatagramOutput(c, receivers))))
                        .connect(server, from));
            case WEBSOCKET -> webSocket(loop, from, receivers);
        };
    }

    private interface Initializer {
        void initialize(Channel channel);
    }

    private static ChannelHandler initializer(Initializer initializer) {
        return new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                initializer.initialize(channel);
            }
        };
    }

    private static Bootstrap stream(EventLoop loop) {
        Bootstrap bootstrap = bootstrap(loop)
                .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true);
        if (Epoll.isAvailable()) {
            bootstrap.option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true); // else finding a free port takes 1 ms
        }
        return bootstrap;
    }

    private static Bootstrap datagram(EventLoop loop) {
        if (!Epoll.isAvailable()) {
            return bootstrap(loop)
                    .channel(NioDatagramChannel.class)
                    .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(DATAGRAM_BYTES));
        }
        return bootstrap(loop)
                .channel(EpollDatagramChannel.class)
                .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, DATAGRAM_BYTES)
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(DATAGRAMS_A_CALL * DATAGRAM_BYTES));
    }

    private static Bootstrap bootstrap(EventLoop loop) {
        return new Bootstrap().group(loop).option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT);
    }

    private CompletableFuture<Void> webSocket(
            EventLoop loop, @Nullable SocketAddress from, PacketOutput.ReceiverFactory receivers) {
        URI uri = URI.create("ws://" + server.getHostString() + ':' + server.getPort() + "/websocket");
        WebSocketClientProtocolHandler handshake = new WebSocketClientProtocolHandler(
                WebSocketClientHandshakerFactory.newHandshaker(
                        uri, WebSocketVersion.V13, null, false, new DefaultHttpHeaders(), MAX_FRAME_BYTES),
                true);
        HandshakeEnd end = new HandshakeEnd();
        ChannelFuture connected = stream(loop)
                .handler(initializer(c -> c.pipeline()
                        .addLast(new HttpClientCodec(), new HttpObjectAggregator(MAX_FRAME_BYTES), handshake, end)
                        .addLast(new WebSocketOutput(c, receivers))))
                .connect(server, from);
        return completable(connected).thenCompose(done -> end.completed);
    }

    private static final class HandshakeEnd extends ChannelInboundHandlerAdapter {
        private final CompletableFuture<Void> completed = new CompletableFuture<>();

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
                completed.complete(null);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            completed.completeExceptionally(new ClosedChannelException());
            ctx.fireChannelInactive();
        }
    }

    private static CompletableFuture<Void> completable(ChannelFuture future) {
        CompletableFuture<Void> completable = new CompletableFuture<>();
        future.addListener(f -> {
            if (f.isSuccess()) {
                completable.complete(null);
            } else {
                completable.completeExceptionally(f.cause());
            }
        });
        return completable;
    }
}
