package io.fingerpost.server.gateway.udp;

import io.fingerpost.server.gateway.ConnectionAcceptor;
import io.fingerpost.server.gateway.GatewayOptions;
import io.fingerpost.server.gateway.netty.NettyLoop;
import io.fingerpost.server.gateway.netty.NettyTransport;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the sockets of a gateway are opened, each with the same options. Used by one thread, not by a loop. */
final class UdpBinding {
    private static final Logger LOG = LoggerFactory.getLogger(UdpBinding.class);
    private static final int DATAGRAMS_A_CALL = 16; // where the system reads several at once
    private static final int MAX_DATAGRAMS_A_READ = 256; // before the other channels of the loop have their turn
    private static final int WRITE_BUFFER_BYTES = 4 * 1024 * 1024;

    private final GatewayOptions gateway;
    private final ConnectionAcceptor acceptor;
    private final UdpPeers peers;
    private final List<UdpSocket> opened = new ArrayList<>();

    UdpBinding(UdpOptions options, ConnectionAcceptor acceptor, UdpPeers peers) {
        this.gateway = options.gateway();
        this.acceptor = acceptor;
        this.peers = peers;
    }

    /** Returns the sockets that were opened so far. */
    List<UdpSocket> opened() {
        return opened;
    }

    /**
     * Opens a socket, and returns when that is done or has failed.
     *
     * @param shares whether it shares its port with those that are open already
     */
    ChannelFuture open(NettyLoop loop, InetSocketAddress address, boolean shares) {
        UdpSocket socket = new UdpSocket(gateway.settings(), loop, acceptor, peers);
        Bootstrap bootstrap = bootstrap(loop).handler(socket);
        if (shares) {
            bootstrap.option(EpollChannelOption.SO_REUSEPORT, true);
        }
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        if (bound.isSuccess()) {
            if (opened.isEmpty()) {
                warnOfSmallBuffer(bound.channel());
            }
            opened.add(socket);
        }
        return bound;
    }

    private void warnOfSmallBuffer(Channel channel) {
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

    private Bootstrap bootstrap(NettyLoop loop) {
        int slotBytes =
                gateway.settings().maxPacketBytes() + 1; // one more than a packet may have: what was cut off shows
        boolean severalACall = loop.transport() == NettyTransport.EPOLL;
        int datagramsACall = severalACall ? DATAGRAMS_A_CALL : 1;
        Bootstrap bootstrap = new Bootstrap()
                .group(loop.eventLoop())
                .channel(loop.transport().datagramChannel())
                .option(ChannelOption.ALLOCATOR, loop.allocator())
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new DatagramReads(datagramsACall, slotBytes, MAX_DATAGRAMS_A_READ))
                .option(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(WRITE_BUFFER_BYTES / 2, WRITE_BUFFER_BYTES));
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
}
