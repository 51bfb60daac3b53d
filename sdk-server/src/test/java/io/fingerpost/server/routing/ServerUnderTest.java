package io.fingerpost.server.routing;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.fingerpost.core.Transport;
import io.fingerpost.server.ServerEventListener;
import io.fingerpost.server.gateway.GatewaySettings;
import io.fingerpost.server.session.ServerClock;
import io.fingerpost.server.session.SessionLimits;
import io.fingerpost.server.store.MessageStore;
import io.fingerpost.testkit.VirtualLoop;
import io.fingerpost.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The real server logic under virtual time, without sockets: two loops, so that users live on different ones, and one for callbacks. */
final class ServerUnderTest {
    private static final long WALL_CLOCK_START = 1_700_000_000_000L;

    private final VirtualTime time = new VirtualTime(1);
    private final VirtualLoop[] loops = {time.newLoop("loop-0"), time.newLoop("loop-1")};
    private final VirtualLoop callbacks = time.newLoop("callbacks");
    private final Deque<Runnable> heldCallbacks = new ArrayDeque<>();
    private final MessagingCore core;
    private boolean holdsCallbacks;
    private int peers;

    ServerUnderTest(ServerEventListener listener, @Nullable MessageStore store) {
        this(listener, store, SessionLimits.DEFAULT, false);
    }

    ServerUnderTest(
            ServerEventListener listener, @Nullable MessageStore store, SessionLimits limits, boolean timestamps) {
        ServerClock clock = new ServerClock() {
            @Override
            public long nowNanos() {
                return time.nowNanos();
            }

            @Override
            public long nowMillis() {
                return WALL_CLOCK_START + time.elapsed().toMillis();
            }
        };
        core = new MessagingCore(listener, store, clock, this::runCallback, limits, timestamps);
    }

    private void runCallback(Runnable callback) {
        if (holdsCallbacks) {
            heldCallbacks.addLast(callback);
        } else {
            callbacks.execute(callback);
        }
    }

    /** From now on the application's threads are busy. */
    void holdCallbacks() {
        holdsCallbacks = true;
    }

    /** Lets one of them do the oldest of what waits. */
    void runOneCallback() {
        callbacks.execute(heldCallbacks.removeFirst());
        settle();
    }

    /** They are free again. */
    void releaseCallbacks() {
        holdsCallbacks = false;
        heldCallbacks.forEach(callbacks::execute);
        heldCallbacks.clear();
        settle();
    }

    MessagingCore core() {
        return core;
    }

    FakePeer connect(Transport transport) {
        return connect(transport, 65_536);
    }

    FakePeer connect(Transport transport, int maxPacketBytes) {
        long expiry = transport.isReliable() ? 20 : 10;
        GatewaySettings settings = new GatewaySettings(maxPacketBytes, SECONDS.toNanos(expiry), 1_000);
        VirtualLoop loop = loops[peers % loops.length];
        return new FakePeer(this, transport, loop, settings, 10_000 + peers++).open();
    }

    /** Connects and logs in. */
    FakePeer online(String user, Transport transport) {
        FakePeer peer = connect(transport);
        peer.loggedIn(user);
        return peer;
    }

    long nowNanos() {
        return time.nowNanos();
    }

    /** Lets everything happen that can happen now. */
    void settle() {
        time.runFor(Duration.ZERO);
    }

    void pass(Duration duration) {
        time.runFor(duration);
    }

    VirtualLoop callbackLoop() {
        return callbacks;
    }
}
