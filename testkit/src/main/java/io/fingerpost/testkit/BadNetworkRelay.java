package io.fingerpost.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.SplittableRandom;

/**
 * A bad network between real sockets: listens on a free port of the loopback interface and passes everything on to a target and back,
 * less what the {@link NetworkConditions} take away.
 *
 * <pre>{@code
 * try (BadNetworkRelay relay = BadNetworkRelay.udp(serverAddress, conditions, seed)) {
 *     client = ImClient.builder().server("udp://127.0.0.1:" + relay.port())...
 *     relay.blackhole(true);
 * }
 * }</pre>
 *
 * <p>Over UDP, datagrams are lost, doubled, delayed and reordered. Over TCP, and so for TLS and WebSocket, the bytes stay whole and in
 * order: each chunk that is read is one segment of {@link StreamLink}'s model, where a loss is a stall. Delays are accurate to about a
 * millisecond. Several relays may stand in series.
 *
 * <p>Bounded: 1024 clients at once (over UDP the idlest one makes room, and anybody idle for two minutes is forgotten; over TCP the next
 * one waits), 64 MiB of delayed datagrams, 256 KiB in each direction of a TCP connection.
 *
 * <p>One daemon thread does it all. Safe for use by any thread.
 */
public final class BadNetworkRelay implements AutoCloseable {
    /** The ways through the relay. */
    public enum Direction {
        /** From the clients to the target. */
        TO_TARGET,
        /** From the target to the clients. */
        TO_CLIENT
    }

    /**
     * What passed in one direction so far. Over UDP these are datagrams, over TCP chunks as they were read.
     *
     * @param forwarded how many were passed on, duplicates included
     * @param dropped how many were lost; over TCP, each of these was a stall, and the chunk was passed on later
     * @param duplicated how many were passed on twice
     * @param bytes how many bytes were passed on
     */
    public record Counters(long forwarded, long dropped, long duplicated, long bytes) {}

    private final RelayLoop loop;
    private final RelayTransport transport;
    private final RelayFlow toTarget;
    private final RelayFlow toClient;

    private BadNetworkRelay(Opener opener, InetSocketAddress target, NetworkConditions conditions, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        this.toTarget = new RelayFlow(new PacketFates(conditions, random.split()));
        this.toClient = new RelayFlow(new PacketFates(conditions, random.split()));
        this.loop = new RelayLoop("bad-network-relay to " + target);
        try {
            this.transport = opener.open(loop, target, toTarget, toClient);
        } catch (IOException e) {
            throw new UncheckedIOException("the relay cannot listen", e);
        }
        loop.start();
    }

    private interface Opener {
        RelayTransport open(RelayLoop loop, InetSocketAddress target, RelayFlow toTarget, RelayFlow toClient)
                throws IOException;
    }

    /**
     * Starts a relay for datagrams.
     *
     * @param target where the server listens
     * @param conditions for both directions; {@link #setConditions(Direction, NetworkConditions)} changes one of them
     * @param seed of the random decisions; with real sockets and threads the same seed makes runs similar, not equal
     * @throws UncheckedIOException if there is no free port
     */
    public static BadNetworkRelay udp(InetSocketAddress target, NetworkConditions conditions, long seed) {
        return udp(target, conditions, seed, UdpRelay.MAX_PEERS, UdpRelay.MAX_IDLE_NANOS);
    }

    static BadNetworkRelay udp(
            InetSocketAddress target, NetworkConditions conditions, long seed, int maxPeers, long maxIdleNanos) {
        return new BadNetworkRelay(
                (loop, to, toTarget, toClient) -> new UdpRelay(loop, to, toTarget, toClient, maxPeers, maxIdleNanos),
                target,
                conditions,
                seed);
    }

    /**
     * Starts a relay for TCP and whatever is spoken over it.
     *
     * @param target where the server listens
     * @param conditions for both directions; {@link #setConditions(Direction, NetworkConditions)} changes one of them
     * @param seed of the random decisions; with real sockets and threads the same seed makes runs similar, not equal
     * @throws UncheckedIOException if there is no free port
     */
    public static BadNetworkRelay tcp(InetSocketAddress target, NetworkConditions conditions, long seed) {
        return new BadNetworkRelay(TcpRelay::new, target, conditions, seed);
    }

    /** Returns the port to which clients connect instead of to the target's. */
    public int port() {
        return transport.port();
    }

    /** Returns the address to which clients connect instead of to the target's. */
    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port());
    }

    /** Changes the conditions of both directions, for all that arrives at the relay from now on. */
    public void setConditions(NetworkConditions conditions) {
        setConditions(Direction.TO_TARGET, conditions);
        setConditions(Direction.TO_CLIENT, conditions);
    }

    /** Changes the conditions of one direction, for all that arrives at the relay from now on. */
    public void setConditions(Direction direction, NetworkConditions conditions) {
        flow(direction).fates().setConditions(conditions);
    }

    /** Returns the conditions of one direction. */
    public NetworkConditions conditions(Direction direction) {
        return flow(direction).fates().conditions();
    }

    /** Returns what passed in one direction so far. */
    public Counters counters(Direction direction) {
        return flow(direction).counters();
    }

    private RelayFlow flow(Direction direction) {
        return direction == Direction.TO_TARGET ? toTarget : toClient;
    }

    /**
     * Ends all present connections; new ones are served. TCP connections are reset on both sides. Over UDP, what is under way is lost,
     * and a client that goes on sending appears to the target with another port, as if a NAT on the way had been restarted. Returns when
     * it is done.
     *
     * @throws IllegalStateException if the relay is closed
     */
    public void cut() {
        loop.call(transport::cut);
    }

    /**
     * Begins or ends to let nothing through, without telling anybody. Over UDP, what would have passed is lost. Over TCP it is held back,
     * with all connections that are made or closed in the meantime, and goes on afterwards, as TCP does after an outage. Returns when it
     * is done.
     *
     * @throws IllegalStateException if the relay is closed
     */
    public void blackhole(boolean on) {
        loop.call(() -> transport.blackhole(on));
    }

    /** Closes all sockets and ends the thread; returns when that has happened. */
    @Override
    public void close() {
        loop.close();
    }
}
