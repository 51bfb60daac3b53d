package io.fingerpost.server.gateway.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fingerpost.core.time.TaskLoop;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NettyLoopTest {
    private final NettyLoops loops = NettyLoops.create(2);
    private final NettyLoop loop = NettyLoop.of(loops.loops().get(0));

    @AfterEach
    void close() {
        loops.close();
    }

    /** Runs something on the loop and waits for what it makes. */
    private <T> T call(Consumer<CompletableFuture<T>> task) throws Exception {
        CompletableFuture<T> result = new CompletableFuture<>();
        loop.execute(() -> task.accept(result));
        return result.get(10, TimeUnit.SECONDS);
    }

    @Test
    void tasksRunInOrderAndNeverInsideTheCall() throws Exception {
        List<String> order = call(result -> {
            List<String> ran = new ArrayList<>();
            loop.execute(() -> ran.add("first"));
            loop.execute(() -> ran.add("second"));
            loop.execute(() -> result.complete(ran));
            ran.add("outer");
        });
        assertThat(order).containsExactly("outer", "first", "second");
    }

    @Test
    void aTaskThatThrowsHarmsNoOther() throws Exception {
        CompletableFuture<String> timer = new CompletableFuture<>();
        loop.execute(() -> {
            loop.schedule(() -> timer.complete("ran"), TimeUnit.MILLISECONDS.toNanos(20));
            loop.schedule(
                    () -> {
                        throw new IllegalStateException("on purpose");
                    },
                    TimeUnit.MILLISECONDS.toNanos(10));
            throw new AssertionError("on purpose");
        });
        assertThat(timer.get(10, TimeUnit.SECONDS)).isEqualTo("ran");
        assertThat(this.<Boolean>call(result -> result.complete(loop.inLoop()))).isTrue();
    }

    @Test
    void timersAreNeverEarlyAndKeepTheirOrder() throws Exception {
        List<Long> lateness = call(result -> {
            List<Long> late = new ArrayList<>();
            for (long millis : new long[] {40, 0, 3, 17, 5}) {
                long due = loop.nowNanos() + TimeUnit.MILLISECONDS.toNanos(millis);
                loop.schedule(() -> late.add(loop.nowNanos() - due), TimeUnit.MILLISECONDS.toNanos(millis));
            }
            loop.schedule(() -> result.complete(late), TimeUnit.MILLISECONDS.toNanos(60));
        });
        assertThat(lateness).hasSize(5).allMatch(nanos -> nanos >= 0);
    }

    @Test
    void aTimerThatIsCancelledDoesNotRunAndOneFromATimerDoes() throws Exception {
        List<String> ran = call(result -> {
            List<String> seen = new ArrayList<>();
            TaskLoop.Timeout cancelled = loop.schedule(() -> seen.add("cancelled"), 1);
            loop.schedule(
                    () -> loop.schedule(
                            () -> {
                                seen.add("nested");
                                result.complete(seen);
                            },
                            TimeUnit.MILLISECONDS.toNanos(10)),
                    TimeUnit.MILLISECONDS.toNanos(10));
            cancelled.cancel();
        });
        assertThat(ran).containsExactly("nested");
    }

    @Test
    void theTickerRunsOnlyWhileTimersWait() throws Exception {
        assertThat(this.<Boolean>call(result -> {
                    loop.schedule(() -> {}, 1);
                    result.complete(loop.isTicking());
                }))
                .isTrue();
        await().until(() -> !this.<Boolean>call(result -> result.complete(loop.isTicking())));
        assertThat(this.<String>call(result -> loop.schedule(() -> result.complete("again"), 1)))
                .isEqualTo("again");
    }

    @Test
    void m20_closeEndsAllThreadsAndLaterTasksAreDropped() {
        List<Thread> threads = new CopyOnWriteArrayList<>();
        loops.loops().forEach(each -> each.execute(() -> threads.add(Thread.currentThread())));
        await().until(() -> threads.size() == 2);
        assertThat(threads).allMatch(thread -> thread.getName().startsWith("fingerpost-loop-") && !thread.isDaemon());

        loops.close();
        loops.close();

        assertThat(threads).noneMatch(Thread::isAlive);
        loop.execute(() -> {
            throw new AssertionError("ran after the end");
        });
    }

    @Test
    void aLoopRefusesToWaitForItsOwnEnd() throws Exception {
        Throwable refused = call(result -> {
            try {
                loops.close();
            } catch (IllegalStateException e) {
                result.complete(e);
            }
        });
        assertThat(refused).hasMessageContaining("another thread");
    }

    @Test
    void aFlushWaitsForTheTasksThatWereThereBefore() throws Exception {
        List<String> order = call(result -> {
            List<String> seen = new ArrayList<>();
            loop.execute(() -> seen.add("task"));
            loop.flushLater(() -> {
                seen.add("flush");
                result.complete(seen);
            });
        });
        assertThat(order).containsExactly("task", "flush");
    }

    @Test
    void whatALoopHasForAnotherIsHandedOverTogetherAndInOrder() throws Exception {
        TaskLoop other = loops.loops().get(1);
        SingleThreadEventExecutor queue =
                (SingleThreadEventExecutor) NettyLoop.of(other).eventLoop();
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        List<String> ran = new ArrayList<>(); // by the other loop
        other.execute(() -> {
            blocked.countDown();
            awaitUninterruptibly(release);
        });
        blocked.await();

        int duringTheRound = call(result -> {
            other.execute(() -> {
                ran.add("first");
                throw new IllegalStateException("on purpose: it harms no other task");
            });
            other.execute(() -> ran.add("second"));
            result.complete(queue.pendingTasks());
        });
        this.<Boolean>call(result -> result.complete(true)); // the round is over
        int afterwards = queue.pendingTasks();
        CompletableFuture<List<String>> all = new CompletableFuture<>();
        other.execute(() -> all.complete(ran));
        release.countDown();

        assertThat(duringTheRound).isZero();
        assertThat(afterwards).isEqualTo(1);
        assertThat(all.get(10, TimeUnit.SECONDS)).containsExactly("first", "second");
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aFlushThatFailsKeepsNoOtherFromBeingFlushed() throws Exception {
        List<String> flushed = call(result -> {
            List<String> seen = new ArrayList<>();
            loop.flushLater(() -> {
                throw new IllegalStateException("on purpose");
            });
            loop.flushLater(() -> {
                seen.add("first");
                loop.flushLater(() -> {
                    seen.add("from a flush");
                    result.complete(seen);
                });
            });
            loop.execute(() -> seen.add("task"));
        });
        assertThat(flushed).containsExactly("first", "task", "from a flush");
    }

    @Test
    void otherLoopsAreRefused() {
        assertThatThrownBy(() -> NettyLoop.byEventLoop(List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
