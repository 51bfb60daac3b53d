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
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One datagram socket and the peers behind it. Everything of it is confined to the socket's loop, except where a method says
 * otherwise.
 *
 * <p>A datagram from an unknown address makes a peer for just this datagram; only if its handler then says so is it kept.
 */
final class UdpSocket extends SimpleChannelInboundHandler<DatagramPacket> implements NettyLoop.PendingFlush {
    private static final Logger LOG = LoggerFactory.getLogger(UdpSocket.class);
    private static final long MAX_CLOSE_SECONDS = 5;

    private final NettyLoop loop;
    private final GatewaySettings settings;
    private final ConnectionAcceptor acceptor;
    private final TokenBucket strangerReplies;
    private final UdpPeers peers = new UdpPeers();
    private final Addresses addresses = new Addresses();
    private final ArrayDeque<UdpPeer> waitingForRoom = new ArrayDeque<>();
    private final LongAdder refused = new LongAdder(); // any thread
    private final CountDownLatch gone = new CountDownLatch(1); // any thread
    private volatile boolean accepting = true;
    private @Nullable Channel channel; // null before it is open
    private boolean flushPending;

    UdpSocket(UdpOptions options, NettyLoop loop, ConnectionAcceptor acceptor) {
        this.loop = loop;
        this.settings = options.gateway().settings();
        this.acceptor = acceptor;
        this.strangerReplies =
                new TokenBucket(options.strangerRepliesPerSecond(), options.strangerReplyBurst(), loop.nowNanos());
    }

    // ---- any thread ----

    NettyLoop loop() {
        return loop;
    }

    GatewaySettings settings() {
        return settings;
    }

    long refused() {
        return refused.sum();
    }

    void stopAccepting() {
        accepting = false;
    }

    // ---- receiving ----

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket datagram) {
        ByteBuf content = datagram.content();
        UdpPeer peer = peers.at(datagram.sender());
        int bytes = content.readableBytes();
        if (bytes == 0 || bytes > settings.maxPacketBytes()) {
            if (peer != null) {
                invalid(peer, bytes);
            }
        } else if (bytes > PathChallenge.CID_BYTES && content.getByte(content.readerIndex()) < 0) {
            frame(datagram, peer);
        } else if (peer != null) {
            packet(peer, content);
        } else {
            packetOfStranger(datagram.sender(), content);
        }
    }

    /** A frame of the link profile says itself whose it is: one from another address than before has to prove that it is not forged. */
    private void frame(DatagramPacket datagram, @Nullable UdpPeer atAddress) {
        ByteBuf content = datagram.content();
        long cid = content.getLong(content.readerIndex() + 1);
        UdpPeer peer = peers.named(cid);
        if (peer == null && atAddress == null) {
            packetOfStranger(datagram.sender(), content); // of a session that is over: its client is told so
        } else if (peer != null && peer == atAddress) {
            packet(peer, content);
        } else if (peer != null) {
            frameFromElsewhere(peer, cid, datagram);
        } else if (atAddress != null && atAddress.name() == null) {
            packet(atAddress, content); // a session of the base profile, which says that this is not a packet
        }
    }

    private void frameFromElsewhere(UdpPeer peer, long cid, DatagramPacket datagram) {
        InetSocketAddress sender = datagram.sender();
        byte[] nonce = PathChallenge.nonce(ByteBufUtil.getBytes(datagram.content()));
        if (nonce == null) {
            if (strangerReplies.tryTake(loop.nowNanos())) {
                write(PathChallenge.of(addresses.nonce(sender, cid, loop.nowNanos())), sender);
            }
        } else if (addresses.proves(nonce, sender, cid, loop.nowNanos())) {
            UdpPeer displaced = peers.at(sender);
            if (displaced != null) {
                displaced.close(); // the address belongs to another client now
            }
            peers.move(peer, sender);
            LOG.debug("a session moved to {}", sender);
        }
    }

    long newCid() {
        return addresses.newCid();
    }

    /** Notes that a peer was given a name. */
    void named(UdpPeer peer) {
        peers.addNamed(peer);
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

    private void packetOfStranger(InetSocketAddress sender, ByteBuf content) {
        if (!accepting) {
            refused.increment();
            return;
        }
        UdpPeer peer = new UdpPeer(this, sender);
        ConnectionHandler handler = accept(peer);
        if (handler == null) {
            refused.increment();
            return;
        }
        peer.accepted(handler);
        packet(peer, content);
    }

    private @Nullable ConnectionHandler accept(UdpPeer peer) {
        try {
            return acceptor.accept(peer);
        } catch (RuntimeException e) {
            LOG.error("a datagram of {} could not be accepted", peer.remoteAddress(), Redacted.of(e));
            return null;
        }
    }

    private void packet(UdpPeer peer, ByteBuf content) {
        ConnectionHandler handler = peer.handler();
        if (handler == null) {
            return;
        }
        try {
            handler.onPacket(ByteBufUtil.getBytes(content));
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
        } else if (peers.size() < settings.maxConnections()) {
            peers.add(peer);
            peer.setRetained(true);
        } else {
            refused.increment();
            peer.close();
        }
    }

    /** Makes the next datagram of that address one of a stranger. */
    void forget(UdpPeer peer) {
        if (peer.isRetained()) {
            peer.setRetained(false);
            peers.remove(peer);
        }
        if (peer.name() != null) {
            peers.removeNamed(peer);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        flushPending();
    }

    // ---- sending ----

    void send(UdpPeer peer, byte[] packet) {
        assert loop.inLoop();
        Channel open = channel;
        if (open == null || packet.length > settings.maxPacketBytes()) {
            LOG.debug("a packet of {} bytes for {} was dropped: too large", packet.length, peer.remoteAddress());
        } else if (!open.isWritable()) {
            LOG.debug("a packet for {} was dropped: the socket is full", peer.remoteAddress());
        } else if (!peer.isRetained() && !strangerReplies.tryTake(loop.nowNanos())) {
            LOG.debug("an answer to {} was dropped: too many strangers", peer.remoteAddress());
        } else {
            write(packet, peer.remoteAddress());
        }
    }

    private void write(byte[] packet, InetSocketAddress to) {
        Channel open = channel;
        if (open == null) {
            return;
        }
        ByteBuf content =
                loop.allocator().directBuffer(packet.length, packet.length).writeBytes(packet);
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
        LOG.error("the handler of {} failed; the peer is forgotten", peer.remoteAddress(), Redacted.of(failure));
        peer.close();
    }

    /** Sends what was written, tells every handler that it is closed, and returns when that is done. Any thread but the loop. */
    void close() {
        stopAccepting();
        loop.execute(() -> {
            flushPending();
            if (channel != null) {
                channel.close();
            }
        });
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
        accepting = false;
        List<UdpPeer> last = peers.drain();
        waitingForRoom.clear();
        last.forEach(UdpPeer::closeNow);
    }
}
