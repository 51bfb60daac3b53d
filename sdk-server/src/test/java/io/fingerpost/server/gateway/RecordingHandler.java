package io.fingerpost.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Writes down all that a gateway tells, and checks that it tells it on the connection's loop and nothing after the end. What it
 * does besides is up to the subclass. What it has written down may be read by any thread.
 */
public class RecordingHandler implements ConnectionHandler {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Connection connection;
    private final List<byte[]> packets = new CopyOnWriteArrayList<>();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final List<String> violations = new CopyOnWriteArrayList<>();

    /** Records what happens to a connection. */
    public RecordingHandler(Connection connection) {
        this.connection = connection;
    }

    /** A handler that sends every packet back. */
    public static final class Echo extends RecordingHandler {
        /** Echoes on a connection. */
        public Echo(Connection connection) {
            super(connection);
        }

        @Override
        public void onPacket(byte[] packet) {
            super.onPacket(packet);
            connection().send(packet);
        }
    }

    /** Returns the connection. */
    public final Connection connection() {
        return connection;
    }

    @Override
    public void onOpened() {
        event("opened");
    }

    @Override
    public void onPacket(byte[] packet) {
        check();
        packets.add(packet.clone());
    }

    @Override
    public void onInvalidFrame(String reason) {
        event("invalid: " + reason);
    }

    @Override
    public void onWritable() {
        event("writable");
    }

    @Override
    public void onClosed() {
        event("closed");
    }

    @Override
    public boolean retainsState() {
        return true;
    }

    private void event(String event) {
        check();
        events.add(event);
    }

    private void check() {
        if (!connection.loop().inLoop()) {
            violations.add("told on " + Thread.currentThread());
        }
        if (events.contains("closed")) {
            violations.add("told after the end");
        }
    }

    /** Returns all that was told beside packets. */
    public final List<String> events() {
        assertThat(violations).isEmpty();
        return events;
    }

    /** Returns the packets so far. */
    public final List<byte[]> packets() {
        assertThat(violations).isEmpty();
        return packets;
    }

    /** Waits until something was told. */
    public final void awaitEvent(String event) {
        await().atMost(PATIENCE).until(() -> events().contains(event));
    }

    /** Waits until so many packets have come. */
    public final void awaitPackets(int count) {
        await().atMost(PATIENCE).until(() -> packets().size() >= count);
    }

    /** Runs something on the loop of the connection, and returns what it returns. */
    public final <T> T onLoop(Callable<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        connection.loop().execute(() -> {
            try {
                result.complete(task.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        try {
            return result.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("the loop did not do it", e);
        }
    }

    /** Runs something on the loop of the connection, and waits for it. */
    public final void onLoop(Runnable task) {
        onLoop(() -> {
            task.run();
            return "done";
        });
    }
}
