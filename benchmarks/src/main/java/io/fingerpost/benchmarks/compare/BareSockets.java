package io.fingerpost.benchmarks.compare;

import io.fingerpost.core.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The sockets of the {@link BareRelay}: epoll, several datagrams a system call, one flush for each round of reading. */
final class BareSockets {
    private static final int DATAGRAM_BYTES = 2_048;
    private static final int DATAGRAMS_A_CALL = 64;
    private static final int RECEIVE_BUFFER_BYTES = 4 << 20;
    private static final int BACKLOG = 1_024;

    private BareSockets() {}

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** Listens on a free port. */
    static ChannelFuture open(Transport transport, EventLoopGroup group, BareRelay relay) {
        return transport == Transport.UDP ? udp(group, relay) : tcp(group, relay);
    }

    private static ChannelFuture tcp(EventLoopGroup group, BareRelay relay) {
        return new ServerBootstrap()
                .group(group)
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new StreamPeer(channel, relay));
                    }
                })
                .bind(anyPort());
    }

    private static ChannelFuture udp(EventLoopGroup group, BareRelay relay) {
        return new Bootstrap()
                .group(group)
                .channel(EpollDatagramChannel.class)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
                .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, DATAGRAM_BYTES)
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(DATAGRAMS_A_CALL * DATAGRAM_BYTES))
                .handler(new Datagrams(relay))
                .bind(anyPort());
    }

    private static final class StreamPeer extends ByteToMessageDecoder implements BareRelay.Peer {
        private final Channel channel;
        private final BareRelay relay;

        StreamPeer(Channel channel, BareRelay relay) {
            this.channel = channel;
            this.relay = relay;
        }

        @Override
        public Channel channel() {
            return channel;
        }

        @Override
        public void write(byte[] packet) {
            channel.write(BareRelay.buffer(packet, true), channel.voidPromise());
        }

        @Override
        protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
            while (in.readableBytes() >= Integer.BYTES) {
                int length = in.getInt(in.readerIndex());
                if (in.readableBytes() < Integer.BYTES + length) {
                    return;
                }
                relay.onPacket(in.skipBytes(Integer.BYTES), length, this);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
            super.channelReadComplete(ctx);
            relay.flush();
        }
    }

    private static final class Datagrams extends SimpleChannelInboundHandler<DatagramPacket> {
        private final BareRelay relay;
        private final Map<InetSocketAddress, BareRelay.Peer> peers = new HashMap<>();

        Datagrams(BareRelay relay) {
            this.relay = relay;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket datagram) {
            BareRelay.Peer peer =
                    peers.computeIfAbsent(datagram.sender(), address -> new DatagramPeer(ctx.channel(), address));
            ByteBuf content = datagram.content();
            relay.onPacket(content, content.readableBytes(), peer);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            relay.flush();
        }
    }

    private record DatagramPeer(Channel channel, InetSocketAddress address) implements BareRelay.Peer {
        @Override
        public void write(byte[] packet) {
            channel.write(new DatagramPacket(BareRelay.buffer(packet, false), address), channel.voidPromise());
        }
    }
}
