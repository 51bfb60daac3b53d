package io.fingerpost.client.android;

import static org.robolectric.Shadows.shadowOf;

import android.app.Application;
import android.content.Context;
import android.content.Intent;
import android.net.ConnectivityManager;
import android.net.Network;
import android.net.NetworkCapabilities;
import android.os.Looper;
import android.os.PowerManager;
import io.fingerpost.client.ClientListener;
import io.fingerpost.client.ClientState;
import io.fingerpost.client.LoginResult;
import io.fingerpost.client.OfflineReason;
import io.fingerpost.client.ReconnectPolicy;
import io.fingerpost.core.Protocal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.shadows.ShadowLooper;
import org.robolectric.shadows.ShadowNetwork;
import org.robolectric.shadows.ShadowNetworkCapabilities;

/** The simulated device, the clients on it, and what they say. The test's thread is the main thread. */
final class Phone implements ClientListener, AutoCloseable {
    final Application application = RuntimeEnvironment.getApplication();
    final ConnectivityManager connectivity =
            (ConnectivityManager) application.getSystemService(Context.CONNECTIVITY_SERVICE);
    final PowerManager power = (PowerManager) application.getSystemService(Context.POWER_SERVICE);
    final Network mobile = connectivity.getActiveNetwork();
    final Network wifi = ShadowNetwork.newInstance(7);
    final List<String> events = new CopyOnWriteArrayList<>();
    final List<Thread> threads = new CopyOnWriteArrayList<>();
    final LoginStore store = LoginStores.plain(application, "test");
    private final List<FingerpostAndroid> clients = new ArrayList<>();

    FingerpostAndroid client(String server) {
        return client(server, b -> {});
    }

    /** Returns a client with a clock of its own, so that time passes for it although the platform's stands still. */
    FingerpostAndroid client(String server, Consumer<FingerpostAndroidBuilder> settings) {
        FingerpostAndroidBuilder builder = FingerpostAndroid.builder(application)
                .client(c -> c.server(server)
                        .listener(this)
                        .reconnect(ReconnectPolicy.exponential(20, 60, TimeUnit.MILLISECONDS)))
                .clock(System::nanoTime)
                .store(store);
        settings.accept(builder);
        FingerpostAndroid client = builder.build();
        clients.add(client);
        return client;
    }

    FingerpostAndroid online(String server, Consumer<FingerpostAndroidBuilder> settings) {
        FingerpostAndroid client = client(server, settings);
        get(client.login("alice", "secret"));
        events.clear();
        return client;
    }

    FingerpostAndroid online(String server) {
        return online(server, b -> {});
    }

    // ---- What happens to it ----

    void lose(Network network) {
        callbacks().forEach(c -> c.onLost(network));
    }

    void offer(Network network) {
        callbacks().forEach(c -> c.onAvailable(network));
    }

    void validate(Network network, boolean validated) {
        NetworkCapabilities capabilities = ShadowNetworkCapabilities.newInstance();
        if (validated) {
            shadowOf(capabilities).addCapability(NetworkCapabilities.NET_CAPABILITY_VALIDATED);
        }
        callbacks().forEach(c -> c.onCapabilitiesChanged(network, capabilities));
    }

    void block(Network network, boolean blocked) {
        callbacks().forEach(c -> c.onBlockedStatusChanged(network, blocked));
    }

    List<ConnectivityManager.NetworkCallback> callbacks() {
        return new ArrayList<>(shadowOf(connectivity).getNetworkCallbacks());
    }

    void doze(boolean on) {
        shadowOf(power).setIsDeviceIdleMode(on);
        idle();
    }

    void screenOn() {
        application.sendBroadcast(new Intent(Intent.ACTION_SCREEN_ON));
        idle();
    }

    void idle() {
        shadowOf(Looper.getMainLooper()).idle();
    }

    /** Lets time pass on the main thread. */
    void pass(long millis) {
        ShadowLooper.idleMainLooper(millis, TimeUnit.MILLISECONDS);
    }

    // ---- Waiting ----

    void await(Callable<Boolean> condition) {
        Awaitility.await()
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(20))
                .until(() -> {
                    idle();
                    return condition.call();
                });
    }

    void awaitState(FingerpostAndroid client, ClientState state) {
        await(() -> client.state() == state);
    }

    void awaitEvent(String event) {
        await(() -> events.contains(event));
    }

    <T> T get(CompletableFuture<T> future) {
        await(future::isDone);
        return future.join();
    }

    /** Ends the process, which says nothing to anybody, as far as it can be ended in a test: its client is deaf and mute from now on. */
    void kill(FingerpostAndroid client) {
        client.stop();
        awaitState(client, ClientState.WAITING_RECONNECT);
        events.clear();
    }

    @Override
    public void close() {
        clients.forEach(FingerpostAndroid::close);
        idle();
    }

    // ---- What the clients say ----

    private void note(String event) {
        events.add(event);
        threads.add(Thread.currentThread());
    }

    @Override
    public void onOnline(LoginResult result) {
        note("online " + result.userId());
    }

    @Override
    public void onOffline(OfflineReason reason, boolean willReconnect) {
        note("offline " + reason + (willReconnect ? " for now" : " for good"));
    }

    @Override
    public void onMessage(Protocal p) {
        note("message " + p.dataContent());
    }

    @Override
    public void onKickedOut(int code, String reason) {
        note("kicked out " + code);
    }

    @Override
    public void onError(int errorCode, String message) {
        note("error " + errorCode);
    }
}
