package io.fingerpost.client.session;

import io.fingerpost.client.ClientListener;
import io.fingerpost.client.LoginResult;
import io.fingerpost.client.OfflineReason;
import io.fingerpost.client.PacketObserver;
import io.fingerpost.core.ErrorCode;
import io.fingerpost.core.PacketType;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.codec.InvalidPacketException;
import io.fingerpost.core.codec.ProtocalCodec;
import io.fingerpost.core.link.LinkEnd;
import io.fingerpost.core.time.SerialExecutor;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the application what happened: on the callback executor, one call at a time, in order, and whatever the application throws. Safe
 * for use by any thread.
 */
final class Callbacks implements Executor {
    private static final Logger log = LoggerFactory.getLogger(Callbacks.class);
    private static final int MAX_WAITING_ERRORS =
            100; // a server could send error packets faster than they are listened to

    private static final int MAX_WAITING_PACKETS = 1_000;

    private final ClientListener listener;
    private final @Nullable PacketObserver observer;
    private final SerialExecutor executor;
    private final AtomicInteger waitingErrors = new AtomicInteger();
    private final AtomicInteger waitingPackets = new AtomicInteger();

    Callbacks(ClientListener listener, @Nullable PacketObserver observer, Executor executor) {
        this.listener = listener;
        this.observer = observer;
        this.executor = new SerialExecutor(
                task -> run(executor, task), Integer.MAX_VALUE, failure -> logFailure("a task", failure));
    }

    /** An executor may refuse, as after it was shut down; then a thread is started for as long as there is something to run. */
    private static void run(Executor executor, Runnable task) {
        try {
            executor.execute(task);
        } catch (RuntimeException e) {
            log.debug(
                    "the callback executor takes no tasks any more ({}), a thread is started",
                    e.getClass().getName());
            Thread substitute = new Thread(task, "fingerpost-client-callbacks-substitute");
            substitute.setDaemon(true);
            substitute.start();
        }
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(task);
    }

    void online(LoginResult result) {
        tell("onOnline", () -> listener.onOnline(result));
    }

    void offline(OfflineReason reason, boolean willReconnect) {
        tell("onOffline", () -> listener.onOffline(reason, willReconnect));
    }

    void kickedOut(int code, String reason) {
        tell("onKickedOut", () -> listener.onKickedOut(code, reason));
    }

    /** Hands a message over in this very call, which has to come from the callback executor. Returns whether it went well. */
    boolean message(Protocal message, boolean redelivered) {
        return guard("onMessage", () -> listener.onMessage(message, redelivered));
    }

    void accepted(String fingerprint) {
        tell("onMessageAccepted", () -> listener.onMessageAccepted(fingerprint));
    }

    /** Tells that a message was delivered, and then runs a task in the same thread. */
    void delivered(String fingerprint, Runnable after) {
        execute(() -> {
            guard("onMessageDelivered", () -> listener.onMessageDelivered(fingerprint));
            after.run();
        });
    }

    void lost(Protocal message, int errorCode, String reason) {
        tell("onMessageLost", () -> listener.onMessageLost(message, errorCode, reason));
    }

    /** Reports an error, unless so many wait to be reported that one more would say nothing new. */
    void error(int errorCode, String message) {
        if (!tryExecute(waitingErrors, MAX_WAITING_ERRORS, "onError", () -> listener.onError(errorCode, message))) {
            log.debug("error {} was not reported: too many wait", errorCode);
        }
    }

    // ---- the observer ----

    /**
     * Shows a packet that is sent. Messages are encoded long before they are, so it is decoded again: only if somebody looks. A frame of the
     * link profile is not shown; the packets that it carries are, by whoever puts them into it.
     */
    void packetSent(byte[] packet) {
        if (observer != null && !LinkEnd.isFrame(packet)) {
            show(() -> observer.onPacketSent(decodeWithoutToken(packet), packet.length));
        }
    }

    void packetReceived(Protocal packet, int bytes) {
        if (observer != null) {
            show(() -> observer.onPacketReceived(packet, bytes));
        }
    }

    /** Does not, if the application is too slow to see them all. */
    private void show(Runnable packet) {
        tryExecute(waitingPackets, MAX_WAITING_PACKETS, "PacketObserver", packet);
    }

    private static Protocal decodeWithoutToken(byte[] bytes) {
        try {
            Protocal packet = ProtocalCodec.decode(bytes);
            return packet.type() == PacketType.LOGIN
                    ? packet.toBuilder().dataContent(null).build()
                    : packet;
        } catch (InvalidPacketException e) {
            throw new IllegalStateException("a packet of this client's own is not valid", e);
        }
    }

    // ---- whatever the application throws ----

    private boolean tryExecute(AtomicInteger waiting, int maxWaiting, String method, Runnable call) {
        if (waiting.incrementAndGet() > maxWaiting) {
            waiting.decrementAndGet();
            return false;
        }
        execute(() -> {
            waiting.decrementAndGet();
            try {
                call.run();
            } catch (Throwable t) {
                logFailure(method, t);
            }
        });
        return true;
    }

    private void tell(String method, Runnable call) {
        execute(() -> guard(method, call));
    }

    private boolean guard(String method, Runnable call) {
        try {
            call.run();
            return true;
        } catch (Throwable t) {
            logFailure(method, t);
            error(
                    ErrorCode.UNKNOWN,
                    "the listener's " + method + " failed with " + t.getClass().getName());
            return false;
        }
    }

    /** Logs where it happened, but not the exception's message, which may quote what is private. */
    private static void logFailure(String method, Throwable t) {
        StackTraceElement[] trace = t.getStackTrace();
        log.warn(
                "{} of the application failed with {} at {}",
                method,
                t.getClass().getName(),
                trace.length == 0 ? "?" : trace[0]);
    }
}
