package io.fingerpost.client;

import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClientLoopTest {
    private final ClientLoop loop = new ClientLoop(null);

    @BeforeEach
    void start() {
        loop.start();
    }

    @AfterEach
    void end() {
        loop.end();
    }

    @Test
    void runsTasksInOrderAndTimersNeverEarly() {
        List<String> ran = new CopyOnWriteArrayList<>();
        CompletableFuture<Long> lateNanos = new CompletableFuture<>();
        loop.execute(() -> {
            long due = loop.nowNanos() + MILLISECONDS.toNanos(30);
            loop.schedule(() -> lateNanos.complete(loop.nowNanos() - due), MILLISECONDS.toNanos(30));
            loop.schedule(() -> ran.add("never"), MILLISECONDS.toNanos(10)).cancel();
            loop.schedule(() -> ran.add("timer"), -1);
            loop.execute(() -> ran.add("second"));
            assertThat(loop.inLoop()).isTrue();
            ran.add("first");
        });
        assertThat(loop.inLoop()).isFalse();
        assertThat(lateNanos)
                .succeedsWithin(Duration.ofSeconds(10))
                .satisfies(late -> assertThat(late).isNotNegative());
        assertThat(ran).containsExactlyInAnyOrder("first", "second", "timer").startsWith("first");
    }

    @Test
    void survivesTasksAndTimersThatThrow() {
        CompletableFuture<Void> reached = new CompletableFuture<>();
        loop.execute(() -> {
            loop.schedule(
                    () -> {
                        throw new IllegalStateException("expected by the test");
                    },
                    0);
            loop.schedule(() -> reached.complete(null), MILLISECONDS.toNanos(5));
            throw new IllegalStateException("expected by the test");
        });
        assertThat(reached).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void afterItsEndNothingRuns() {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        loop.execute(() -> thread.complete(Thread.currentThread()));
        thread.join();
        loop.end();
        Awaitility.await().until(() -> !thread.join().isAlive());
        loop.execute(() -> {
            throw new AssertionError("it ran");
        });
        assertThat(thread.join().isDaemon()).isTrue();
    }

    @Test
    void timersThatCameDueWhileTheDeviceSleptFireWhenTheLoopIsWoken() {
        AtomicLong nowNanos = new AtomicLong(Long.MAX_VALUE - 1); // it may pass any value
        ClientLoop sleeper = new ClientLoop(nowNanos::get);
        sleeper.start();
        try {
            CompletableFuture<Long> fired = new CompletableFuture<>();
            CompletableFuture<Void> scheduled = new CompletableFuture<>();
            sleeper.execute(() -> {
                sleeper.schedule(() -> fired.complete(sleeper.nowNanos()), HOURS.toNanos(1));
                scheduled.complete(null);
            });
            scheduled.join();
            nowNanos.addAndGet(HOURS.toNanos(2));
            sleeper.execute(() -> {});
            assertThat(fired).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(nowNanos.get());
        } finally {
            sleeper.end();
        }
    }
}
