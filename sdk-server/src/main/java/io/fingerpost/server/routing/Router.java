package io.fingerpost.server.routing;

import io.fingerpost.core.Protocal;
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
import io.fingerpost.server.store.Change;
import io.fingerpost.server.store.MessageStore.Status;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place that knows the three directions, the honest acknowledgement and the offline fallback. A message is acknowledged
 * once its recipient acknowledged it, the application's callback returned, or it is stored: never because it was written to a socket.
 *
 * <p>Immutable; runs on the loop of whichever session calls it, and on callback threads.
 */
final class Router implements MessageSink {
    private static final Logger LOG = LoggerFactory.getLogger(Router.class);

    private final SessionRegistry registry;
    private final Listeners listeners;
    private final ServerClock clock;
    private final SessionLimits limits;
    private final @Nullable Inboxes inboxes; // null if messages are not stored
    private final boolean stamps;

    /**
     * Creates a router.
     *
     * @param inboxes where messages stand until their recipients have them; null if nowhere
     * @param stamps whether messages get the server's time ({@code sm})
     */
    Router(
            SessionRegistry registry,
            Listeners listeners,
            @Nullable Inboxes inboxes,
            ServerClock clock,
            SessionLimits limits,
            boolean stamps) {
        this.registry = registry;
        this.listeners = listeners;
        this.clock = clock;
        this.limits = limits;
        this.inboxes = inboxes;
        this.stamps = stamps;
    }

    @Override
    public void onMessage(Session from, Protocal message, byte[] bytes, Change.@Nullable Received numbers) {
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
            toUser(from, stamped, out, numbers);
        }
    }

    /** Returns whether to work on the message; what it is otherwise is dealt with here. */
    private boolean begin(UserAccount sender, Protocal message) {
        String fp = Objects.requireNonNull(message.fp());
        DedupWindow.Verdict verdict = sender.begin(message.to(), fp, clock.nowNanos());
        switch (verdict) {
            case SETTLED -> tellAccepted(sender, message);
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

    private void toUser(Session from, Protocal message, byte[] bytes, Change.@Nullable Received numbers) {
        UserAccount sender = from.account();
        Incoming incoming = new Incoming(sender, message, bytes, from.speaksLink(), numbers);
        if (!listeners.checksC2c()) {
            relay(incoming, false);
            return;
        }
        boolean waits = sender.callbacks().tryExecute(() -> {
            if (listeners.mayC2c(message, from)) {
                relay(incoming, true);
            } else if (message.isQos()) {
                fail(sender, message, "The application does not accept this message");
            }
        });
        if (!waits && message.isQos()) {
            fail(sender, message, "Too many of your messages wait to be processed; try again later");
        }
    }

    /** A message from one user to another. Immutable. */
    private static final class Incoming {
        private final UserAccount sender;
        private final Protocal message;
        private final byte[] bytes;
        private final boolean reports; // whether the sender is to be told of the delivery
        private final Change.@Nullable Received
                numbers; // that the sender's device gave to it; null in the base profile

        Incoming(
                UserAccount sender,
                Protocal message,
                byte[] bytes,
                boolean reports,
                Change.@Nullable Received numbers) {
            this.sender = sender;
            this.message = message;
            this.bytes = bytes;
            this.reports = reports;
            this.numbers = numbers;
        }
    }

    private void relay(Incoming incoming, boolean inCallback) {
        Protocal message = incoming.message;
        if (!message.isQos()) {
            relayOnce(incoming.sender, message, incoming.bytes);
        } else if (inboxes == null) {
            MessageKey key = new MessageKey(message.from(), Objects.requireNonNull(message.fp()));
            long deadline = clock.nowNanos() + limits.deliveryTimeoutNanos();
            RelayOutcome outcome = new RelayOutcome(incoming.sender, message);
            route(new OutboundMessage(key, message, incoming.bytes, deadline, outcome));
        } else {
            keep(inboxes, incoming, inCallback);
        }
    }

    /**
     * Stores a message, unless its recipient is offline and the application takes it over. As messages of one sender are stored in the
     * order in which they came, one that must not wait for the application waits for those before it that do.
     */
    private void keep(Inboxes inbox, Incoming incoming, boolean inCallback) {
        UserAccount sender = incoming.sender;
        Protocal message = incoming.message;
        boolean asks = listeners.takesOver() && registry.session(message.to()) == null;
        if (!inCallback
                && (asks || (listeners.takesOver() && !sender.callbacks().isIdle()))) {
            sender.callbacks().execute(() -> keep(inbox, incoming, true));
        } else if (asks && listeners.takesOver(message)) {
            settle(sender, message);
        } else {
            inbox.append(message, incoming.bytes, incoming.reports, incoming.numbers, result -> {
                if (result.status() == Status.DONE || result.status() == Status.DUPLICATE) {
                    settle(sender, message);
                } else {
                    fail(sender, message, result.reason());
                }
            });
        }
    }

    private void relayOnce(UserAccount sender, Protocal message, byte[] bytes) {
        Session recipient = registry.session(message.to());
        Runnable offline = () -> {
            // The application may want it, but it is not worth a place in the store.
            if (listeners.takesOver() && !sender.callbacks().tryExecute(() -> listeners.takesOver(message))) {
                LOG.debug("A message without QoS from {} was dropped: too many callbacks wait", message.from());
            }
        };
        if (recipient == null) {
            offline.run();
        } else {
            recipient.deliverUnconfirmed(bytes, () -> {}, offline);
        }
    }

    @Override
    public void route(OutboundMessage message) {
        if (message.isStored()) {
            return; // it comes to the next session out of the store
        }
        Session recipient = registry.session(message.packet().to());
        if (recipient == null) {
            message.outcome().undelivered();
        } else {
            recipient.deliver(message);
        }
    }

    @Override
    public void onActive(Session session) {
        if (inboxes != null) {
            inboxes.onActive(session);
        }
    }

    private void settle(UserAccount sender, Protocal message) {
        sender.settle(message.to(), Objects.requireNonNull(message.fp()), clock.nowNanos());
        tellAccepted(sender, message);
    }

    private static void tellAccepted(UserAccount sender, Protocal message) {
        Session session = sender.current();
        if (session != null) {
            session.accepted(message);
        }
    }

    private static void fail(UserAccount sender, Protocal message, String reason) {
        sender.abandon(message.to(), Objects.requireNonNull(message.fp()));
        tellFailed(sender, message, reason);
    }

    private static void tellFailed(UserAccount sender, Protocal message, String reason) {
        Session session = sender.current();
        if (session != null) {
            session.failed(message, reason);
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
            Session session = sender.current();
            if (session != null) {
                session.delivered(message);
            }
            settle(sender, message);
        }

        @Override
        public void undelivered() {
            if (!listeners.takesOver()) {
                fail(sender, message, "The recipient cannot be reached");
                return;
            }
            sender.callbacks().execute(() -> {
                if (listeners.takesOver(message)) {
                    settle(sender, message);
                } else {
                    fail(sender, message, "The recipient cannot be reached");
                }
            });
        }
    }
}
