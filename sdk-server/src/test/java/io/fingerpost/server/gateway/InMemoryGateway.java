package io.fingerpost.server.gateway;

import io.fingerpost.core.Transport;
import io.fingerpost.core.time.TaskLoop;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * A gateway without sockets, for tests of what is above gateways: its connections live on the first loop that the server has, which
 * may be a virtual one, and lead to {@link InMemoryPeer}s. It behaves as a stream does if its transport is one, and otherwise as
 * datagrams do that never get lost: a peer begins with its first packet and is forgotten when its handler retains no state.
 */
public final class InMemoryGateway implements Gateway {
    private final Transport transport;
    private final GatewaySettings settings;
    private final boolean virtualTime;

    private InMemoryGateway(Transport transport, GatewaySettings settings, boolean virtualTime) {
        this.transport = transport;
        this.settings = settings;
        this.virtualTime = virtualTime;
    }

    /** Makes one for loops that have threads. */
    public static InMemoryGateway onThreads(Transport transport, GatewaySettings settings) {
        return new InMemoryGateway(transport, settings, false);
    }

    /** Makes one for loops that run only when the test lets them: closing it does not wait, and takes effect when they run. */
    public static InMemoryGateway onVirtualTime(Transport transport, GatewaySettings settings) {
        return new InMemoryGateway(transport, settings, true);
    }

    @Override
    public Transport transport() {
        return transport;
    }

    @Override
    public Bound bind(GatewayContext context) {
        return new Bound(this, context);
    }

    /** An {@link InMemoryGateway} that takes peers. */
    public static final class Bound implements BoundGateway {
        private final InMemoryGateway gateway;
        private final ConnectionAcceptor acceptor;
        private final TaskLoop loop;
        private final AtomicInteger nextPort = new AtomicInteger(10_000);
        private final Set<InMemoryPeer> connected = ConcurrentHashMap.newKeySet();
        private final LongAdder refused = new LongAdder();
        private volatile boolean accepting = true;

        private Bound(InMemoryGateway gateway, GatewayContext context) {
            this.gateway = gateway;
            this.acceptor = context.acceptor();
            this.loop = context.loops().get(0);
        }

        /** Connects a new peer, with an address of its own. Any thread may call this. */
        public InMemoryPeer connect() {
            return connect(InetSocketAddress.createUnresolved("peer", nextPort.getAndIncrement()));
        }

        /** Connects a new peer that has the given address. Any thread may call this. */
        public InMemoryPeer connect(InetSocketAddress address) {
            InMemoryPeer peer = new InMemoryPeer(this, address);
            if (transport().isReliable()) {
                loop.execute(peer::open);
            }
            return peer;
        }

        @Override
        public InetSocketAddress address() {
            return InetSocketAddress.createUnresolved("memory", 1);
        }

        @Override
        public long refusedPeers() {
            return refused.sum();
        }

        @Override
        public void stopAccepting() {
            accepting = false;
        }

        @Override
        public void close() {
            accepting = false;
            CountDownLatch done = new CountDownLatch(1);
            loop.execute(() -> {
                new ArrayList<>(connected).forEach(InMemoryPeer::closeNow);
                done.countDown();
            });
            try {
                if (!gateway.virtualTime && !done.await(5, TimeUnit.SECONDS)) {
                    throw new AssertionError("the loop is blocked, or waits for the test: then use onVirtualTime");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        // ---- for the peers, on the loop ----

        Transport transport() {
            return gateway.transport;
        }

        GatewaySettings settings() {
            return gateway.settings;
        }

        TaskLoop loop() {
            return loop;
        }

        ConnectionAcceptor acceptor() {
            return acceptor;
        }

        /** Returns whether there is room for one more; counts it if not. */
        boolean hasRoom() {
            if (!accepting || connected.size() >= settings().maxConnections()) {
                refused.increment();
                return false;
            }
            return true;
        }

        void add(InMemoryPeer peer) {
            connected.add(peer);
        }

        void remove(InMemoryPeer peer) {
            connected.remove(peer);
        }
    }
}
