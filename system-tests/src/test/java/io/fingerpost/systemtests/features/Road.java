package io.fingerpost.systemtests.features;

import io.fingerpost.testkit.BadNetworkRelay;
import io.fingerpost.testkit.BadNetworkRelay.Direction;
import io.fingerpost.testkit.NetworkConditions;
import java.net.InetSocketAddress;

/** A way from clients to a server that a test can make bad, cut, or close. */
final class Road implements AutoCloseable {
    private static final NetworkConditions DEAD =
            NetworkConditions.builder().loss(1).build();

    private final String scheme;
    private final BadNetworkRelay relay;

    private Road(String scheme, BadNetworkRelay relay) {
        this.scheme = scheme;
        this.relay = relay;
    }

    static Road to(InetSocketAddress server, String scheme, NetworkConditions conditions, long seed) {
        return new Road(
                scheme,
                scheme.equals("udp")
                        ? BadNetworkRelay.udp(server, conditions, seed)
                        : BadNetworkRelay.tcp(server, conditions, seed));
    }

    /** Returns the address for clients. */
    String url() {
        return scheme + "://127.0.0.1:" + relay.port();
    }

    /** Ends the connections on it; new ones are served. */
    void cut() {
        relay.cut();
    }

    /** Lets nothing through any more, and tells nobody: as a network does that is up and leads nowhere. */
    void swallow() {
        relay.blackhole(true);
    }

    /** Lets everything through again. */
    void open() {
        relay.blackhole(false);
    }

    /** Loses every datagram of one direction. */
    void loseAll(Direction direction) {
        relay.setConditions(direction, DEAD);
    }

    /** Loses nothing any more. */
    void loseNothing() {
        relay.setConditions(NetworkConditions.PERFECT);
    }

    /** Returns how much has passed in one direction: datagrams over UDP, chunks over TCP. */
    long passed(Direction direction) {
        return relay.counters(direction).forwarded();
    }

    @Override
    public void close() {
        relay.close();
    }
}
