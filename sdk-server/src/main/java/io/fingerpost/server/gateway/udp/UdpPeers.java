package io.fingerpost.server.gateway.udp;

import io.fingerpost.server.gateway.GatewaySettings;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The peers of a gateway, on whichever of its sockets they are at home, and the limits that hold for all of them together. Used by
 * all loops; but an entry is made and taken away on the loop of its peer only, and nobody else does more with a peer than ask where
 * it is at home.
 */
final class UdpPeers {
    private final SplitTable<UdpPeer> byAddress =
            new SplitTable<>(peer -> peer.address().hashCode());
    private final SplitTable<UdpPeer> byName = // those whose frames carry a name
            new SplitTable<>(peer -> Long.hashCode(Objects.requireNonNull(peer.name())));
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
        return byAddress.find(PeerAddress.hash(address), peer -> peer.isAt(address));
    }

    /** Returns the peer of that name, or null. */
    @Nullable UdpPeer named(long cid) {
        return byName.find(Long.hashCode(cid), peer -> Objects.equals(peer.name(), cid));
    }

    /** Returns the peers that are at home on a socket. */
    List<UdpPeer> of(UdpSocket home) {
        List<UdpPeer> found = new ArrayList<>();
        byAddress.forEach(peer -> {
            if (peer.home() == home) {
                found.add(peer);
            }
        });
        return found;
    }

    /** Keeps a peer for its address. Returns false if there are too many. */
    boolean retain(UdpPeer peer) {
        if (retained.incrementAndGet() > max) {
            retained.decrementAndGet();
            refused.increment();
            return false;
        }
        occupy(peer);
        return true;
    }

    /** Makes the next datagram of the address of a retained peer one of a stranger. */
    void release(UdpPeer peer) {
        byAddress.remove(peer);
        retained.decrementAndGet();
    }

    /** Moves a retained peer to another address. */
    void move(UdpPeer peer, InetSocketAddress to) {
        byAddress.remove(peer);
        peer.moveTo(to);
        occupy(peer);
    }

    private void occupy(UdpPeer peer) {
        PeerAddress address = peer.address();
        UdpPeer displaced = byAddress.put(peer, other -> other.address().equals(address));
        if (displaced != null) {
            displaced.evict(); // the address belongs to another client now
        }
    }

    /** Finds the peer by its name too, from now on. */
    void name(UdpPeer peer) {
        byName.put(peer, other -> Objects.equals(other.name(), peer.name()));
    }

    /** Finds the peer by its name no more. */
    void unname(UdpPeer peer) {
        byName.remove(peer);
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
