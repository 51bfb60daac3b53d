package io.fingerpost.server.routing;

import io.fingerpost.core.ErrorCode;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.codec.Packets;
import io.fingerpost.core.codec.ProtocalCodec;
import io.fingerpost.core.delivery.DedupWindow;
import io.fingerpost.server.callback.Listeners;
import io.fingerpost.server.session.MessageKey;
import io.fingerpost.server.session.MessageSink;
import io.fingerpost.server.session.OutboundMessage;
import io.fingerpost.server.session.ServerClock;
import io.fingerpost.server.session.Session;
import io.fingerpost.server.session.SessionLimits;
import io.fingerpost.server.session.SessionRegistry;
import io.fingerpost.server.session.UserAccount;
import io.fingerpost.server.store.MessageStore;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The one place that knows the three directions, the honest acknowledgement and the offline fallback. A message is acknowledged
 * once its recipient acknowledged it, the application's callback returned, or it is stored: never because it was written to a socket.
 *
 * <p>Immutable; runs on the loop of whichever session calls it, and on callback threads.
 */
public final class Router implements MessageSink {
    private final SessionRegistry registry;
    private final Listeners listeners;
    private final ServerClock clock;
    private final SessionLimits limits;
    private final OfflineFallback fallback;
    private final boolean stamps;

    /**
     * Creates a router.
     *
     * @param store where messages wait for users who are offline; null if nowhere
     * @param stamps whether messages get the server's time ({@code sm})
     */
    public Router(
            SessionRegistry registry,
            Listeners listeners,
            @Nullable MessageStore store,
            ServerClock clock,
            SessionLimits limits,
            boolean stamps) {
        this.registry = registry;
        this.listeners = listeners;
        this.clock = clock;
        this.limits = limits;
        this.fallback = new OfflineFallback(listeners, store, registry);
        this.stamps = stamps;
    }

    @Override
    public void onMessage(Session from, Protocal message, byte[] bytes) {
        UserAccount sender = from.account();
        if (message.isQos() ? !begin(sender, message) : isRepeat(sender, message)) {
            return;
        }
        Protocal stamped = message;
        byte[] out = bytes;
        if (stamps) {
            stamped = message.toBuilder().sm(clock.nowMillis()).build();
            out = ProtocalCodec.encode(stamped);
        }
        if (message.to().equals(Protocal.SERVER_ID)) {
            toServer(from, stamped);
        } else {
            toUser(from, stamped, out);
        }
    }

    /** Returns whether to work on the message; what it is otherwise is dealt with here. */
    private boolean begin(UserAccount sender, Protocal message) {
        String fp = Objects.requireNonNull(message.fp());
        DedupWindow.Verdict verdict = sender.begin(message.to(), fp, clock.nowNanos());
        switch (verdict) {
            case SETTLED -> acknowledge(sender, message);
            case FULL ->
                tellFailed(sender, message, "Too many of your messages wait for their outcome; try again later");
            default -> {} // new, or its outcome will be told when there is one
        }
        return verdict == DedupWindow.Verdict.NEW;
    }

    /** Returns whether a message without QoS was seen before; without a fingerprint, nobody can tell. */
    private boolean isRepeat(UserAccount sender, Protocal message) {
        String fp = message.fp();
        return fp != null && !sender.isFirst(message.to(), fp, clock.nowNanos());
    }

    private void toServer(Session from, Protocal message) {
        UserAccount sender = from.account();
        boolean waits = sender.callbacks().tryExecute(() -> {
            Boolean processed = listeners.c2s(message, from);
            if (!message.isQos()) {
                return;
            }
            if (processed == null) {
                fail(sender, message, "The application does not accept this message");
            } else if (processed) {
                settle(sender, message);
            } else {
                fail(sender, message, "The application could not process this message");
            }
        });
        if (!waits && message.isQos()) {
            fail(sender, message, "Too many of your messages wait to be processed; try again later");
        }
    }

    private void toUser(Session from, Protocal message, byte[] bytes) {
        if (!listeners.checksC2c()) {
            relay(from.account(), message, bytes);
            return;
        }
        UserAccount sender = from.account();
        boolean waits = sender.callbacks().tryExecute(() -> {
            if (listeners.mayC2c(message, from)) {
                relay(sender, message, bytes);
            } else if (message.isQos()) {
                fail(sender, message, "The application does not accept this message");
            }
        });
        if (!waits && message.isQos()) {
            fail(sender, message, "Too many of your messages wait to be processed; try again later");
        }
    }

    private void relay(UserAccount sender, Protocal message, byte[] bytes) {
        String fp = message.fp();
        if (message.isQos() && fp != null) {
            MessageKey key = new MessageKey(message.from(), fp);
            long deadline = clock.nowNanos() + limits.deliveryTimeoutNanos();
            route(new OutboundMessage(key, message, bytes, deadline, new RelayOutcome(sender, message)));
            return;
        }
        Session recipient = registry.session(message.to());
        Runnable offline = () -> fallback.unconfirmed(sender, message);
        if (recipient == null) {
            offline.run();
        } else {
            recipient.deliverUnconfirmed(bytes, () -> {}, offline);
        }
    }

    @Override
    public void route(OutboundMessage message) {
        Session recipient = registry.session(message.packet().to());
        if (recipient == null) {
            message.outcome().undelivered();
        } else {
            recipient.deliver(message);
        }
    }

    @Override
    public void onActive(Session session) {
        fallback.onActive(session, limits.deliveryTimeoutNanos(), clock);
    }

    /** Returns where messages go that cannot be delivered at once. */
    OfflineFallback fallback() {
        return fallback;
    }

    private void settle(UserAccount sender, Protocal message) {
        sender.settle(message.to(), Objects.requireNonNull(message.fp()), clock.nowNanos());
        acknowledge(sender, message);
    }

    private static void acknowledge(UserAccount sender, Protocal message) {
        Session session = sender.current();
        if (session != null) {
            session.send(Packets.ack(message.to(), message.from(), Objects.requireNonNull(message.fp())));
        }
    }

    private static void fail(UserAccount sender, Protocal message, String reason) {
        sender.abandon(message.to(), Objects.requireNonNull(message.fp()));
        tellFailed(sender, message, reason);
    }

    private static void tellFailed(UserAccount sender, Protocal message, String reason) {
        Session session = sender.current();
        if (session != null) {
            session.send(Packets.error(message.from(), ErrorCode.SEND_FAILED, reason, message.fp()));
        }
    }

    /** What becomes of a message from one user to another. */
    private final class RelayOutcome implements OutboundMessage.Outcome {
        private final UserAccount sender;
        private final Protocal message;

        RelayOutcome(UserAccount sender, Protocal message) {
            this.sender = sender;
            this.message = message;
        }

        @Override
        public void delivered() {
            if (listeners.hearsDelivered()) {
                sender.callbacks().execute(() -> listeners.delivered(message));
            }
            settle(sender, message);
        }

        @Override
        public void undelivered() {
            fallback.confirmed(sender, message, taken -> {
                if (taken) {
                    settle(sender, message);
                } else {
                    fail(sender, message, "The recipient cannot be reached");
                }
            });
        }
    }
}
