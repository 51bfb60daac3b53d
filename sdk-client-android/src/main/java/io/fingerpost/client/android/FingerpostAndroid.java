package io.fingerpost.client.android;

import android.app.Application;
import android.content.Context;
import android.os.Handler;
import android.os.Looper;
import io.fingerpost.client.ClientListener;
import io.fingerpost.client.ClientState;
import io.fingerpost.client.ClientStatistics;
import io.fingerpost.client.ImClient;
import io.fingerpost.client.ImClientBuilder;
import io.fingerpost.client.LocalDataSender;
import io.fingerpost.client.LoginResult;
import io.fingerpost.client.OfflineReason;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A client on Android: an {@link ImClient} that knows the networks of the device, its sleep, the foreground and the background, and that
 * comes back after its process was ended. Safe for use by any thread, callbacks included; no method blocks.
 *
 * <pre>{@code
 * FingerpostAndroid im = FingerpostAndroid.builder(this)
 *         .client(c -> c.server("tls://im.example").listener(listener))
 *         .build();
 * im.resume().thenAccept(found -> {
 *     if (!found) {
 *         im.login("alice", token);
 *     }
 * });
 * im.sender().send("bob", "hello");
 * }</pre>
 *
 * <p>The listener is called, and futures complete, on the main thread unless the builder was given another executor. The client is best kept
 * by the application, in a field; this class has no static one.
 */
public final class FingerpostAndroid implements AutoCloseable {
    private final ImClient client;
    private final ConnectionGate gate;
    private final NetworkWatch networks;
    private final WakeWatch wakes;
    private final AppMode mode;
    private final @Nullable ForegroundWatch activities; // null: the application says it
    private final PushWindow push;
    private final Account account;
    private final AtomicBoolean closed = new AtomicBoolean();

    FingerpostAndroid(FingerpostAndroidBuilder b) {
        Application application = b.application();
        Handler mainThread = new Handler(Looper.getMainLooper());
        Executor callbacks = b.callbackExecutor == null ? new HandlerExecutor(mainThread) : b.callbackExecutor;
        ImClientBuilder settings = settings(b, callbacks);
        ClientListener listener = settings.config().listener();

        client = settings.listener(new ClientEvents(listener, new Events())).build();
        networks = new NetworkWatch(b.context);
        wakes = new WakeWatch(b.context);
        gate = new ConnectionGate(client, networks.current());
        mode = new AppMode(
                client, gate, mainThread, b.foregroundHeartbeatMillis, b.backgroundHeartbeatMillis, b.restAfterMillis);
        activities = application == null ? null : new ForegroundWatch(application, mainThread, mode);
        Executor completions = new FallbackExecutor(callbacks);
        push = new PushWindow(gate, mainThread, completions, b.pushLongestMillis, b.pushQuietMillis);
        LoginStore store = b.store == null ? LoginStores.encrypted(b.context) : b.store;
        account = new Account(
                client, store, b.tokens, new Worker("fingerpost-login-store"), completions, listener::onError);
        begin();
    }

    private static ImClientBuilder settings(FingerpostAndroidBuilder b, Executor callbacks) {
        ImClientBuilder settings = ImClient.builder();
        b.client.accept(settings);
        return settings.callbackExecutor(callbacks)
                .tokenExecutor(new Worker("fingerpost-tokens"))
                .clock(b.clock);
    }

    private void begin() {
        mode.begin();
        networks.begin(gate);
        wakes.begin(gate);
        if (activities != null) {
            activities.begin();
        }
    }

    /** Returns a builder. */
    public static FingerpostAndroidBuilder builder(Context context) {
        return new FingerpostAndroidBuilder(context);
    }

    /**
     * Returns the client of an application that is a {@link FingerpostHost}: for services and receivers.
     *
     * @throws IllegalStateException if the application is none
     */
    public static FingerpostAndroid of(Context context) {
        Context application = context.getApplicationContext();
        if (application instanceof FingerpostHost) {
            return ((FingerpostHost) application).fingerpost();
        }
        throw new IllegalStateException("the application has to implement " + FingerpostHost.class.getName());
    }

    /** Does {@link #resume()} for the application's client, see {@link #of}. */
    public static CompletableFuture<Boolean> resume(Context context) {
        return of(context).resume();
    }

    /** Logs in with tokens of the builder's {@link TokenSource}; see {@link #login(String, String, String)}. */
    public CompletableFuture<LoginResult> login(String userId) {
        return login(userId, null, null);
    }

    /** Logs in with a token that stays valid; see {@link #login(String, String, String)}. */
    public CompletableFuture<LoginResult> login(String userId, @Nullable String token) {
        return login(userId, token, null);
    }

    /**
     * Logs in as {@link ImClient#login(String, String, String)} does, and starts the client if it was stopped. A login that was accepted is
     * kept in the store, until the user logs out, is refused, is kicked out, or logs in as somebody else.
     *
     * @param token kept with the login; null to take one from the builder's {@link TokenSource} each time, which is not kept
     * @param extra what else the application in the server wants to be told; kept too
     */
    public CompletableFuture<LoginResult> login(String userId, @Nullable String token, @Nullable String extra) {
        mode.wake();
        gate.stopped(false);
        return account.login(userId, token, extra);
    }

    /**
     * Logs in again who was logged in when the process was ended, and starts the client if it was stopped. It does not matter whether there
     * is a network: the client tries until it succeeds, and messages can be sent meanwhile. What becomes of it the listener is told: {@code
     * onOnline}, or {@code onOffline(reason, false)} if the user is refused now, or has logged in elsewhere since.
     *
     * @return completes with whether somebody is logged in, or on the way to it; false means: show the login. Does not wait for the server
     */
    public CompletableFuture<Boolean> resume() {
        mode.wake();
        gate.stopped(false);
        return account.resume();
    }

    /**
     * Logs out, and forgets the login.
     *
     * @return completes when nobody is logged in and the store is empty; fails with an {@link java.io.IOException} if it cannot be emptied
     */
    public CompletableFuture<Void> logout() {
        return account.logout();
    }

    /**
     * Forgets the login, so that {@link #resume()} does not find it in a later process. In this one the user stays logged in.
     *
     * @return completes when the store is empty; fails with an {@link java.io.IOException} if it cannot be emptied
     */
    public CompletableFuture<Void> forget() {
        return account.forget();
    }

    /** Lets the client be online again after {@link #stop()}. */
    public void start() {
        gate.stopped(false);
    }

    /**
     * Makes the client go offline until {@link #start()}, {@link #login} or {@link #resume()}; neither the foreground nor a push message
     * changes that. The user stays logged in, as during an outage: the listener is told {@code onOffline(NETWORK_LOST, true)}.
     */
    public void stop() {
        gate.stopped(true);
        push.finish(PushOutcome.NOT_LOGGED_IN);
    }

    /** Tells the client that the application can be seen; see {@link FingerpostAndroidBuilder#manualLifecycle()}. */
    public void enterForeground() {
        mode.toForeground();
    }

    /** Tells the client that the application cannot be seen any more; see {@link FingerpostAndroidBuilder#manualLifecycle()}. */
    public void enterBackground() {
        mode.toBackground();
    }

    /** Returns whether the application is in the foreground, as far as the client knows. */
    public boolean isForeground() {
        return mode.isForeground();
    }

    /**
     * Tells the client that a push message came, by whatever service. It connects at once, also from the background and in a process that
     * has just begun, and stays online until what waited has come, at most for the time that the builder was given. The handler of the push
     * message may end when the future is complete, and should not before: the platform may end or freeze the process then.
     *
     * @return completes, never with an exception, with how it went
     */
    public CompletableFuture<PushOutcome> onPushWakeUp() {
        CompletableFuture<PushOutcome> done = push.open(client.state().isOnline());
        if (!gate.isStopped() && !closed.get()) {
            account.resume().thenAccept(found -> {
                if (!found) {
                    push.finish(PushOutcome.NOT_LOGGED_IN);
                }
            });
        }
        return done;
    }

    /** Returns the way to send messages; always the same object, whoever is logged in. */
    public LocalDataSender sender() {
        return client.sender();
    }

    /** Returns what the client is doing. */
    public ClientState state() {
        return client.state();
    }

    /** Returns the user who is logged in, or is between connections; null if there is none. */
    public @Nullable String userId() {
        return client.userId();
    }

    /** Returns what the client has counted. */
    public ClientStatistics statistics() {
        return client.statistics();
    }

    /**
     * Gives all threads, connections, callbacks and receivers back; idle threads are gone within a second. The server is told that the user left; the login stays in the store,
     * for {@link #resume()} of a later client. Does nothing the second time.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        networks.end();
        wakes.end();
        if (activities != null) {
            activities.end();
        }
        mode.end();
        push.end();
        client.close();
    }

    /** What the client's events mean for the rest. */
    private final class Events implements ClientEvents.Observer {
        @Override
        public void onProgress() {
            push.onProgress();
        }

        @Override
        public void onOutage() {
            push.onOutage();
        }

        @Override
        public void onLoginOver(OfflineReason reason) {
            push.finish(PushOutcome.NOT_LOGGED_IN);
            if (reason == OfflineReason.KICKED_OUT || reason == OfflineReason.LOGIN_REFUSED) {
                account.forget();
            }
        }
    }
}
