package io.fingerpost.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.client.ClientListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CallbacksTest {
    @Test
    @DisplayName("An executor that takes no tasks any more: they run all the same, in order, on a thread that ends")
    void executorWasShutDown() {
        Callbacks callbacks = new Callbacks(new ClientListener() {}, null, task -> {
            throw new RejectedExecutionException("shut down");
        });
        List<Integer> order = new ArrayList<>();
        CompletableFuture<Thread> last = new CompletableFuture<>();
        for (int i = 0; i < 500; i++) {
            int number = i;
            callbacks.execute(() -> order.add(number));
        }
        callbacks.execute(() -> last.complete(Thread.currentThread()));
        assertThat(last).succeedsWithin(Duration.ofSeconds(20));
        assertThat(order).hasSize(500).isSorted();
        Awaitility.await().until(() -> !last.join().isAlive());
    }
}
