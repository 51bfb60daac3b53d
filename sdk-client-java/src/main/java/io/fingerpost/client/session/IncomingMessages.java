package io.fingerpost.client.session;

import io.fingerpost.core.Protocal;
import io.fingerpost.core.codec.InvalidPacketException;
import io.fingerpost.core.codec.Packets;
import io.fingerpost.core.codec.ProtocalCodec;
import io.fingerpost.core.delivery.DedupWindow;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The messages that arrive for one login: hands each to the application once, and acknowledges it after the application's callback
 * returned. Confined to the loop.
 */
final class IncomingMessages {
    private static final int MAX_WAITING_MESSAGES = 1_000;
    private static final long MAX_WAITING_BYTES = 4 * 1024 * 1024;
    private static final int MAX_SETTLED = 10_000;
    private static final long MAX_SETTLED_AGE_NANOS = TimeUnit.HOURS.toNanos(1);

    private final ClientContext context;
    private final String userId;
    private final DedupWindow<Map.Entry<String, String>> seen = // by sender and fingerprint
            new DedupWindow<>(MAX_WAITING_MESSAGES, MAX_SETTLED, MAX_SETTLED_AGE_NANOS);
    private final PendingLimit waiting; // for the application's callback
    private @Nullable Link link; // null while the user is not online
    private volatile boolean ended; // written by the loop, read by the callback executor too

    IncomingMessages(ClientContext context, String userId) {
        this.context = context;
        this.userId = userId;
        this.waiting =
                new PendingLimit(MAX_WAITING_MESSAGES, Math.max(MAX_WAITING_BYTES, context.config.maxPacketBytes()));
    }

    /** Takes the connection that acknowledgements go to from now on; null while there is none. */
    void use(@Nullable Link newLink) {
        link = newLink;
    }

    /**
     * Ends the login: what still waits for the callback is not handed over any more, because it could not be acknowledged and would
     * come again at the next login.
     */
    void end() {
        ended = true;
        link = null;
    }

    /**
     * Takes a message. Without room for it, it is dropped, and its sender will repeat it.
     *
     * @param bytes its size on the wire
     * @throws InvalidPacketException if it is not valid, or not for this user
     */
    void onMessage(Protocal message, int bytes) throws InvalidPacketException {
        String fp = message.fp();
        if (!message.to().equals(userId) && !message.to().equals(Protocal.UNKNOWN_ID)) {
            throw new InvalidPacketException("message for another user");
        }
        if (message.isQos() && fp == null) {
            throw new InvalidPacketException("message with QoS and without fingerprint");
        }
        if (fp == null) {
            handOver(message, bytes, null);
            return;
        }
        Map.Entry<String, String> key = new SimpleImmutableEntry<>(message.from(), fp);
        switch (seen.begin(key, context.loop.nowNanos())) {
            case NEW:
                handOver(message, bytes, key);
                break;
            case SETTLED:
                context.counters.duplicatesSuppressed.incrementAndGet();
                acknowledge(message);
                break;
            case IN_PROGRESS:
                context.counters.duplicatesSuppressed.incrementAndGet();
                break;
            case FULL:
                context.counters.messagesDropped.incrementAndGet();
                break;
        }
    }

    private void handOver(Protocal message, int bytes, Map.@Nullable Entry<String, String> key) {
        if (!waiting.reserve(bytes)) {
            context.counters.messagesDropped.incrementAndGet();
            if (key != null) {
                seen.abandon(key);
            }
            return;
        }
        context.callbacks.execute(() -> {
            boolean processed = !ended && context.callbacks.message(message);
            context.loop.execute(() -> settle(message, bytes, key, processed));
        });
    }

    private void settle(Protocal message, int bytes, Map.@Nullable Entry<String, String> key, boolean processed) {
        waiting.release(bytes);
        if (processed) {
            context.counters.messagesReceived.incrementAndGet();
        }
        if (key == null) {
            return;
        }
        if (processed) {
            seen.complete(key, context.loop.nowNanos());
            acknowledge(message);
        } else {
            seen.abandon(key);
        }
    }

    private void acknowledge(Protocal message) {
        String fp = message.fp();
        Link current = link;
        if (!ended && current != null && fp != null && message.isQos()) {
            current.send(ProtocalCodec.encode(Packets.ack(userId, message.from(), fp)));
        }
    }
}
