package io.fingerpost.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fingerpost.core.time.TaskLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class VirtualTimeTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final VirtualTime time = new VirtualTime(42);
    private final VirtualLoop loop = time.newLoop("a");
    private final VirtualLoop other = time.newLoop("b");
    private final List<String> log = new ArrayList<>();

    @Test
    void runsHandedInTasksInOrderAndNeverInsideTheCall() {
        loop.execute(() -> {
            loop.execute(() -> log.add("3"));
            other.execute(() -> log.add("4"));
            log.add("1");
        });
        loop.execute(() -> log.add("2"));
        assertThat(log).isEmpty();

        time.runUntilIdle(LIMIT);

        assertThat(log).containsExactly("1", "2", "3", "4");
        assertThat(time.elapsed()).isZero();
        assertThat(time.tasksRun()).isEqualTo(4);
    }

    @Test
    void timersAreExactAndKeepTheirOrder() {
        loop.execute(() -> {
            loop.schedule(() -> log.add("late " + time.elapsed().toMillis()), millis(20));
            loop.schedule(() -> log.add("early " + time.elapsed().toMillis()), millis(10));
            loop.schedule(() -> log.add("late too " + time.elapsed().toMillis()), millis(20));
            loop.schedule(() -> log.add("at once " + time.elapsed().toMillis()), -5);
            log.add("inside");
        });

        time.runUntilIdle(LIMIT);

        assertThat(log).containsExactly("inside", "at once 0", "early 10", "late 20", "late too 20");
    }

    @Test
    void cancelledTimersDoNotRunAndLeaveNothingBehind() {
        loop.execute(() -> {
            TaskLoop.Timeout first = loop.schedule(() -> log.add("first"), millis(10));
            TaskLoop.Timeout second = loop.schedule(() -> log.add("second"), millis(20));
            loop.schedule(second::cancel, millis(15));
            first.cancel();
            first.cancel();
        });

        time.runUntilIdle(LIMIT);

        assertThat(log).isEmpty();
        assertThat(time.elapsed()).isEqualTo(Duration.ofMillis(15));
        assertThat(time.pendingTasks()).isZero();
    }

    @Test
    void cancellingATimerThatRanChangesNothing() {
        List<TaskLoop.Timeout> timeouts = new ArrayList<>();
        loop.execute(() -> timeouts.add(loop.schedule(() -> log.add("ran"), 1)));
        time.runUntilIdle(LIMIT);
        loop.execute(() -> timeouts.get(0).cancel());
        time.runUntilIdle(LIMIT);

        assertThat(log).containsExactly("ran");
    }

    @Test
    void inLoopHoldsWhileATaskOfThatLoopRuns() {
        assertThat(loop.inLoop()).isFalse();
        loop.execute(() -> log.add(loop.inLoop() + " " + other.inLoop()));
        time.runUntilIdle(LIMIT);

        assertThat(log).containsExactly("true false");
        assertThat(loop.inLoop()).isFalse();
    }

    @Test
    void timersBelongToTheLoop() {
        assertThatThrownBy(() -> loop.schedule(() -> {}, 1)).isInstanceOf(IllegalStateException.class);

        List<TaskLoop.Timeout> timeouts = new ArrayList<>();
        loop.execute(() -> timeouts.add(loop.schedule(() -> {}, 1)));
        time.runFor(Duration.ZERO);
        assertThatThrownBy(timeouts.get(0)::cancel).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void runForEndsAtItsTimeAndRunsWhatIsDueAtTheEnd() {
        loop.executeAfter(Duration.ofMillis(10), () -> log.add("10"));
        loop.executeAfter(Duration.ofMillis(11), () -> log.add("11"));

        time.runFor(Duration.ofMillis(10));

        assertThat(log).containsExactly("10");
        assertThat(time.elapsed()).isEqualTo(Duration.ofMillis(10));
        time.runFor(Duration.ofHours(1));
        assertThat(log).containsExactly("10", "11");
        assertThat(time.elapsed()).isEqualTo(Duration.ofHours(1).plusMillis(10));
    }

    @Test
    void advanceRunsNothingAndMakesTimersLate() {
        loop.executeAfter(
                Duration.ofMillis(10), () -> log.add("at " + time.elapsed().toMillis()));

        time.advance(Duration.ofSeconds(5));
        assertThat(log).isEmpty();
        time.runFor(Duration.ZERO);

        assertThat(log).containsExactly("at 5000");
    }

    @Test
    void runUntilStopsAsSoonAsTheConditionHolds() {
        loop.executeAfter(Duration.ofMillis(10), () -> log.add("10"));
        loop.executeAfter(Duration.ofMillis(20), () -> log.add("20"));

        time.runUntil(() -> !log.isEmpty(), LIMIT);

        assertThat(time.elapsed()).isEqualTo(Duration.ofMillis(10));
        assertThatThrownBy(() -> time.runUntil(() -> log.size() == 3, LIMIT))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("seed 42");
    }

    @Test
    void failuresOfTasksSurfaceWithLoopTimeAndSeed() {
        IllegalArgumentException failure = new IllegalArgumentException("broken");
        loop.executeAfter(Duration.ofMillis(7), () -> {
            throw failure;
        });
        loop.executeAfter(Duration.ofMillis(8), () -> log.add("after"));

        assertThatThrownBy(() -> time.runUntilIdle(LIMIT))
                .isInstanceOf(AssertionError.class)
                .hasCause(failure)
                .hasMessageContainingAll("\"a\"", "PT0.007S", "seed 42", "broken");
        assertThat(loop.inLoop()).isFalse();
        time.runUntilIdle(LIMIT);
        assertThat(log).containsExactly("after");
    }

    @Test
    void whatRepeatsItselfForEverIsReported() {
        loop.execute(this::heartbeat);
        assertThatThrownBy(() -> time.runUntilIdle(LIMIT))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("not idle");
        assertThat(log).hasSize(61);
    }

    private void heartbeat() {
        log.add("beat");
        loop.schedule(this::heartbeat, TimeUnit.SECONDS.toNanos(1));
    }

    @Test
    void tasksThatNeverLetTimePassAreReported() {
        loop.execute(this::spin);
        assertThatThrownBy(() -> time.runFor(LIMIT))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("time stands still");
    }

    private void spin() {
        loop.execute(this::spin);
    }

    @Test
    void aClosedLoopDropsWhatWaitsAndWhatComes() {
        loop.executeAfter(Duration.ofMillis(10), () -> log.add("waiting"));
        other.executeAfter(Duration.ofMillis(10), () -> log.add("other"));
        loop.close();
        loop.execute(() -> log.add("late"));
        time.runUntilIdle(LIMIT);

        assertThat(log).containsExactly("other");
    }

    @Test
    void aTaskMayCloseItsOwnLoop() {
        loop.execute(() -> {
            loop.schedule(() -> log.add("never"), 1);
            loop.close();
            loop.schedule(() -> log.add("never either"), 1).cancel();
        });
        time.runUntilIdle(LIMIT);

        assertThat(log).isEmpty();
    }

    @Test
    void otherThreadsAreRefused() {
        CompletableFuture<Void> elsewhere = CompletableFuture.runAsync(() -> loop.execute(() -> {}));
        assertThatThrownBy(elsewhere::join).hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void tasksCannotMoveTheClock() {
        loop.execute(() -> time.runFor(LIMIT));
        assertThatThrownBy(() -> time.runUntilIdle(LIMIT))
                .isInstanceOf(AssertionError.class)
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void aDelayThatWouldOverflowIsForEver() {
        loop.execute(() -> loop.schedule(() -> log.add("never"), Long.MAX_VALUE));
        time.runFor(Duration.ofDays(10_000));
        assertThat(log).isEmpty();
    }

    @Test
    void theSameSeedGivesTheSameRunAndAnotherSeedAnotherOne() {
        assertThat(randomRun(1)).isEqualTo(randomRun(1)).isNotEqualTo(randomRun(2));
    }

    private static List<Long> randomRun(long seed) {
        VirtualTime time = new VirtualTime(seed);
        SplittableRandom random = time.newRandom();
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            hop(time.newLoop("loop " + i), random, times, new AtomicInteger(100));
        }
        time.runUntilIdle(Duration.ofDays(1));
        return times;
    }

    private static void hop(VirtualLoop loop, SplittableRandom random, List<Long> times, AtomicInteger left) {
        loop.execute(() -> {
            times.add(loop.nowNanos());
            if (left.getAndDecrement() > 0) {
                loop.schedule(() -> hop(loop, random, times, left), random.nextLong(millis(50)));
            }
        });
    }

    @Test
    void millionsOfTasksRun() {
        SplittableRandom random = time.newRandom();
        int[] left = {3_000_000};
        Runnable[] task = new Runnable[1];
        task[0] = () -> {
            if (left[0]-- > 0) {
                loop.schedule(() -> {}, millis(500)).cancel();
                loop.schedule(task[0], random.nextLong(millis(10)));
            }
        };
        for (int i = 0; i < 100; i++) {
            loop.execute(task[0]);
        }
        time.runUntilIdle(Duration.ofDays(10));
        assertThat(left[0]).isNegative();
    }

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
