package io.fingerpost.server.gateway.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The channels that a gateway has open, no more than its limit. Used by all loops.
 *
 * <p>It stands first in each pipeline, and a pipeline is taken down from its end: once a channel is gone from here, all of its
 * handlers have been told so.
 */
@ChannelHandler.Sharable
final class OpenChannels extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(OpenChannels.class);

    private static final int PARTS = 256; // a power of two
    private static final int PART_SHIFT = Integer.numberOfLeadingZeros(PARTS - 1);
    private static final int SPREAD = 0x9E3779B9; // 2^32 divided by the golden ratio

    private final int max;
    private final List<Set<Channel>> channels = new ArrayList<>(PARTS); // in parts: none is long about growing
    private final AtomicInteger count = new AtomicInteger(); // exact, also while two loops add at the same time
    private final LongAdder refused = new LongAdder();
    private final Object changed = new Object(); // its monitor: told when the count falls to 0
    private volatile boolean stopped;

    OpenChannels(int max) {
        this.max = max;
        for (int i = 0; i < PARTS; i++) {
            channels.add(ConcurrentHashMap.newKeySet());
        }
    }

    /** Adds a new channel. Returns false if there is no room for it, or all is being closed; then the caller closes it. */
    boolean add(Channel channel) {
        if (count.incrementAndGet() > max || stopped) {
            refused.increment();
            left();
            return false;
        }
        part(channel).add(channel);
        channel.pipeline().addFirst(this);
        return true;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (part(ctx.channel()).remove(ctx.channel())) {
            left();
        }
    }

    private Set<Channel> part(Channel channel) {
        return channels.get(
                (channel.hashCode() * SPREAD) >>> PART_SHIFT); // upper bits: a set itself goes by the lower ones
    }

    private void left() {
        if (count.decrementAndGet() == 0) {
            synchronized (changed) {
                changed.notifyAll();
            }
        }
    }

    /** Returns how many channels were refused so far. */
    long refused() {
        return refused.sum();
    }

    /** Refuses all that come from now on. */
    void stop() {
        stopped = true;
    }

    /** Does something to every channel, each on its loop. */
    void forEach(Consumer<Channel> action) {
        channels.forEach(part -> part.forEach(channel -> {
            try {
                channel.eventLoop().execute(() -> action.accept(channel));
            } catch (RejectedExecutionException e) {
                LOG.debug("a loop has ended before its channels were closed; it has closed them itself");
            }
        }));
    }

    /** Waits until no channel is left. Returns false if that takes longer than the given time, or the thread is interrupted. */
    boolean awaitNone(long nanos) {
        long deadline = System.nanoTime() + nanos;
        synchronized (changed) {
            while (count.get() > 0) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                try {
                    TimeUnit.NANOSECONDS.timedWait(changed, left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
        }
        return true;
    }
}
