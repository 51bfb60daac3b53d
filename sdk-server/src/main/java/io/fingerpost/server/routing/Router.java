package io.fingerpost.server.routing;

import io.fingerpost.core.Protocal;
import io.fingerpost.core.codec.ProtocalCodec;
import io.fingerpost.core.delivery.DedupWindow;
import io.fingerpost.core.delivery.MessageHash;
import io.fingerpost.core.link.LinkLimits;
import io.fingerpost.core.time.TaskLoop;
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

    // A link knows of all messages but one window's whether they were accepted, and repeats no others. A user may have
    // several devices, in turn.
    private static final int WINDOWS_REMEMBERED = 3;

    private final SessionRegistry registry;
    private final Listeners listeners;
    private final ServerClock clock;
    private final SessionLimits limits;
    private final @Nullable Inboxes inboxes; // null if messages are not stored
    private final boolean stamps;
    private final int rememberedOfLink; // settled messages of a sender whose messages have numbers

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
        int largest = Math.max(LinkLimits.MIN_MESSAGE_BYTES, limits.maxMessageBytes());
        this.rememberedOfLink = WINDOWS_REMEMBERED * LinkLimits.of(largest).windowMessages();
    }

    @Override
    public boolean onMessage(Session from, Protocal message, byte[] bytes, Change.@Nullable Received numbers) {
        Incoming incoming = new Incoming(from, message, bytes, numbers);
        if (message.isQos()) {
            DedupWindow.Verdict verdict = begin(incoming);
            if (verdict != DedupWindow.Verdict.NEW) {
                return verdict != DedupWindow.Verdict.IN_PROGRESS;
            }
        } else if (isRepeat(incoming)) {
            return true;
        }
        if (stamps) {
            incoming.stamp(clock.nowMillis());
        }
        if (message.to().equals(Protocal.SERVER_ID)) {
            toServer(incoming);
        } else {
            toUser(incoming);
        }
        return true;
    }

    /** A message that came, and what becomes of it. Once the router has begun with it, it does not change. */
    private final class Incoming implements OutboundMessage.Outcome {
        private final Session from;
        private final TaskLoop home; // that of the session; other threads need not touch the session for it
        private final UserAccount sender;
        private final @Nullable MessageHash hash; // null without a fingerprint, that is without QoS
        private final long cameNanos;
        private final boolean reports; // whether the sender is to be told of the delivery
        private final Change.@Nullable Received
                numbers; // that the sender's device gave to it; null in the base profile
        private Protocal message;
        private byte[] bytes;

        Incoming(Session from, Protocal message, byte[] bytes, Change.@Nullable Received numbers) {
            String fp = message.fp();
            this.from = from;
            this.home = from.loop();
            this.sender = from.account();
            this.hash = fp == null ? null : MessageHash.of(message.to(), fp);
            this.cameNanos = from.lastHeardNanos();
            this.reports = from.speaksLink();
            this.numbers = numbers;
            this.message = message;
            this.bytes = bytes;
        }

        void stamp(long nowMillis) {
            message = message.toBuilder().sm(nowMillis).build();
            bytes = ProtocalCodec.encode(message);
        }

        /** Returns the numbers under which it came, if it came in this session: others mean nothing there. */
        Change.@Nullable Received numbersIn(Session session) {
            return session == from ? numbers : null;
        }

        MessageHash hash() {
            return Objects.requireNonNull(hash);
        }

        @Override
        public void delivered(long nowNanos) {
            if (listeners.hearsDelivered()) {
                sender.callbacks().execute(() -> listeners.delivered(message));
            }
            settle(this, true, nowNanos);
        }

        @Override
        public void undelivered() {
            if (!listeners.takesOver()) {
                fail(this, "The recipient cannot be reached");
                return;
            }
            sender.callbacks().execute(() -> {
                if (listeners.takesOver(message)) {
                    settle(this, false, clock.nowNanos());
                } else {
                    fail(this, "The recipient cannot be reached");
                }
            });
        }
    }

    /** Says whether the message is new, to be worked on; what it is otherwise is dealt with here. */
    private DedupWindow.Verdict begin(Incoming incoming) {
        int remembered = incoming.numbers == null ? limits.maxRememberedMessages() : rememberedOfLink;
        DedupWindow.Verdict verdict = incoming.sender.begin(incoming.hash(), incoming.cameNanos, remembered);
        switch (verdict) {
            case SETTLED -> tellAccepted(incoming, false, incoming.cameNanos);
            case FULL -> tellFailed(incoming, "Too many of your messages wait for their outcome; try again later");
            default -> {} // new, or its outcome will be told when there is one
        }
        return verdict;
    }

    /** Returns whether a message without QoS was seen before; without a fingerprint, nobody can tell. */
    private static boolean isRepeat(Incoming incoming) {
        return incoming.hash != null && !incoming.sender.isFirst(incoming.hash, incoming.cameNanos);
    }

    private void toServer(Incoming incoming) {
        Protocal message = incoming.message;
        boolean waits = incoming.sender.callbacks().tryExecute(() -> {
            Boolean processed = listeners.c2s(message, incoming.from);
            if (!message.isQos()) {
                return;
            }
            if (processed == null) {
                fail(incoming, "The application does not accept this message");
            } else if (processed) {
                settle(incoming, false, clock.nowNanos());
            } else {
                fail(incoming, "The application could not process this message");
            }
        });
        if (!waits && message.isQos()) {
            fail(incoming, "Too many of your messages wait to be processed; try again later");
        }
    }

    private void toUser(Incoming incoming) {
        if (!listeners.checksC2c()) {
            relay(incoming, false);
            return;
        }
        Protocal message = incoming.message;
        boolean waits = incoming.sender.callbacks().tryExecute(() -> {
            if (listeners.mayC2c(message, incoming.from)) {
                relay(incoming, true);
            } else if (message.isQos()) {
                fail(incoming, "The application does not accept this message");
            }
        });
        if (!waits && message.isQos()) {
            fail(incoming, "Too many of your messages wait to be processed; try again later");
        }
    }

    private void relay(Incoming incoming, boolean inCallback) {
        Protocal message = incoming.message;
        if (!message.isQos()) {
            relayOnce(incoming.sender, message, incoming.bytes);
        } else if (inboxes == null) {
            // The account's own name of the sender is at hand everywhere, and has its hash.
            MessageKey key = new MessageKey(incoming.sender.userId(), Objects.requireNonNull(message.fp()));
            long fromNanos = inCallback ? clock.nowNanos() : incoming.cameNanos; // the hook has its own time
            long deadline = fromNanos + limits.deliveryTimeoutNanos();
            route(new OutboundMessage(key, message, incoming.bytes, deadline, incoming));
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
            settle(incoming, false, clock.nowNanos());
        } else {
            inbox.append(message, incoming.bytes, incoming.reports, incoming.numbers, result -> {
                if (result.status() == Status.DONE || result.status() == Status.DUPLICATE) {
                    settle(incoming, false, clock.nowNanos());
                } else {
                    fail(incoming, result.reason());
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

    private void settle(Incoming incoming, boolean delivered, long nowNanos) {
        if (incoming.home.inLoop()) {
            settleAtHome(incoming, delivered, nowNanos);
        } else {
            incoming.home.execute(() -> settleAtHome(incoming, delivered, incoming.home.nowNanos()));
        }
    }

    private static void settleAtHome(Incoming incoming, boolean delivered, long nowNanos) {
        incoming.sender.settle(incoming.hash(), nowNanos);
        tellAccepted(incoming, delivered, nowNanos);
    }

    private static void tellAccepted(Incoming incoming, boolean delivered, long nowNanos) {
        Session session = incoming.sender.current();
        if (session != null) {
            session.accepted(incoming.message, incoming.numbersIn(session), delivered, nowNanos);
        }
    }

    private static void fail(Incoming incoming, String reason) {
        incoming.sender.abandon(incoming.hash());
        tellFailed(incoming, reason);
    }

    private static void tellFailed(Incoming incoming, String reason) {
        Session session = incoming.sender.current();
        if (session != null) {
            session.failed(incoming.message, incoming.numbersIn(session), reason);
        }
    }
}
