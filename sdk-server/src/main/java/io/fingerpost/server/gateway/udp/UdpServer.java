package io.fingerpost.server.gateway.udp;

import io.fingerpost.server.gateway.BoundGateway;
import io.fingerpost.server.gateway.GatewayContext;
import io.fingerpost.server.gateway.GatewayOptions;
import io.fingerpost.server.gateway.netty.BindErrors;
import io.fingerpost.server.gateway.netty.NettyLoop;
import io.fingerpost.server.gateway.netty.NettyTransport;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listening UDP address. It has one socket, on the first loop. */
final class UdpServer implements BoundGateway {
    private static final Logger LOG = LoggerFactory.getLogger(UdpServer.class);
    private static final int DATAGRAMS_A_CALL = 16; // where the system reads several at once
    private static final int MAX_DATAGRAMS_A_READ = 256; // before the other channels of the loop have their turn
    private static final int WRITE_BUFFER_BYTES = 4 * 1024 * 1024;

    private final UdpSocket socket;
    private final InetSocketAddress address;

    private UdpServer(UdpSocket socket, InetSocketAddress address) {
        this.socket = socket;
        this.address = address;
    }

    static UdpServer bind(UdpOptions options, GatewayContext context) throws IOException {
        NettyLoop loop = NettyLoop.of(context.loops().get(0));
        UdpSocket socket = new UdpSocket(options, loop, context.acceptor());
        InetSocketAddress address;
        try {
            address = options.gateway().address().resolve();
        } catch (IOException e) {
            throw BindErrors.of(options.gateway(), e);
        }
        ChannelFuture bound =
                bootstrap(options.gateway(), loop, socket).bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw BindErrors.of(options.gateway(), bound.cause());
        }
        Channel channel = bound.channel();
        warnOfSmallBuffer(options.gateway(), channel);
        return new UdpServer(socket, (InetSocketAddress) channel.localAddress());
    }

    private static void warnOfSmallBuffer(GatewayOptions gateway, Channel channel) {
        int got = channel.config().getOption(ChannelOption.SO_RCVBUF);
        if (got < gateway.receiveBufferBytes()) {
            LOG.info(
                    "the receive buffer of udp {} has {} bytes, not {}: the system allows no more (Linux: net.core.rmem_max);"
                            + " bursts may lose datagrams",
                    gateway.address(),
                    got,
                    gateway.receiveBufferBytes());
        }
    }

    private static Bootstrap bootstrap(GatewayOptions gateway, NettyLoop loop, UdpSocket socket) {
        int slotBytes =
                gateway.settings().maxPacketBytes() + 1; // one more than a packet may have: what was cut off shows
        boolean severalACall = loop.transport() == NettyTransport.EPOLL;
        int readBytes = severalACall ? DATAGRAMS_A_CALL * slotBytes : slotBytes;
        Bootstrap bootstrap = new Bootstrap()
                .group(loop.eventLoop())
                .channel(loop.transport().datagramChannel())
                .option(ChannelOption.ALLOCATOR, loop.allocator())
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(readBytes).maxMessagesPerRead(MAX_DATAGRAMS_A_READ))
                .option(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(WRITE_BUFFER_BYTES / 2, WRITE_BUFFER_BYTES))
                .handler(socket);
        if (severalACall) {
            bootstrap.option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, slotBytes);
        }
        if (gateway.receiveBufferBytes() > 0) {
            bootstrap.option(ChannelOption.SO_RCVBUF, gateway.receiveBufferBytes());
        }
        if (gateway.sendBufferBytes() > 0) {
            bootstrap.option(ChannelOption.SO_SNDBUF, gateway.sendBufferBytes());
        }
        return bootstrap;
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public long refusedPeers() {
        return socket.refused();
    }

    @Override
    public void stopAccepting() {
        socket.stopAccepting();
    }

    @Override
    public void close() {
        socket.close();
    }
}
