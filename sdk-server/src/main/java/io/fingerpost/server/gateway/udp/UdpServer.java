package io.fingerpost.server.gateway.udp;

import io.fingerpost.server.gateway.BoundGateway;
import io.fingerpost.server.gateway.GatewayContext;
import io.fingerpost.server.gateway.netty.BindErrors;
import io.fingerpost.server.gateway.netty.NettyLoop;
import io.fingerpost.server.gateway.netty.NettyTransport;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.epoll.EpollChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listening UDP address: one socket a loop where the system spreads the datagrams of a port over several, otherwise one. */
final class UdpServer implements BoundGateway {
    private static final Logger LOG = LoggerFactory.getLogger(UdpServer.class);

    private final UdpPeers peers;
    private final List<UdpSocket> sockets;
    private final InetSocketAddress address;

    private UdpServer(UdpPeers peers, List<UdpSocket> sockets, InetSocketAddress address) {
        this.peers = peers;
        this.sockets = List.copyOf(sockets);
        this.address = address;
    }

    static UdpServer bind(UdpOptions options, GatewayContext context) throws IOException {
        List<NettyLoop> loops = context.loops().stream()
                .map(NettyLoop::of)
                .limit(options.maxSockets())
                .toList();
        InetSocketAddress wanted;
        try {
            wanted = options.gateway().address().resolve();
        } catch (IOException e) {
            throw BindErrors.of(options.gateway(), e);
        }
        UdpPeers peers = new UdpPeers(options, loops.get(0).nowNanos());
        UdpBinding binding = new UdpBinding(options, context.acceptor(), peers);
        // The first one does not share its port yet: that is how an address that is taken shows.
        ChannelFuture first = binding.open(loops.get(0), wanted, false);
        if (!first.isSuccess()) {
            throw BindErrors.of(options.gateway(), first.cause());
        }
        InetSocketAddress address = (InetSocketAddress) first.channel().localAddress();
        if (loops.size() > 1 && sharesItsPort(first.channel(), loops.get(0))) {
            InetSocketAddress same = new InetSocketAddress(wanted.getAddress(), address.getPort());
            openMore(binding, loops.subList(1, loops.size()), same);
        }
        return new UdpServer(peers, binding.opened(), address);
    }

    /** Opens a socket on each of the loops; without them the gateway is slower, but does all that it should. */
    private static void openMore(UdpBinding binding, List<NettyLoop> loops, InetSocketAddress address) {
        for (NettyLoop loop : loops) {
            ChannelFuture bound = binding.open(loop, address, true);
            if (!bound.isSuccess()) {
                LOG.info(
                        "udp {} has only {} of its sockets: {}",
                        address,
                        binding.opened().size(),
                        bound.cause().toString());
                return;
            }
        }
    }

    /** Lets further sockets bind the same port, if they ask for it too and are of the same user. Returns whether that is possible. */
    private static boolean sharesItsPort(Channel first, NettyLoop loop) {
        if (loop.transport() != NettyTransport.EPOLL) {
            return false;
        }
        try {
            return first.config().setOption(EpollChannelOption.SO_REUSEPORT, true);
        } catch (ChannelException e) {
            LOG.info("udp is served by one loop only: {}", e.toString());
            return false;
        }
    }

    /** Returns the sockets, each on its loop; for tests. */
    List<UdpSocket> sockets() {
        return sockets;
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public long refusedPeers() {
        return peers.refused();
    }

    @Override
    public void stopAccepting() {
        peers.stopAccepting();
    }

    @Override
    public void close() {
        stopAccepting();
        sockets.forEach(UdpSocket::close);
        sockets.forEach(UdpSocket::awaitClosed);
    }
}
