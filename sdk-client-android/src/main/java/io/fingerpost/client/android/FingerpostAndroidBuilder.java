package io.fingerpost.client.android;

import android.app.Application;
import android.content.Context;
import android.os.SystemClock;
import io.fingerpost.client.ClientConfig;
import io.fingerpost.client.ImClientBuilder;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Builds a {@link FingerpostAndroid}. Everything but the server has a default. Not safe for use by several threads at once. */
public final class FingerpostAndroidBuilder {
    static final long NEVER = -1;

    final Context context;
    Consumer<ImClientBuilder> client = b -> {};

    @Nullable Executor callbackExecutor; // null: the main thread

    LongSupplier clock = SystemClock::elapsedRealtimeNanos;
    long foregroundHeartbeatMillis; // 0: the client's own
    long backgroundHeartbeatMillis;
    long restAfterMillis = NEVER;
    long pushLongestMillis = TimeUnit.SECONDS.toMillis(18);
    long pushQuietMillis = TimeUnit.SECONDS.toMillis(2);

    @Nullable LoginStore store; // null: encrypted

    @Nullable TokenSource tokens;

    boolean manualLifecycle;

    FingerpostAndroidBuilder(Context context) {
        Context application = context.getApplicationContext();
        this.context = application == null ? context : application; // none yet while the application is being made
    }

    /**
     * Configures the client itself: servers, listener, reconnect policy, limits, TLS. Its callback executor and clock are set by this
     * builder and not there.
     *
     * @param settings called once by each {@link #build()}
     */
    public FingerpostAndroidBuilder client(Consumer<ImClientBuilder> settings) {
        client = Objects.requireNonNull(settings, "settings");
        return this;
    }

    /** Sets where callbacks run and futures complete; the default is the main thread. They run one at a time in any case. */
    public FingerpostAndroidBuilder callbackExecutor(Executor executor) {
        callbackExecutor = Objects.requireNonNull(executor, "executor");
        return this;
    }

    /**
     * Sets the time between two keep-alives, at least 1 s each. The default is the client's in both cases: 15 s on TCP and WebSocket,
     * 5 s on UDP. A server ends a session that is silent for longer than its expiry time, 20 s on TCP and WebSocket and 10 s on UDP unless
     * it was told otherwise: raise that first.
     */
    public FingerpostAndroidBuilder heartbeat(long foreground, long background, TimeUnit unit) {
        foregroundHeartbeatMillis = heartbeatMillis(foreground, unit);
        backgroundHeartbeatMillis = heartbeatMillis(background, unit);
        return this;
    }

    private static long heartbeatMillis(long interval, TimeUnit unit) {
        return TimeUnit.NANOSECONDS.toMillis(ClientConfig.heartbeatNanos(interval, unit));
    }

    /**
     * Makes the client go offline when the application has been in the background for so long, and come back in the foreground and for
     * push messages. For applications that have push messages: it is what saves most battery. By default the client stays online for as
     * long as the platform lets it.
     */
    public FingerpostAndroidBuilder offlineInBackground(long after, TimeUnit unit) {
        if (after < 0) {
            throw new IllegalArgumentException("the time must not be negative: " + after);
        }
        restAfterMillis = unit.toMillis(after);
        return this;
    }

    /**
     * Sets how long {@link FingerpostAndroid#onPushWakeUp()} works; the defaults are 18 s and 2 s. A receiver of Firebase messages is given
     * 20 s.
     *
     * @param longest the most time for one push message
     * @param quiet how long nothing must come, after the login or the last message, for everything to have come
     */
    public FingerpostAndroidBuilder pushWindow(long longest, long quiet, TimeUnit unit) {
        if (quiet <= 0 || longest < quiet) {
            throw new IllegalArgumentException("0 < quiet <= longest does not hold: " + quiet + ", " + longest);
        }
        pushLongestMillis = unit.toMillis(longest);
        pushQuietMillis = unit.toMillis(quiet);
        return this;
    }

    /** Sets where the login is kept; the default is {@link LoginStores#encrypted(Context)}. */
    public FingerpostAndroidBuilder store(LoginStore loginStore) {
        store = Objects.requireNonNull(loginStore, "loginStore");
        return this;
    }

    /** Sets who gives the token when the login was made without one; such tokens are not kept. */
    public FingerpostAndroidBuilder tokens(TokenSource source) {
        tokens = Objects.requireNonNull(source, "source");
        return this;
    }

    /**
     * Leaves it to the application to call {@link FingerpostAndroid#enterForeground()} and {@link FingerpostAndroid#enterBackground()},
     * for example from the process lifecycle of androidx. By default activities are counted.
     */
    public FingerpostAndroidBuilder manualLifecycle() {
        manualLifecycle = true;
        return this;
    }

    /** For tests in which the platform's clock stands still. */
    FingerpostAndroidBuilder clock(LongSupplier clientClock) {
        clock = clientClock;
        return this;
    }

    @Nullable Application application() {
        if (manualLifecycle) {
            return null;
        }
        if (context instanceof Application) {
            return (Application) context;
        }
        throw new IllegalArgumentException(
                "activities can only be counted with the context of an application: give the builder one, or"
                        + " use manualLifecycle()");
    }

    /**
     * Returns a new client, which is at work until it is closed. Best called in {@code Application.onCreate()}: an activity that is on the
     * screen by then is noticed only when it comes there again.
     *
     * @throws IllegalArgumentException if activities are to be counted, and the context is not one of an application
     */
    public FingerpostAndroid build() {
        return new FingerpostAndroid(this);
    }
}
