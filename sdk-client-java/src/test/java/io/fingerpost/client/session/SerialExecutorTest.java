package io.fingerpost.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SerialExecutorTest {
    @Test
    @DisplayName("M42: on any number of threads, one at a time and in order")
    void m42_oneAtATimeInOrder() {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            SerialExecutor serial = new SerialExecutor(threads);
            AtomicInteger running = new AtomicInteger();
            List<Integer> order = new ArrayList<>(); // unguarded: it is the executor's promise that this is safe
            CompletableFuture<Void> done = new CompletableFuture<>();
            for (int i = 0; i < 10_000; i++) {
                int number = i;
                serial.execute(() -> {
                    assertThat(running.incrementAndGet()).isEqualTo(1);
                    order.add(number);
                    running.decrementAndGet();
                });
            }
            serial.execute(() -> done.complete(null));
            assertThat(done).succeedsWithin(Duration.ofSeconds(20));
            assertThat(order).hasSize(10_000).isSorted();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aTaskThatThrowsStopsNothing() {
        SerialExecutor serial = new SerialExecutor(Runnable::run);
        List<String> ran = new ArrayList<>();
        serial.execute(() -> {
            serial.execute(() -> ran.add("after"));
            throw new IllegalStateException("expected by the test");
        });
        assertThat(ran).containsExactly("after");
    }

    @Test
    @DisplayName("An executor that takes no tasks any more: they run all the same, in order, on a thread that ends")
    void executorWasShutDown() {
        SerialExecutor serial = new SerialExecutor(task -> {
            throw new RejectedExecutionException("shut down");
        });
        List<Integer> order = new ArrayList<>();
        CompletableFuture<Thread> last = new CompletableFuture<>();
        for (int i = 0; i < 500; i++) {
            int number = i;
            serial.execute(() -> order.add(number));
        }
        serial.execute(() -> last.complete(Thread.currentThread()));
        assertThat(last).succeedsWithin(Duration.ofSeconds(20));
        assertThat(order).hasSize(500).isSorted();
        Awaitility.await().until(() -> !last.join().isAlive());
    }
}
