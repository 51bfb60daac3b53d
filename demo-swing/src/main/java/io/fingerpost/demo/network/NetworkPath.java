package io.fingerpost.demo.network;

import io.fingerpost.testkit.BadNetworkRelay;
import io.fingerpost.testkit.BadNetworkRelay.Direction;
import io.fingerpost.testkit.NetworkConditions;
import java.net.InetSocketAddress;

/**
 * One client's way to the server, through a network that can be made bad and cut. Closing and cutting block for a moment, the rest does
 * not. Safe for use by any thread.
 */
public final class NetworkPath implements AutoCloseable {
    private final BadNetworkRelay relay;

    private NetworkPath(BadNetworkRelay relay) {
        this.relay = relay;
    }

    /**
     * Opens a way.
     *
     * @param scheme of the server's address: {@code udp} for datagrams, everything else is a stream
     * @param seed of the losses and delays
     * @throws java.io.UncheckedIOException if there is no free port
     */
    public static NetworkPath open(String scheme, InetSocketAddress server, NetworkConditions conditions, long seed) {
        return new NetworkPath(
                scheme.equals("udp")
                        ? BadNetworkRelay.udp(server, conditions, seed)
                        : BadNetworkRelay.tcp(server, conditions, seed));
    }

    /** Returns the address that a client is to be given instead of the server's. */
    public String entrance(String scheme) {
        return scheme + "://" + LocalServer.host() + ':' + relay.port();
    }

    /** Changes how bad the network is, in both directions. */
    public void setConditions(NetworkConditions conditions) {
        relay.setConditions(conditions);
    }

    /** Breaks what is connected, and lets nothing through any more. */
    public void cut() {
        relay.blackhole(true);
        relay.cut();
    }

    /** Lets everything through again that the conditions let through. */
    public void restore() {
        relay.blackhole(false);
    }

    /** Returns what was lost, in both directions: datagrams, or on a stream the losses that became stalls. */
    public long dropped() {
        return relay.counters(Direction.TO_TARGET).dropped()
                + relay.counters(Direction.TO_CLIENT).dropped();
    }

    /** Returns how many datagrams were doubled, in both directions. */
    public long duplicated() {
        return relay.counters(Direction.TO_TARGET).duplicated()
                + relay.counters(Direction.TO_CLIENT).duplicated();
    }

    @Override
    public void close() {
        relay.close();
    }
}
