package io.fingerpost.server.gateway.udp;

import io.fingerpost.core.link.PathChallenge;
import io.fingerpost.server.gateway.ConnectionAcceptor;
import io.fingerpost.server.gateway.ConnectionHandler;
import io.fingerpost.server.gateway.GatewaySettings;
import io.fingerpost.server.gateway.netty.NettyLoop;
import io.fingerpost.server.gateway.netty.Redacted;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One datagram socket and the peers that are at home on it. Everything of it is confined to the socket's loop, except where a method
 * says otherwise.
 *
 * <p>A datagram from an unknown address makes a peer for just this datagram; only if its handler then says so is it kept.
 *
 * <p>Where several sockets share a port, the system keeps an address on one socket, so most datagrams come to where their peer is at
 * home. Those of a session that moved to another address may not, and are handed over. Answers go out by the home socket in any case:
 * to the client one socket of the port is like the other.
 */
final class UdpSocket extends SimpleChannelInboundHandler<DatagramPacket> implements NettyLoop.PendingFlush {
    private static final Logger LOG = LoggerFactory.getLogger(UdpSocket.class);
    private static final long MAX_CLOSE_SECONDS = 5;

    private final NettyLoop loop;
    private final GatewaySettings settings;
    private final ConnectionAcceptor acceptor;
    private final UdpPeers peers; // of all sockets of the gateway
    private final BoundedHandOver handOver; // any thread
    private final Addresses addresses = new Addresses();
    private final ArrayDeque<UdpPeer> waitingForRoom = new ArrayDeque<>();
    private final CountDownLatch gone = new CountDownLatch(1); // any thread
    private @Nullable Channel channel; // null before it is open
    private boolean flushPending;

    UdpSocket(GatewaySettings settings, NettyLoop loop, ConnectionAcceptor acceptor, UdpPeers peers) {
        this.loop = loop;
        this.settings = settings;
        this.acceptor = acceptor;
        this.peers = peers;
        this.handOver = new BoundedHandOver(loop);
    }

    // ---- any thread ----

    NettyLoop loop() {
        return loop;
    }

    /** Returns the channel; null before it is open. For tests, on the loop. */
    @Nullable Channel channel() {
        return channel;
    }

    GatewaySettings settings() {
        return settings;
    }

    /** Takes a datagram for a peer that is at home here, from the socket to which it came. */
    private void takeOver(UdpPeer peer, InetSocketAddress sender, byte[] datagram) {
        if (!handOver.offer(datagram.length, () -> received(peer, sender, datagram))) {
            LOG.debug(
                    "a datagram of {} was dropped: its loop is behind, and has lost {} so far",
                    sender,
                    handOver.dropped());
        }
    }

    // ---- receiving ----

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket arrived) {
        InetSocketAddress sender = arrived.sender();
        byte[] datagram = ByteBufUtil.getBytes(arrived.content());
        UdpPeer peer = isFrame(datagram) ? peers.named(cidOf(datagram)) : null;
        if (peer == null) {
            peer = peers.at(sender);
        }
        if (peer == null) {
            datagramOfStranger(sender, datagram);
        } else if (peer.home() == this) {
            received(peer, sender, datagram);
        } else {
            peer.home().takeOver(peer, sender, datagram);
        }
    }

    private boolean isValid(byte[] datagram) {
        return datagram.length > 0 && datagram.length <= settings.maxPacketBytes();
    }

    /** Returns whether this is a frame of the link profile, which says whose it is. */
    private boolean isFrame(byte[] datagram) {
        return datagram.length > PathChallenge.CID_BYTES && isValid(datagram) && datagram[0] < 0;
    }

    private static long cidOf(byte[] frame) {
        return ByteBuffer.wrap(frame).getLong(1);
    }

    /** A datagram came that names this peer, or comes from its address. One that was handed over may find it closed. */
    private void received(UdpPeer peer, InetSocketAddress sender, byte[] datagram) {
        Long cid = peer.name();
        if (peer.isClosed()) {
            LOG.debug("a datagram of {} was dropped: the session is over", sender);
        } else if (!isValid(datagram)) {
            invalid(peer, datagram.length);
        } else if (cid == null || !isFrame(datagram)) {
            packet(peer, datagram);
        } else if (cid != cidOf(datagram)) {
            LOG.debug("a frame of {} was dropped: it is of a session that is over", sender);
        } else if (peer.isAt(sender)) {
            packet(peer, datagram);
        } else {
            frameFromElsewhere(peer, cid, sender, datagram);
        }
    }

    /** A session has moved, if it can prove that the frame is not forged. */
    private void frameFromElsewhere(UdpPeer peer, long cid, InetSocketAddress sender, byte[] frame) {
        byte[] nonce = PathChallenge.nonce(frame);
        if (nonce == null) {
            if (peers.mayAnswerStranger(loop.nowNanos())) {
                byte[] challenge = PathChallenge.of(addresses.nonce(sender, cid, loop.nowNanos()));
                write(challenge, challenge.length, sender);
            }
        } else if (addresses.proves(nonce, sender, cid, loop.nowNanos())) {
            peers.move(peer, sender);
            LOG.debug("a session moved to {}", sender);
        }
    }

    long newCid() {
        return addresses.newCid();
    }

    /** Notes that a peer was given a name. */
    void named(UdpPeer peer) {
        peers.name(peer);
    }

    private void invalid(UdpPeer peer, int bytes) {
        // More than the limit may have come: the system cuts off what does not fit the buffer, which is one byte
        // larger.
        String reason = bytes == 0
                ? "empty datagram"
                : "packet too large: at most " + settings.maxPacketBytes() + " bytes are accepted";
        ConnectionHandler handler = peer.handler();
        if (handler != null) {
            guarded(peer, () -> handler.onInvalidFrame(reason));
        }
    }

    private void datagramOfStranger(InetSocketAddress sender, byte[] datagram) {
        if (!isValid(datagram)) {
            return;
        }
        if (!peers.isAccepting()) {
            peers.refuse();
            return;
        }
        UdpPeer peer = new UdpPeer(this, sender);
        ConnectionHandler handler = accept(peer);
        if (handler == null) {
            peers.refuse();
            return;
        }
        peer.accepted(handler);
        packet(peer, datagram);
    }

    private @Nullable ConnectionHandler accept(UdpPeer peer) {
        try {
            return acceptor.accept(peer);
        } catch (RuntimeException e) {
            LOG.error("a datagram of {} could not be accepted", peer.address(), Redacted.of(e));
            return null;
        }
    }

    private void packet(UdpPeer peer, byte[] packet) {
        ConnectionHandler handler = peer.handler();
        if (handler == null) {
            return;
        }
        try {
            handler.onPacket(packet);
            if (!peer.isClosed()) {
                keepOrForget(peer, handler.retainsState());
            }
        } catch (RuntimeException | Error e) {
            failed(peer, e);
        }
    }

    private void keepOrForget(UdpPeer peer, boolean keep) {
        if (keep == peer.isRetained()) {
            return;
        }
        if (!keep) {
            forget(peer);
        } else if (peers.retain(peer)) {
            peer.setRetained(true);
        } else {
            peer.close();
        }
    }

    /** Makes the next datagram of that address one of a stranger. */
    void forget(UdpPeer peer) {
        if (peer.isRetained()) {
            peer.setRetained(false);
            peers.release(peer);
        }
        if (peer.name() != null) {
            peers.unname(peer);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        flushPending();
    }

    // ---- sending ----

    void send(UdpPeer peer, byte[] buffer, int length) {
        assert loop.inLoop();
        Channel open = channel;
        if (open == null || length > settings.maxPacketBytes()) {
            LOG.debug("a packet of {} bytes for {} was dropped: too large", length, peer.address());
        } else if (!open.isWritable()) {
            LOG.debug("a packet for {} was dropped: the socket is full", peer.address());
        } else if (!peer.isRetained() && !peers.mayAnswerStranger(loop.nowNanos())) {
            LOG.debug("an answer to {} was dropped: too many strangers", peer.address());
        } else {
            write(buffer, length, peer.remoteAddress());
        }
    }

    private void write(byte[] buffer, int length, InetSocketAddress to) {
        Channel open = channel;
        if (open == null) {
            return;
        }
        ByteBuf content = loop.allocator().directBuffer(length, length).writeBytes(buffer, 0, length);
        open.write(new DatagramPacket(content, to), open.voidPromise());
        if (!flushPending) {
            flushPending = true;
            loop.flushLater(this);
        }
    }

    @Override
    public void flushPending() {
        if (flushPending && channel != null) {
            flushPending = false;
            channel.flush();
        }
    }

    boolean isWritable() {
        return channel != null && channel.isWritable();
    }

    void tellWhenWritable(UdpPeer peer) {
        waitingForRoom.add(peer);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        for (int n = waitingForRoom.size(); n > 0 && isWritable(); n--) {
            waitingForRoom.remove().writable();
        }
    }

    // ---- failures, and the end ----

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // Port unreachable, no route, no buffer space: about one datagram, not about the socket, which goes on.
        LOG.debug("a datagram failed: {}", cause.toString());
    }

    /** Runs a call to a handler; one that fails costs its peer, and nobody else. */
    void guarded(UdpPeer peer, Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | Error e) {
            failed(peer, e);
        }
    }

    private void failed(UdpPeer peer, Throwable failure) {
        LOG.error("the handler of {} failed; the peer is forgotten", peer.address(), Redacted.of(failure));
        peer.close();
    }

    /** Sends what was written, and closes the socket. Any thread. */
    void close() {
        loop.execute(() -> {
            flushPending();
            if (channel != null) {
                channel.close();
            }
        });
    }

    /** Returns once the socket is closed, every handler knows it, and the port is free. Any thread but the loop. */
    void awaitClosed() {
        try {
            if (!gone.await(MAX_CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("a UDP socket is still open: its loop is blocked");
            }
            loop.awaitPortFreed();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        gone.countDown();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        waitingForRoom.clear();
        for (UdpPeer last : peers.of(this)) {
            forget(last);
            last.closeNow();
        }
    }
}
