package io.fingerpost.core.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * The wheel against a list: thousands of random schedules with cancels and new timers inside tasks, tasks that throw, and jumps of
 * time. The list holds what waits; the model says which timer is the next to fire, and the wheel has to fire that one.
 */
class TimerWheelModelTest {
    private static final int SCHEDULES = 3000;

    @Test
    void firesWhatASortedListWouldFire() {
        long fired = 0;
        for (long seed = 0; seed < SCHEDULES; seed++) {
            fired += new Run(seed).run();
        }
        assertThat(fired).isGreaterThan(SCHEDULES * 20L);
    }

    private static final class Timer {
        private final long tick;
        private final int number;
        private TaskLoop.Timeout timeout;

        Timer(long tick, int number) {
            this.tick = tick;
            this.number = number;
        }
    }

    private static final class Run {
        private final long seed;
        private final SplittableRandom random;
        private final long startNanos;
        private final long tickNanos;
        private final TimerWheel wheel;
        private final List<Timer> waiting = new ArrayList<>();
        private final List<Timer> over = new ArrayList<>();
        private long nowNanos;
        private long doneTick; // up to this tick the wheel has come, as a task can see
        private int nextNumber;
        private int fired;

        Run(long seed) {
            this.seed = seed;
            this.random = new SplittableRandom(seed);
            this.startNanos = random.nextLong(-1_000_000, 1_000_000);
            this.tickNanos = random.nextLong(1, 50);
            this.wheel = new TimerWheel(tickNanos, 1 << random.nextInt(6), startNanos);
            this.nowNanos = startNanos;
        }

        int run() {
            for (int step = 0; step < 60; step++) {
                int choice = random.nextInt(10);
                if (choice < 5) {
                    schedule();
                } else if (choice < 6) {
                    cancelAny();
                } else {
                    advance();
                }
                check(wheel.size() == waiting.size(), "size");
                check(wheel.nextDeadlineNanos() == nextDeadline(), "next deadline");
            }
            while (!waiting.isEmpty()) { // tasks that fire schedule new ones, but fewer and fewer
                nowNanos += 100_000;
                advanceWheel();
            }
            return fired;
        }

        private void schedule() {
            long deadline = nowNanos + random.nextLong(-100, random.nextInt(20) == 0 ? 50_000 : 1000);
            long tick = (long) Math.ceil((deadline - startNanos) / (double) tickNanos);
            Timer timer = new Timer(Math.max(tick, doneTick + 1), nextNumber++);
            timer.timeout = wheel.schedule(() -> fire(timer), deadline);
            waiting.add(timer);
        }

        private void cancelAny() {
            List<Timer> from = !over.isEmpty() && random.nextInt(4) == 0 ? over : waiting;
            if (!from.isEmpty()) {
                Timer timer = from.get(random.nextInt(from.size()));
                timer.timeout.cancel();
                if (waiting.remove(timer)) {
                    over.add(timer);
                }
            }
        }

        private void advance() {
            nowNanos += random.nextInt(10) == 0 ? random.nextLong(20_000) : random.nextLong(200);
            advanceWheel();
        }

        private void advanceWheel() {
            boolean finished = false;
            while (!finished) {
                try {
                    wheel.advance(nowNanos);
                    finished = true;
                } catch (TaskFailure e) {
                    check(wheel.size() == waiting.size(), "size after a failure");
                    if (random.nextBoolean()) {
                        schedule();
                    }
                }
            }
            doneTick = Math.floorDiv(nowNanos - startNanos, tickNanos);
            check(waiting.stream().noneMatch(t -> t.tick <= doneTick), "nothing due is left");
        }

        private void fire(Timer timer) {
            check(next().filter(t -> t == timer).isPresent(), "timer " + timer.number + " is the next");
            check(startNanos + timer.tick * tickNanos <= nowNanos, "not early");
            doneTick = timer.tick;
            waiting.remove(timer);
            over.add(timer);
            fired++;
            if (random.nextInt(4) == 0) {
                schedule();
            }
            if (random.nextInt(4) == 0) {
                cancelAny();
            }
            if (random.nextInt(10) == 0) {
                throw new TaskFailure();
            }
        }

        private Optional<Timer> next() {
            return waiting.stream()
                    .min(Comparator.<Timer>comparingLong(t -> t.tick).thenComparingInt(t -> t.number));
        }

        private long nextDeadline() {
            return next().map(t -> startNanos + t.tick * tickNanos).orElse(Long.MAX_VALUE);
        }

        private void check(boolean holds, String what) {
            if (!holds) {
                fail("seed " + seed + ", at " + (nowNanos - startNanos) + ": " + what);
            }
        }
    }

    private static final class TaskFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
