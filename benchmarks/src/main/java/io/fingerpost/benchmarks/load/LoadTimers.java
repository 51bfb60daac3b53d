package io.fingerpost.benchmarks.load;

import io.fingerpost.core.time.TaskLoop;
import io.fingerpost.core.time.TimerWheel;
import io.netty.channel.EventLoop;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * All timers of one event loop: one wheel with ticks of 1 ms, as fine as that of a client, and one repeating task that turns it while
 * timers wait. Confined to the loop, except where {@link TaskLoop} says otherwise.
 */
final class LoadTimers implements TaskLoop {
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int SLOTS = 1024;
    private static final long LONGEST_DELAY_NANOS = TimeUnit.HOURS.toNanos(1);

    private final EventLoop eventLoop;
    private final TimerWheel wheel = new TimerWheel(TICK_NANOS, SLOTS, System.nanoTime());
    private @Nullable Future<?> ticker; // there only while timers wait

    LoadTimers(EventLoop eventLoop) {
        this.eventLoop = eventLoop;
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
        eventLoop.execute(task);
    }

    @Override
    public Timeout schedule(Runnable task, long delayNanos) {
        long now = nowNanos();
        if (ticker == null) {
            wheel.advance(now); // it stood still
            ticker = eventLoop.scheduleAtFixedRate(this::tick, TICK_NANOS, TICK_NANOS, TimeUnit.NANOSECONDS);
        }
        return wheel.schedule(task, now + Math.min(delayNanos, LONGEST_DELAY_NANOS));
    }

    private void tick() {
        wheel.advance(nowNanos());
        if (wheel.size() == 0 && ticker != null) {
            ticker.cancel(false);
            ticker = null;
        }
    }
}
