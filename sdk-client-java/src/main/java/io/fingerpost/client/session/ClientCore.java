package io.fingerpost.client.session;

import io.fingerpost.client.ClientConfig;
import io.fingerpost.client.ClientException;
import io.fingerpost.client.ClientState;
import io.fingerpost.client.ClientStatistics;
import io.fingerpost.client.ImClient;
import io.fingerpost.client.LocalDataSender;
import io.fingerpost.client.LoginResult;
import io.fingerpost.client.TokenSupplier;
import io.fingerpost.core.ErrorCode;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.delivery.Delivery;
import io.fingerpost.core.time.TaskLoop;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The client itself, without threads, sockets and a clock of its own: whoever makes one brings these. {@link
 * io.fingerpost.client.ImClientBuilder#build()} brings real ones, a simulation virtual ones.
 *
 * <p>Its methods may be called by any thread; they hand over to the loop, to which all state of the session is confined.
 */
public final class ClientCore implements ImClient {
    private final ClientContext context;
    private final SessionMachine machine;
    private final Runnable onClosed;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Set<CompletableFuture<?>> requests =
            ConcurrentHashMap.newKeySet(); // futures that are not complete yet
    private final LocalDataSender sender = this::send;

    /**
     * Makes a client.
     *
     * @param loop runs everything but callbacks; has to go on until {@code onClosed} is called
     * @param connector makes connections that live on the same loop
     * @param callbackExecutor runs the listener, the token supplier, and what is attached to futures; may run them in the calling thread
     * @param disk runs what waits for the disk, if there is an outbox directory; one at a time, in order
     * @param random spreads reconnects over time; used on the loop only
     * @param onClosed called once, on the loop, when the client is closed and needs nothing of the above any more
     */
    public ClientCore(
            ClientConfig config,
            TaskLoop loop,
            Connector connector,
            Executor callbackExecutor,
            Executor disk,
            Random random,
            Runnable onClosed) {
        this.context = new ClientContext(config, loop, connector, callbackExecutor, disk, random);
        this.machine = new SessionMachine(context);
        this.onClosed = Objects.requireNonNull(onClosed, "onClosed");
    }

    /** Makes a client that waits for the disk on its loop, if it has an outbox directory at all: for simulations. */
    public ClientCore(
            ClientConfig config,
            TaskLoop loop,
            Connector connector,
            Executor callbackExecutor,
            Random random,
            Runnable onClosed) {
        this(config, loop, connector, callbackExecutor, Runnable::run, random, onClosed);
    }

    @Override
    public CompletableFuture<LoginResult> login(String userId, @Nullable String token, @Nullable String extra) {
        return logIn(userId, Credentials.fixed(token, extra), 0, null);
    }

    @Override
    public CompletableFuture<LoginResult> login(String userId, TokenSupplier tokens, @Nullable String extra) {
        return logIn(userId, Credentials.supplied(tokens, extra), 0, null);
    }

    @Override
    public CompletableFuture<Void> resume(
            String userId, TokenSupplier tokens, @Nullable String extra, long firstLoginTime) {
        CompletableFuture<@Nullable Void> ready = new CompletableFuture<>();
        CompletableFuture<LoginResult> online =
                logIn(userId, Credentials.supplied(tokens, extra), firstLoginTime, () -> ready.complete(null));
        return CompletableFuture.anyOf(ready, online).thenAccept(either -> {});
    }

    private CompletableFuture<LoginResult> logIn(
            String userId, Credentials credentials, long firstLoginTime, @Nullable Runnable ready) {
        Objects.requireNonNull(userId, "userId");
        return request(future -> {
            if (isUsable(userId)) {
                machine.logIn(userId, credentials, future, firstLoginTime, ready);
            } else {
                fail(future, ErrorCode.INVALID_PACKET, "\"" + userId + "\" cannot be the id of a user");
            }
        });
    }

    private static boolean isUsable(String userId) {
        return !userId.isEmpty()
                && userId.length() <= Protocal.MAX_ID_CHARS
                && !userId.equals(Protocal.SERVER_ID)
                && !userId.equals(Protocal.UNKNOWN_ID);
    }

    @Override
    public CompletableFuture<Void> logout() {
        return request(future -> {
            machine.logOut("logged out");
            context.callbacks.execute(() -> future.complete(null));
        });
    }

    /** Runs a task on the loop, and makes sure that its future completes even if the client is closed before. */
    @SuppressWarnings("CollectionUndefinedEquality") // futures are compared by identity, which is meant
    private <T> CompletableFuture<T> request(Consumer<CompletableFuture<T>> task) {
        CompletableFuture<T> future = new CompletableFuture<>();
        requests.add(future);
        CompletableFuture<T> result = future.whenComplete((value, failure) -> requests.remove(future));
        context.loop.execute(() -> task.accept(future));
        if (closed.get()) { // perhaps too late for the loop to have seen it among the requests
            fail(future, ErrorCode.CLIENT_NOT_READY, "the client is closed");
        }
        return result;
    }

    private void fail(CompletableFuture<?> future, int errorCode, String message) {
        ClientException failure = new ClientException(errorCode, message, null);
        context.callbacks.execute(() -> future.completeExceptionally(failure));
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            context.loop.execute(() -> {
                machine.close();
                requests.forEach(future -> fail(future, ErrorCode.CLIENT_NOT_READY, "the client was closed"));
                onClosed.run();
            });
        }
    }

    @Override
    public ClientState state() {
        return closed.get() ? ClientState.CLOSED : machine.state();
    }

    @Override
    public @Nullable String userId() {
        Login login = machine.established();
        return login == null ? null : login.userId();
    }

    @Override
    public LocalDataSender sender() {
        return sender;
    }

    private Delivery send(Protocal message) {
        Login login = machine.established();
        if (login != null && !closed.get()) {
            return login.outgoing().send(message);
        }
        return OutgoingMessages.reject(
                message,
                ErrorCode.CLIENT_NOT_READY,
                closed.get() ? "the client is closed" : "nobody is logged in: log in first");
    }

    @Override
    public ClientStatistics statistics() {
        return new StatisticsSnapshot(state(), machine.established(), context.counters, machine.nanosUntilReconnect());
    }

    @Override
    public void networkAvailable() {
        context.loop.execute(machine::networkAvailable);
    }

    @Override
    public void networkChanged() {
        context.loop.execute(machine::networkChanged);
    }

    @Override
    public void heartbeat(long interval, TimeUnit unit) {
        long intervalNanos = ClientConfig.heartbeatNanos(interval, unit);
        context.loop.execute(() -> machine.heartbeat(intervalNanos));
    }

    @Override
    public void networkLost() {
        context.loop.execute(machine::networkLost);
    }

    @Override
    public String toString() {
        return "ImClient{" + userId() + ", " + state() + '}';
    }
}
