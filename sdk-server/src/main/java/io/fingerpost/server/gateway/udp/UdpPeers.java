package io.fingerpost.server.gateway.udp;

import io.fingerpost.server.gateway.GatewaySettings;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The peers of a gateway, on whichever of its sockets they are at home, and the limits that hold for all of them together. Used by
 * all loops; but an entry is made and taken away on the loop of its peer only, and nobody else does more with a peer than ask where
 * it is at home.
 */
final class UdpPeers {
    private final Map<InetSocketAddress, UdpPeer> byAddress = new ConcurrentHashMap<>();
    private final Map<Long, UdpPeer> byName = new ConcurrentHashMap<>(); // those whose frames carry a name
    private final AtomicInteger retained = new AtomicInteger(); // exact, also while two loops add at the same time
    private final LongAdder refused = new LongAdder();
    private final int max;
    private final TokenBucket strangerReplies;
    private volatile boolean accepting = true;

    UdpPeers(UdpOptions options, long nowNanos) {
        GatewaySettings settings = options.gateway().settings();
        max = settings.maxConnections();
        strangerReplies = new TokenBucket(options.strangerRepliesPerSecond(), options.strangerReplyBurst(), nowNanos);
    }

    /** Returns the peer that is kept for the address, or null. */
    @Nullable UdpPeer at(InetSocketAddress address) {
        return byAddress.get(address);
    }

    /** Returns the peer of that name, or null. */
    @Nullable UdpPeer named(long cid) {
        return byName.get(cid);
    }

    /** Returns the peers that are at home on a socket. */
    List<UdpPeer> of(UdpSocket home) {
        return byAddress.values().stream().filter(peer -> peer.home() == home).toList();
    }

    /** Keeps a peer for its address. Returns false if there are too many. */
    boolean retain(UdpPeer peer) {
        if (retained.incrementAndGet() > max) {
            retained.decrementAndGet();
            refused.increment();
            return false;
        }
        occupy(peer.remoteAddress(), peer);
        return true;
    }

    /** Makes the next datagram of the address of a retained peer one of a stranger. */
    void release(UdpPeer peer) {
        byAddress.remove(peer.remoteAddress(), peer);
        retained.decrementAndGet();
    }

    /** Moves a retained peer to another address. */
    void move(UdpPeer peer, InetSocketAddress to) {
        byAddress.remove(peer.remoteAddress(), peer);
        peer.moveTo(to);
        occupy(to, peer);
    }

    private void occupy(InetSocketAddress address, UdpPeer peer) {
        UdpPeer displaced = byAddress.put(address, peer);
        if (displaced != null) {
            displaced.evict(); // the address belongs to another client now
        }
    }

    /** Finds the peer by this name too, from now on. */
    void name(long cid, UdpPeer peer) {
        byName.put(cid, peer);
    }

    void unname(long cid, UdpPeer peer) {
        byName.remove(cid, peer);
    }

    /** Returns whether one more datagram may go to somebody who is not kept. */
    boolean mayAnswerStranger(long nowNanos) {
        return strangerReplies.tryTake(nowNanos);
    }

    boolean isAccepting() {
        return accepting;
    }

    void stopAccepting() {
        accepting = false;
    }

    /** Counts a peer that was turned away. */
    void refuse() {
        refused.increment();
    }

    long refused() {
        return refused.sum();
    }
}
