package io.fingerpost.benchmarks.load;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One event loop of the load generator and the pairs that live on it. Confined to that loop once it has been started. */
final class LoadLoop {
    private static final long TIMER_MILLIS = 100;
    private static final long MIN_PACE_NANOS =
            TimeUnit.MICROSECONDS.toNanos(50); // what is sent later by it counts as latency

    private final EventLoop eventLoop;
    private final LoadTimers timers;
    private final Meter meter = new Meter();
    private final List<LoadPair> pairs = new ArrayList<>();

    // The open loop: message k is due at startNanos + k * intervalNanos.
    private double intervalNanos; // 0 while there is none
    private long startNanos;
    private long nextMessage;
    private @Nullable Future<?> pacing;

    LoadLoop(EventLoop eventLoop) {
        this.eventLoop = eventLoop;
        this.timers = new LoadTimers(eventLoop);
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    LoadTimers timers() {
        return timers;
    }

    Meter meter() {
        return meter;
    }

    List<LoadPair> pairs() {
        return pairs;
    }

    /** Adds a pair; before the loop is started. */
    void add(LoadPair pair) {
        pairs.add(pair);
    }

    /** Begins to run the pairs' timers. */
    void start() {
        eventLoop.scheduleAtFixedRate(this::onTimer, TIMER_MILLIS, TIMER_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void onTimer() {
        long now = System.nanoTime();
        pairs.forEach(pair -> pair.onTimer(now));
    }

    /** Keeps so many messages of each pair under way; 0 to send no more. */
    void closedLoop(int window) {
        stopPacing();
        pairs.forEach(pair -> pair.setWindow(window));
    }

    /** Sends messages by a timetable, whatever becomes of them; the pairs take turns. */
    void openLoop(double messagesPerSecond) {
        closedLoop(0);
        intervalNanos = TimeUnit.SECONDS.toNanos(1) / messagesPerSecond;
        startNanos = System.nanoTime();
        nextMessage = 0;
        pace();
    }

    private void stopPacing() {
        intervalNanos = 0;
        if (pacing != null) {
            pacing.cancel(false);
            pacing = null;
        }
    }

    private void pace() {
        if (intervalNanos == 0) {
            return;
        }
        long now = System.nanoTime();
        long first = nextMessage;
        while (dueNanos(nextMessage) - now <= 0 && pair(nextMessage).sendDue(dueNanos(nextMessage), now)) {
            nextMessage++;
        }
        for (long n = first; n < Math.min(nextMessage, first + pairs.size()); n++) {
            pair(n).flush();
        }
        long waitNanos = Math.max(MIN_PACE_NANOS, dueNanos(nextMessage) - System.nanoTime());
        pacing = eventLoop.schedule(this::pace, waitNanos, TimeUnit.NANOSECONDS);
    }

    private long dueNanos(long message) {
        return startNanos + (long) (message * intervalNanos);
    }

    private LoadPair pair(long message) {
        return pairs.get((int) (message % pairs.size()));
    }
}
