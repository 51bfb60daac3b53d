package io.fingerpost.core.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SerialExecutorTest {
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();

    @Test
    @DisplayName("M42: on any number of threads, one at a time and in order")
    void m42_oneAtATimeInOrder() {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            SerialExecutor serial = new SerialExecutor(threads, Integer.MAX_VALUE, failures::add);
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
            assertThat(failures).isEmpty();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aTaskThatThrowsStopsNothing() {
        SerialExecutor serial = new SerialExecutor(Runnable::run, Integer.MAX_VALUE, failures::add);
        List<String> ran = new ArrayList<>();
        serial.execute(() -> {
            serial.execute(() -> ran.add("after"));
            throw new IllegalStateException("expected by the test");
        });
        assertThat(ran).containsExactly("after");
        assertThat(failures).singleElement().asString().contains("expected by the test");
    }

    @Test
    @DisplayName("No more tasks wait than allowed, except those that must not be lost")
    void bounded() {
        List<Runnable> batches = new ArrayList<>();
        List<String> ran = new ArrayList<>();
        SerialExecutor serial = new SerialExecutor(batches::add, 2, failures::add);
        assertThat(serial.isIdle()).isTrue();
        assertThat(serial.tryExecute(() -> ran.add("one"))).isTrue();
        assertThat(serial.tryExecute(() -> ran.add("two"))).isTrue();
        assertThat(serial.tryExecute(() -> ran.add("refused"))).isFalse();
        serial.execute(() -> ran.add("three"));
        assertThat(serial.isIdle()).isFalse();
        assertThat(batches).hasSize(1);
        batches.remove(0).run();
        assertThat(ran).containsExactly("one", "two", "three");
        assertThat(serial.isIdle()).isTrue();
    }

    @Test
    @DisplayName("Others that share the executor get their turn after 32 tasks")
    void yieldsToOthers() {
        Deque<Runnable> shared = new ArrayDeque<>();
        List<String> ran = new ArrayList<>();
        SerialExecutor serial = new SerialExecutor(shared::add, Integer.MAX_VALUE, failures::add);
        for (int i = 0; i < 33; i++) {
            serial.execute(() -> ran.add("mine"));
        }
        shared.add(() -> ran.add("other"));
        while (!shared.isEmpty()) {
            shared.remove().run();
        }
        assertThat(ran).hasSize(34);
        assertThat(ran.indexOf("other")).isEqualTo(32);
    }
}
