package io.fingerpost.client.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fingerpost.client.ClientException;
import io.fingerpost.client.ImClient;
import io.fingerpost.client.ImClientBuilder;
import io.fingerpost.core.delivery.Delivery;
import io.fingerpost.core.delivery.DeliveryException;
import io.fingerpost.core.delivery.DeliveryState;
import io.fingerpost.testkit.VirtualLoop;
import io.fingerpost.testkit.VirtualTime;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A client under virtual time, with a scripted server and callbacks in the same thread. */
@SuppressWarnings("FutureReturnValueIgnored") // tests look at the listener instead
final class ClientFixture {
    static final long SEED = 20_261_101;

    final VirtualTime time = new VirtualTime(SEED);
    final VirtualLoop loop = time.newLoop("client");
    final FakeServer server = new FakeServer(time, loop);
    final RecordingListener listener = new RecordingListener();
    final ClientCore client;
    int closedCalls;

    private ClientFixture(Consumer<ImClientBuilder> settings, Executor callbacks, long seed) {
        ImClientBuilder builder = ImClient.builder().listener(listener);
        settings.accept(builder);
        client = new ClientCore(builder.config(), loop, server, callbacks, new Random(seed), () -> closedCalls++);
    }

    static ClientFixture tcp() {
        return with(b -> b.server("tcp://one"));
    }

    static ClientFixture udp() {
        return with(b -> b.server("udp://one"));
    }

    static ClientFixture with(Consumer<ImClientBuilder> settings) {
        return new ClientFixture(settings, Runnable::run, SEED);
    }

    static ClientFixture with(Consumer<ImClientBuilder> settings, Executor callbacks, long seed) {
        return new ClientFixture(settings, callbacks, seed);
    }

    /** Runs everything that can run without time passing. */
    void run() {
        time.runFor(Duration.ZERO);
    }

    /** Lets time pass, and runs everything when it is due. */
    void advance(long amount, TimeUnit unit) {
        time.runFor(Duration.ofNanos(unit.toNanos(amount)));
    }

    /** Lets time pass while nothing can run, as when the device sleeps. */
    void sleep(long amount, TimeUnit unit) {
        time.advance(Duration.ofNanos(unit.toNanos(amount)));
    }

    int pendingTasks() {
        return time.pendingTasks();
    }

    /** Logs alice in, and forgets what was told about it. */
    FakeServer.FakeConnection online() {
        client.login("alice", "secret");
        FakeServer.FakeConnection connection = server.last().accept();
        listener.expect("online alice");
        return connection;
    }

    /** Waits for the next attempt to connect, which has to come before so many seconds are over. Returns after how many it did. */
    double awaitAttempt(long mostSeconds) {
        long start = loop.nowNanos();
        run();
        while (server.open() == 0) {
            advance(10, TimeUnit.MILLISECONDS);
            assertThat(loop.nowNanos() - start).isLessThan(TimeUnit.MILLISECONDS.toNanos(mostSeconds * 1000 + 20));
        }
        return (loop.nowNanos() - start) / 1e9;
    }

    Delivery send(String to, String text) {
        Delivery delivery = client.sender().send(to, text);
        run();
        return delivery;
    }

    static int errorCode(CompletableFuture<?> future) {
        return failure(future).errorCode();
    }

    static ClientException failure(CompletableFuture<?> future) {
        assertThat(future).isDone();
        ExecutionException e = catchThrowableOfType(ExecutionException.class, future::get);
        assertThat(e).as("the future did not fail").isNotNull();
        return (ClientException) e.getCause();
    }

    static DeliveryException failure(Delivery delivery) {
        assertThat(delivery.isDone()).as("no outcome yet: " + delivery).isTrue();
        ExecutionException e = catchThrowableOfType(ExecutionException.class, delivery.delivered()::get);
        assertThat(e).as("it did not fail: " + delivery).isNotNull();
        return (DeliveryException) e.getCause();
    }

    static void assertLost(Delivery delivery, int errorCode) {
        assertThat(delivery.state()).isEqualTo(DeliveryState.LOST);
        assertThat(failure(delivery).errorCode()).isEqualTo(errorCode);
    }

    static void assertRejected(Delivery delivery, int errorCode, String words) {
        assertThat(delivery.state()).isEqualTo(DeliveryState.REJECTED);
        assertThat(failure(delivery).errorCode()).isEqualTo(errorCode);
        assertThat(failure(delivery)).hasMessageContaining(words);
    }
}
