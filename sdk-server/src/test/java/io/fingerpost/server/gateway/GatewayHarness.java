package io.fingerpost.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fingerpost.core.time.TaskLoop;
import io.fingerpost.server.gateway.netty.NettyLoops;
import io.fingerpost.server.gateway.netty.NettyTransport;
import io.netty.buffer.PoolArenaMetric;
import io.netty.buffer.PooledByteBufAllocatorMetric;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Stream;

/** What gateways under test are bound with: loops, and an acceptor that remembers its handlers. Closing it checks that nothing is left. */
public final class GatewayHarness implements GatewayContext, AutoCloseable {
    private final NettyLoops loops;
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final List<RecordingHandler> handlers = new CopyOnWriteArrayList<>();
    private final List<BoundGateway> bound = new ArrayList<>();
    private volatile Function<Connection, RecordingHandler> newHandler = RecordingHandler::new;

    /** Starts two loops with the best transport. */
    public GatewayHarness() {
        this(NettyTransport.best());
    }

    /** Starts two loops. */
    public GatewayHarness(NettyTransport transport) {
        loops = NettyLoops.create(2, transport);
        loops.loops().forEach(loop -> loop.execute(() -> threads.add(Thread.currentThread())));
        await().until(() -> threads.size() == 2);
    }

    @Override
    public List<TaskLoop> loops() {
        return loops.loops();
    }

    /** Sets who handles what comes from now on; a function that returns null refuses. */
    public void handleBy(Function<Connection, RecordingHandler> newHandler) {
        this.newHandler = newHandler;
    }

    @Override
    public ConnectionAcceptor acceptor() {
        return connection -> {
            assertThat(connection.loop().inLoop()).isTrue();
            RecordingHandler handler = newHandler.apply(connection);
            if (handler != null) {
                handlers.add(handler);
            }
            return handler;
        };
    }

    /** Binds a gateway, which is closed with this. */
    public BoundGateway bind(Gateway gateway) throws IOException {
        BoundGateway result = gateway.bind(this);
        bound.add(result);
        return result;
    }

    /** Waits for the handler of the connection with this number, counted from 0. */
    public RecordingHandler handler(int number) {
        await().atMost(Duration.ofSeconds(10)).until(() -> handlers.size() > number);
        return handlers.get(number);
    }

    /** Returns all handlers so far. */
    public List<RecordingHandler> handlers() {
        return handlers;
    }

    /** Closes everything that is bound, then the loops, and checks that no thread and no buffer is left. */
    @Override
    public void close() {
        bound.forEach(BoundGateway::close);
        loops.close();
        assertThat(threads).noneMatch(Thread::isAlive);
        assertThat(buffersInUse()).isZero();
    }

    private long buffersInUse() {
        PooledByteBufAllocatorMetric metric = loops.allocator().metric();
        return Stream.concat(metric.directArenas().stream(), metric.heapArenas().stream())
                .mapToLong(PoolArenaMetric::numActiveAllocations)
                .sum();
    }
}
