package io.fingerpost.server.gateway.netty;

import io.fingerpost.core.link.FrameBuffer;
import io.fingerpost.core.time.TaskLoop;
import io.fingerpost.core.time.TimerWheel;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link TaskLoop} on one event loop of Netty. A task that throws is logged and harms nothing else.
 *
 * <p>All timers of a loop share one wheel with ticks of 5 ms, and one repeating task of Netty's that turns it; that task runs only
 * while timers wait, so an idle server sleeps.
 */
public final class NettyLoop implements TaskLoop {
    private static final Logger LOG = LoggerFactory.getLogger(NettyLoop.class);
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int SLOTS = 4096; // one turn = 20 s: longer than most heartbeats and retransmission timeouts
    private static final long MAX_ROUND_SECONDS = 5;
    private static final long LONGEST_DELAY_NANOS = Long.MAX_VALUE / 4; // keeps the sum with any clock from overflowing

    private final EventLoop eventLoop;
    private final NettyTransport transport;
    private final ByteBufAllocator allocator;
    private final long startNanos;

    // Confined to the loop.
    private final TimerWheel wheel;
    private @Nullable Future<?> ticker; // there only while timers wait
    private final ArrayDeque<PendingFlush> unflushed = new ArrayDeque<>();
    private boolean flushScheduled;
    private final FrameBuffer frameBuffer = new FrameBuffer();
    private final Map<NettyLoop, HandOver> handOvers = new HashMap<>(); // one for each other loop

    NettyLoop(EventLoop eventLoop, NettyTransport transport, ByteBufAllocator allocator) {
        this.eventLoop = eventLoop;
        this.transport = transport;
        this.allocator = allocator;
        this.startNanos = System.nanoTime();
        this.wheel = new TimerWheel(TICK_NANOS, SLOTS, startNanos);
    }

    /**
     * Returns the loops by Netty's.
     *
     * @throws IllegalArgumentException if there is none, or one that is not made by {@link NettyLoops}
     */
    public static Map<EventLoop, NettyLoop> byEventLoop(List<TaskLoop> loops) {
        if (loops.isEmpty()) {
            throw new IllegalArgumentException("loops must not be empty");
        }
        Map<EventLoop, NettyLoop> byEventLoop = new HashMap<>();
        for (TaskLoop loop : loops) {
            NettyLoop nettyLoop = of(loop);
            byEventLoop.put(nettyLoop.eventLoop, nettyLoop);
        }
        return byEventLoop;
    }

    /**
     * Returns the loop as what it has to be for a gateway over Netty.
     *
     * @throws IllegalArgumentException if it was not made by {@link NettyLoops}
     */
    public static NettyLoop of(TaskLoop loop) {
        if (loop instanceof NettyLoop nettyLoop) {
            return nettyLoop;
        }
        throw new IllegalArgumentException("this gateway needs the loops of NettyLoops, not a " + loop.getClass());
    }

    /** Returns Netty's loop. Any thread may ask. */
    public EventLoop eventLoop() {
        return eventLoop;
    }

    /** Returns the kind of channels that live here. Any thread may ask. */
    public NettyTransport transport() {
        return transport;
    }

    /** Returns the allocator that all channels of this loop use. Any thread may ask. */
    public ByteBufAllocator allocator() {
        return allocator;
    }

    /** Returns where frames that came stand while they are read. Confined to the loop. */
    FrameBuffer frameBuffer() {
        return frameBuffer;
    }

    @Override
    public long nowNanos() {
        return System.nanoTime();
    }

    @Override
    public boolean inLoop() {
        return eventLoop.inEventLoop();
    }

    @Override
    public void execute(Runnable task) {
        NettyLoop caller = NettyLoops.current();
        if (caller == null || caller == this) {
            hand(() -> run(task));
        } else {
            caller.handOvers
                    .computeIfAbsent(this, target -> new HandOver(caller, target))
                    .add(task);
        }
    }

    private void hand(Runnable task) {
        try {
            eventLoop.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("a task was dropped: the loop has ended");
        }
    }

    /**
     * The tasks of one loop for another. They are handed over together when the round of reading and running tasks is over, so that the
     * other loop is woken, and its queue entered, once a round. Confined to the loop that they come from.
     */
    private static final class HandOver implements PendingFlush {
        private final NettyLoop from;
        private final NettyLoop to;
        private List<Runnable> tasks = new ArrayList<>();

        HandOver(NettyLoop from, NettyLoop to) {
            this.from = from;
            this.to = to;
        }

        void add(Runnable task) {
            if (tasks.isEmpty()) {
                from.flushLater(this);
            }
            tasks.add(task);
        }

        @Override
        public void flushPending() {
            List<Runnable> batch = tasks;
            tasks = new ArrayList<>(batch.size());
            to.hand(() -> batch.forEach(NettyLoop::run));
        }
    }

    @Override
    public Timeout schedule(Runnable task, long delayNanos) {
        assert inLoop();
        long now = nowNanos();
        if (ticker == null) {
            wheel.advance(
                    now); // an idle wheel stands still: without this its first turn would walk through all the idle
            // time
            ticker = startTicker(now);
        }
        return wheel.schedule(task, now + Math.min(Math.max(delayNanos, 0), LONGEST_DELAY_NANOS));
    }

    private @Nullable Future<?> startTicker(long now) {
        long toNextTick = TICK_NANOS - Math.floorMod(now - startNanos, TICK_NANOS);
        try {
            return eventLoop.scheduleAtFixedRate(this::tick, toNextTick, TICK_NANOS, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("a timer was dropped: the loop has ended");
            return null;
        }
    }

    private void tick() {
        wheel.advance(nowNanos(), NettyLoop::run);
        if (wheel.size() == 0 && ticker != null) {
            ticker.cancel(false);
            ticker = null;
        }
    }

    /**
     * Returns once the port of a channel of this loop that was closed is free. NIO lets go of a closed socket only when its selector
     * comes round the next time; a timer that is not due yet is run after that. Any thread but a loop.
     */
    public void awaitPortFreed() {
        if (transport != NettyTransport.NIO) {
            return;
        }
        CountDownLatch nextRound = new CountDownLatch(1);
        try {
            eventLoop.schedule(nextRound::countDown, 1, TimeUnit.MILLISECONDS);
            if (!nextRound.await(MAX_ROUND_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("a loop is blocked for longer than {} s", MAX_ROUND_SECONDS);
            }
        } catch (RejectedExecutionException e) {
            LOG.debug("the loop has ended, and all of its sockets with it");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns whether the wheel is being turned. Only the loop may ask; for tests. */
    boolean isTicking() {
        return ticker != null;
    }

    /**
     * Flushes once what this round of reading and running tasks has written: called for a channel's first write after a flush.
     * The flush itself is a task behind those that wait already, so that what they write goes with it. Only the loop may call this.
     */
    public void flushLater(PendingFlush channel) {
        unflushed.add(channel);
        if (!flushScheduled) {
            flushScheduled = true;
            hand(this::flushAll);
        }
    }

    private void flushAll() {
        flushScheduled = false;
        for (int n = unflushed.size(); n > 0; n--) { // what a flush sets off is for the next round
            run(unflushed.remove()::flushPending);
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            LOG.error("a task on a loop failed", Redacted.of(e));
        }
    }

    @Override
    public String toString() {
        return "NettyLoop(" + eventLoop + ')';
    }

    /** Something that was written to and not flushed. */
    @FunctionalInterface
    public interface PendingFlush {
        /** Flushes, unless that was done meanwhile. Called on the loop. */
        void flushPending();
    }
}
