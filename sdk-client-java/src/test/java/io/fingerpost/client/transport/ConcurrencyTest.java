package io.fingerpost.client.transport;

import static io.fingerpost.client.transport.RealClient.await;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.client.LoginResult;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.delivery.Delivery;
import io.fingerpost.core.delivery.DeliveryState;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many threads at once, on real sockets. */
@SuppressWarnings("FutureReturnValueIgnored") // deliveries and counters tell
class ConcurrencyTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    @DisplayName("M41: every send ends in exactly one outcome, whatever other threads do with the client meanwhile")
    void m41_everyQosSendEndsInOneOutcome(long seed) throws Exception {
        Queue<Delivery> deliveries = new ConcurrentLinkedQueue<>();
        AtomicInteger outcomes = new AtomicInteger();
        Queue<CompletableFuture<?>> requests = new ConcurrentLinkedQueue<>();
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try (MiniTcpServer server = new MiniTcpServer();
                RealClient c = new RealClient(b -> b.server(server.address()).maxPending(200, 100_000))) {
            c.login();
            List<CompletableFuture<Void>> senders = new ArrayList<>();
            for (int thread = 0; thread < 5; thread++) {
                Random random = new Random(seed * 100 + thread);
                senders.add(CompletableFuture.runAsync(
                        () -> {
                            for (int i = 0; i < 2_000; i++) {
                                boolean qos = random.nextInt(4) > 0;
                                Delivery d = c.client
                                        .sender()
                                        .send(Protocal.message("0", "m")
                                                .qos(qos)
                                                .build());
                                deliveries.add(d);
                                d.delivered().whenComplete((state, e) -> outcomes.incrementAndGet());
                                if (random.nextInt(10) == 0) {
                                    d.cancel();
                                }
                            }
                        },
                        threads));
            }
            senders.add(CompletableFuture.runAsync(
                    () -> {
                        for (int i = 0; i < 20; i++) {
                            requests.add(c.client.login(i % 2 == 0 ? "bob" : "alice", "secret"));
                            requests.add(i % 5 == 0 ? c.client.logout() : CompletableFuture.completedFuture(null));
                            server.closeSockets();
                        }
                    },
                    threads));
            CompletableFuture.allOf(senders.toArray(new CompletableFuture<?>[0]))
                    .get(60, SECONDS);
            c.client.close();
            await().until(() -> deliveries.stream().allMatch(Delivery::isDone));
            await().until(() -> outcomes.get() == 10_000);
            await().until(() -> requests.stream().allMatch(CompletableFuture::isDone));
            assertThat(c.client.statistics().pendingMessages()).isZero();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    @DisplayName(
            "M42: callbacks run one at a time, off the client's own threads; a blocked one holds up no send and no heartbeat")
    void m42_blockedCallback() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<String> thread = new CompletableFuture<>();
        try (MiniTcpServer server = new MiniTcpServer();
                RealClient c = new RealClient(b -> b.server(server.address()).heartbeat(1, SECONDS))) {
            c.login();
            c.listener.onMessage = p -> {
                thread.complete(Thread.currentThread().getName());
                try {
                    release.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            };
            server.push(Protocal.message("alice", "block").from("bob").fp("1").build());
            assertThat(thread.get(10, SECONDS)).isEqualTo("fingerpost-client-callbacks");
            Delivery d = c.client.sender().sendToServer("meanwhile");
            await().until(() -> d.state() == DeliveryState.DELIVERED);
            assertThat(d.delivered())
                    .as("the application is told on the callback executor")
                    .isNotDone();
            await().until(() -> server.count(1) >= 2);
            assertThat(server.count(4)).isZero();
            release.countDown();
            await().until(() -> server.count(4) == 1);
            assertThat(d.delivered()).succeedsWithin(10, SECONDS);
        }
    }

    @Test
    @DisplayName("Deadlock when sending inside a callback: any method may be called from any callback")
    void everythingFromCallbacks() throws Exception {
        try (MiniTcpServer server = new MiniTcpServer();
                RealClient c = new RealClient(b -> b.server(server.address()).maxPending(10, 100_000))) {
            c.login();
            c.listener.onMessage = p -> {
                for (int i = 0; i < 100; i++) {
                    c.client.sender().sendToServer("m" + i); // more than there is room for
                }
                c.client.statistics();
                c.client.networkAvailable();
                c.client.logout();
                c.client.login("carol", "secret").thenRun(c.client::close);
            };
            server.push(Protocal.message("alice", "go").from("bob").fp("1").build());
            c.awaitEvent("online carol");
            c.awaitEvent("offline CLOSED for good");
        }
    }

    @Test
    @DisplayName("An executor of the application that was shut down: every future completes all the same")
    void executorWasShutDown() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try (MiniTcpServer server = new MiniTcpServer();
                RealClient c = new RealClient(b -> b.server(server.address()).callbackExecutor(executor))) {
            c.login();
            executor.shutdownNow();
            Delivery d = c.client.sender().sendToServer("hello");
            assertThat(d.delivered()).succeedsWithin(10, SECONDS).isEqualTo(DeliveryState.DELIVERED);
            CompletableFuture<LoginResult> again = c.client.login("carol", "secret");
            assertThat(again).succeedsWithin(10, SECONDS);
            c.client.close();
            assertThat(c.client.login("dave", "secret")).failsWithin(10, SECONDS);
        }
    }
}
