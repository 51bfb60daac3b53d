package io.fingerpost.server.gateway.udp;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The peers of one socket that are kept, by address, and by name those whose frames carry one. Confined to the socket's loop. */
final class UdpPeers {
    private final SplitTable<UdpPeer> byAddress =
            new SplitTable<>(peer -> peer.address().hashCode());
    private final SplitTable<UdpPeer> byName =
            new SplitTable<>(peer -> Long.hashCode(Objects.requireNonNull(peer.name())));

    int size() {
        return byAddress.size();
    }

    /** Returns the peer at that address; null if none is kept. */
    @Nullable UdpPeer at(InetSocketAddress address) {
        return byAddress.find(PeerAddress.hash(address), peer -> peer.address().is(address));
    }

    /** Returns the peer of that name; null if there is none. */
    @Nullable UdpPeer named(long cid) {
        return byName.find(Long.hashCode(cid), peer -> Objects.equals(peer.name(), cid));
    }

    /** Keeps a peer at whose address no other is. */
    void add(UdpPeer peer) {
        byAddress.add(peer);
    }

    /** Makes a peer known by the name that it has. */
    void addNamed(UdpPeer peer) {
        byName.add(peer);
    }

    /** Forgets the address of a peer. */
    void remove(UdpPeer peer) {
        byAddress.remove(peer);
    }

    /** Forgets the name of a peer. */
    void removeNamed(UdpPeer peer) {
        byName.remove(peer);
    }

    /** Notes that a peer is at another address now, at which no other is. */
    void move(UdpPeer peer, InetSocketAddress address) {
        byAddress.remove(peer);
        peer.moveTo(address);
        byAddress.add(peer);
    }

    /** Forgets all, and returns those that were kept. */
    List<UdpPeer> drain() {
        byName.drain();
        return byAddress.drain();
    }
}
