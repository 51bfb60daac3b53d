package io.fingerpost.benchmarks.micro;

import io.fingerpost.core.time.TaskLoop;
import io.fingerpost.core.time.TimerWheel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The timers of a loop, as the server's sessions use them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TimerWheelBenchmark {
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int SLOTS = 4096;
    private static final long DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(300); // a retransmission timeout
    private static final long STEP_NANOS = TimeUnit.MICROSECONDS.toNanos(10);

    /** How many other timers wait. */
    @Param({"0", "100000"})
    public int waiting;

    private TimerWheel wheel;
    private long nowNanos;
    private long fired;

    @Setup
    public void setUp() {
        wheel = new TimerWheel(TICK_NANOS, SLOTS, 0);
        for (int i = 0; i < waiting; i++) {
            wheel.schedule(this::fire, Long.MAX_VALUE / 2 - i * TICK_NANOS);
        }
    }

    private void fire() {
        fired++;
    }

    /** A timeout that never comes, because the acknowledgement does. */
    @Benchmark
    public int scheduleAndCancel() {
        nowNanos += STEP_NANOS;
        TaskLoop.Timeout timeout = wheel.schedule(this::fire, nowNanos + DELAY_NANOS);
        timeout.cancel();
        wheel.advance(nowNanos);
        return wheel.size();
    }

    /** A timeout that comes. */
    @Benchmark
    public long scheduleAndFire() {
        nowNanos += STEP_NANOS;
        wheel.schedule(this::fire, nowNanos + DELAY_NANOS);
        wheel.advance(nowNanos);
        return fired;
    }
}
