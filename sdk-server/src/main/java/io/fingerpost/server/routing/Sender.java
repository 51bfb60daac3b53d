package io.fingerpost.server.routing;

import io.fingerpost.core.ErrorCode;
import io.fingerpost.core.PacketType;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.codec.ProtocalCodec;
import io.fingerpost.core.delivery.Delivery;
import io.fingerpost.core.delivery.DeliveryState;
import io.fingerpost.core.delivery.PendingDelivery;
import io.fingerpost.server.ServerSender;
import io.fingerpost.server.callback.Listeners;
import io.fingerpost.server.session.MessageKey;
import io.fingerpost.server.session.OutboundMessage;
import io.fingerpost.server.session.ServerClock;
import io.fingerpost.server.session.Session;
import io.fingerpost.server.session.SessionLimits;
import io.fingerpost.server.session.SessionRegistry;
import io.fingerpost.server.session.UserAccount;
import io.fingerpost.server.store.MessageStore.Status;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Sends the application's messages to users. Safe for use by any thread. */
final class Sender implements ServerSender {
    private static final int MAX_BYTES = ProtocalCodec.DEFAULT_MAX_PACKET_BYTES;

    private final Router router;
    private final @Nullable Inboxes inboxes; // null if messages are not stored
    private final SessionRegistry registry;
    private final Listeners listeners;
    private final ServerClock clock;
    private final SessionLimits limits;
    private final Executor callbackPool;
    private final boolean stamps;
    private final int maxPending;
    private final ConcurrentHashMap<Destination, PendingDelivery> pending = new ConcurrentHashMap<>();
    private final Map<Destination, PendingDelivery> accepted = Collections.synchronizedMap(new Accepted());
    private volatile boolean closed;

    /** The same fingerprint may be under way to several users at once, as a broadcast is. */
    private record Destination(String recipient, String fingerprint) {}

    /**
     * Creates a sender.
     *
     * @param stamps whether messages get the server's time ({@code sm})
     * @param maxPending the most messages whose outcome may be open, over all users
     */
    Sender(
            Router router,
            @Nullable Inboxes inboxes,
            SessionRegistry registry,
            Listeners listeners,
            ServerClock clock,
            SessionLimits limits,
            Executor callbackPool,
            boolean stamps,
            int maxPending) {
        this.router = router;
        this.inboxes = inboxes;
        if (inboxes != null) {
            inboxes.onServerMessage(this::onOutcome);
        }
        this.registry = registry;
        this.listeners = listeners;
        this.clock = clock;
        this.limits = limits;
        this.callbackPool = callbackPool;
        this.stamps = stamps;
        this.maxPending = maxPending;
    }

    @Override
    public Delivery send(Protocal message) {
        String fp = message.fp() != null ? message.fp() : Protocal.newFingerprint();
        Protocal.Builder builder = message.toBuilder().from(Protocal.SERVER_ID);
        if (message.isQos()) {
            builder.fp(fp);
        }
        if (stamps) {
            builder.sm(clock.nowMillis());
        }
        Protocal packet = builder.build();
        byte[] bytes = ProtocalCodec.encode(packet);
        String reason = whyNot(packet, bytes);
        if (reason != null) {
            return PendingDelivery.rejected(fp, callbackPool, ErrorCode.SEND_FAILED, reason);
        }
        PendingDelivery delivery = new PendingDelivery(fp, callbackPool);
        if (packet.isQos()) {
            return sendConfirmed(packet, fp, bytes, delivery);
        }
        sendOnce(packet, bytes, delivery);
        return delivery;
    }

    private @Nullable String whyNot(Protocal packet, byte[] bytes) {
        String to = packet.to();
        if (closed) {
            return "the server is closed";
        } else if (packet.type() != PacketType.MESSAGE) {
            return "only messages can be sent; build them with Protocal.message";
        } else if (to.isEmpty() || to.equals(Protocal.SERVER_ID) || to.equals(Protocal.UNKNOWN_ID)) {
            return "the recipient \"" + to + "\" is not a user";
        } else if (bytes.length > MAX_BYTES) {
            return "the packet has " + bytes.length + " bytes, the most is " + MAX_BYTES;
        } else if (pending.size() >= maxPending) {
            return "the outcome of " + maxPending + " messages is open; wait for some, or send less at once";
        }
        return null;
    }

    private Delivery sendConfirmed(Protocal packet, String fp, byte[] bytes, PendingDelivery delivery) {
        Destination key = new Destination(packet.to(), fp);
        if (pending.putIfAbsent(key, delivery) != null) {
            return PendingDelivery.rejected(
                    fp,
                    callbackPool,
                    ErrorCode.SEND_FAILED,
                    "a message with this fingerprint is on its way to this user");
        }
        delivery.onDone(() -> {
            pending.remove(key);
            accepted.remove(key);
        });
        if (inboxes != null) {
            store(inboxes, key, packet, bytes, delivery);
            return delivery;
        }
        long deadline = clock.nowNanos() + limits.deliveryTimeoutNanos();
        router.route(new OutboundMessage(
                new MessageKey(Protocal.SERVER_ID, fp), packet, bytes, deadline, new ServerOutcome(packet, delivery)));
        return delivery;
    }

    private void store(Inboxes into, Destination key, Protocal packet, byte[] bytes, PendingDelivery delivery) {
        into.append(packet, bytes, false, null, result -> {
            if (result.status() != Status.DONE) {
                if (delivery.fail(DeliveryState.LOST, ErrorCode.SEND_FAILED, result.reason())) {
                    tellAbout(packet.to(), () -> listeners.s2cLost(packet));
                }
                return;
            }
            accepted.put(key, delivery);
            pending.remove(key);
            if (delivery.isDone()) {
                accepted.remove(key);
            } else {
                delivery.accept(false);
            }
        });
    }

    /** A message that was stored was delivered, or never will be. */
    private void onOutcome(Protocal packet, boolean delivered) {
        PendingDelivery delivery = accepted.get(new Destination(packet.to(), Objects.requireNonNull(packet.fp())));
        if (delivery == null) {
            return; // sent before the server was started, or so many messages ago that it is not waited for any more
        }
        if (delivered) {
            delivery.deliver();
        } else {
            delivery.giveUp(ErrorCode.SEND_FAILED, "the message was not fetched in time");
        }
    }

    /** The deliveries that wait for what comes after ACCEPTED; when there are too many, the oldest end there. */
    private final class Accepted extends LinkedHashMap<Destination, PendingDelivery> {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Destination, PendingDelivery> eldest) {
            if (size() <= maxPending) {
                return false;
            }
            PendingDelivery oldest = eldest.getValue();
            callbackPool.execute(() -> oldest.accept(true));
            return true;
        }
    }

    private void sendOnce(Protocal packet, byte[] bytes, PendingDelivery delivery) {
        Session session = registry.session(packet.to());
        Runnable offline = () ->
                delivery.fail(DeliveryState.LOST, ErrorCode.SEND_FAILED, "the user is offline, or reads too slowly");
        if (session == null) {
            offline.run();
        } else {
            session.deliverUnconfirmed(bytes, delivery::finishUnconfirmed, offline);
        }
    }

    /** Sends nothing more, and ends what has no outcome yet as lost. */
    public void close() {
        closed = true;
        List.copyOf(accepted.values()).forEach(d -> d.accept(true));
        pending.values().forEach(d -> d.fail(DeliveryState.LOST, ErrorCode.SEND_FAILED, "the server was closed"));
    }

    private void tellAbout(String userId, Runnable callback) {
        UserAccount account = registry.findAccount(userId);
        (account == null ? callbackPool : account.callbacks()).execute(callback);
    }

    /** What becomes of a message from the server. */
    private final class ServerOutcome implements OutboundMessage.Outcome {
        private final Protocal packet;
        private final PendingDelivery delivery;

        ServerOutcome(Protocal packet, PendingDelivery delivery) {
            this.packet = packet;
            this.delivery = delivery;
        }

        @Override
        public void transmitted() {
            delivery.sent();
        }

        @Override
        public void delivered(long nowNanos) {
            if (delivery.deliver()) {
                tellAbout(packet.to(), () -> listeners.s2cDelivered(delivery.fingerprint()));
            }
        }

        @Override
        public void undelivered() {
            if (delivery.fail(DeliveryState.LOST, ErrorCode.SEND_FAILED, "the user cannot be reached")) {
                tellAbout(packet.to(), () -> listeners.s2cLost(packet));
            }
        }

        @Override
        public boolean isCancelled() {
            return delivery.isDone();
        }
    }
}
