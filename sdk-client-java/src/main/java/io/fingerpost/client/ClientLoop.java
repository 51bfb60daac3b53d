package io.fingerpost.client;

import io.fingerpost.core.time.TaskLoop;
import io.fingerpost.core.time.TimerWheel;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of one client: runs what it is handed, and timers, and sleeps exactly until there is something to do. With a clock of the
 * application's it looks at that clock now and then: while the device sleeps, the clock may go on and the wait of a thread does not.
 */
final class ClientLoop implements TaskLoop {
    private static final Logger log = LoggerFactory.getLogger(ClientLoop.class);
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int SLOTS = 64; // few timers, and each look at the next deadline walks over all slots

    /** How long the thread waits at most without a look at a clock of the application's, in seconds. */
    static final int MAX_SLEEP_SECONDS = 10;

    private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final LongSupplier clock;
    private final long maxSleepNanos;
    private final TimerWheel wheel; // confined to the thread
    private final Thread thread = new Thread(this::run, "fingerpost-client-loop");
    private volatile boolean ended;

    /**
     * Creates a loop whose thread is not started.
     *
     * @param clock the application's, in nanoseconds; null for the system's
     */
    ClientLoop(@Nullable LongSupplier clock) {
        this.clock = clock == null ? System::nanoTime : clock;
        this.maxSleepNanos = clock == null ? Long.MAX_VALUE : TimeUnit.SECONDS.toNanos(MAX_SLEEP_SECONDS);
        this.wheel = new TimerWheel(TICK_NANOS, SLOTS, nowNanos());
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Ends the thread after the task it is running; what waits is dropped. Any thread may call this. */
    void end() {
        ended = true;
        tasks.add(() -> {}); // wakes the thread
    }

    private void run() {
        while (!ended) {
            Runnable task = advanceAndTake();
            if (task != null) {
                try {
                    task.run();
                } catch (RuntimeException | Error e) {
                    log.error("a task of the client failed, which is a defect", e);
                }
            }
        }
        tasks.clear();
    }

    private @Nullable Runnable advanceAndTake() {
        try {
            wheel.advance(nowNanos());
            Runnable task = tasks.poll();
            if (task != null) {
                return task;
            }
            long deadline = wheel.nextDeadlineNanos();
            if (deadline == Long.MAX_VALUE) {
                return tasks.take();
            }
            return tasks.poll(Math.min(deadline - nowNanos(), maxSleepNanos), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            return null; // nobody who knows this thread interrupts it: only end() ends it
        } catch (RuntimeException | Error e) {
            log.error("a timer of the client failed, which is a defect", e);
            return null;
        }
    }

    @Override
    public long nowNanos() {
        return clock.getAsLong();
    }

    @Override
    public boolean inLoop() {
        return Thread.currentThread() == thread;
    }

    @Override
    public void execute(Runnable task) {
        if (!ended) {
            tasks.add(task);
        }
    }

    @Override
    public Timeout schedule(Runnable task, long delayNanos) {
        return wheel.schedule(task, nowNanos() + Math.max(0, delayNanos));
    }
}
