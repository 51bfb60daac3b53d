package io.fingerpost.client.session;

import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.fingerpost.core.ErrorCode;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.codec.InvalidPacketException;
import io.fingerpost.core.codec.ProtocalCodec;
import io.fingerpost.core.delivery.DedupWindow;
import io.fingerpost.core.delivery.DedupWindow.Verdict;
import io.fingerpost.core.delivery.MessageHash;
import io.fingerpost.core.delivery.PendingLimit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The messages that arrive for one login: hands each to the application once, and completes its receipt after the application's callback
 * returned. Confined to the loop.
 *
 * <p>What a message's receipt is decides what happens when the callback fails, or when there is no room: one that comes again by itself is
 * left to that; any other waits, and is tried again.
 */
final class IncomingMessages {
    private static final int MAX_WAITING_MESSAGES = 1_000;
    private static final long MAX_WAITING_BYTES = 4 * 1024 * 1024;
    private static final int MAX_REMEMBERED = 10_000;
    private static final long MAX_SETTLED_AGE_NANOS = HOURS.toNanos(1);

    /** So often a message is handed over again whose callback fails, and that does not come again by itself. */
    private static final int MAX_RETRIES = 3;

    private static final long RETRY_PAUSE_NANOS = SECONDS.toNanos(1);

    /** One message on its way to the application. */
    private static final class Incoming {
        final Protocal message;
        final int bytes;
        final @Nullable MessageHash key; // by sender and fingerprint; null without one
        final List<Receipt> receipts = new ArrayList<>(); // more than one if it came again, under another number
        int failures;

        Incoming(Protocal message, int bytes, @Nullable MessageHash key, Receipt receipt) {
            this.message = message;
            this.bytes = bytes;
            this.key = key;
            receipts.add(receipt);
        }

        boolean comesAgain() {
            return receipts.get(0).comesAgain;
        }

        boolean redelivered() {
            return failures > 0 || receipts.get(0).redelivered;
        }
    }

    private final ClientContext context;
    private final String userId;
    private final DedupWindow seen = new DedupWindow(MAX_WAITING_MESSAGES, MAX_REMEMBERED, MAX_SETTLED_AGE_NANOS);
    private final Map<MessageHash, Incoming> inProgress = new HashMap<>();
    private final PendingLimit waiting; // for the application's callback
    private final Queue<Incoming> held = new ArrayDeque<>(); // found no room; bounded by the windows of links
    private @Nullable ServerConnection connection; // null while the user is not online
    private volatile boolean ended; // written by the loop, read by the callback executor too

    IncomingMessages(ClientContext context, String userId) {
        this.context = context;
        this.userId = userId;
        this.waiting =
                new PendingLimit(MAX_WAITING_MESSAGES, Math.max(MAX_WAITING_BYTES, context.config.maxPacketBytes()));
    }

    /** Takes the connection that acknowledgements go to from now on; null while there is none. */
    void use(@Nullable ServerConnection newConnection) {
        connection = newConnection;
    }

    /**
     * Ends the login: what still waits for the callback is not handed over any more, because it could not be acknowledged and would
     * come again at the next login.
     */
    void end() {
        ended = true;
        connection = null;
        held.clear();
    }

    /**
     * Takes a message.
     *
     * @param bytes its size on the wire
     * @throws InvalidPacketException if it is not valid, or not for this user
     */
    void onMessage(Protocal message, int bytes, Receipt receipt) throws InvalidPacketException {
        String fp = message.fp();
        if (!message.to().equals(userId) && !message.to().equals(Protocal.UNKNOWN_ID)) {
            throw new InvalidPacketException("message for another user");
        }
        if (message.isQos() && fp == null) {
            throw new InvalidPacketException("message with QoS and without fingerprint");
        }
        MessageHash key = fp == null ? null : MessageHash.of(message.from(), fp);
        Incoming incoming = new Incoming(message, bytes, key, receipt);
        boolean mustWait = !held.isEmpty() && !incoming.comesAgain(); // for its turn
        if (!mustWait && take(incoming)) {
            return;
        }
        if (incoming.comesAgain()) {
            context.counters.messagesDropped.incrementAndGet();
        } else {
            held.add(incoming);
        }
    }

    /** Does what is to be done with a message now. Returns false, and does nothing, if there is no room for it. */
    private boolean take(Incoming incoming) {
        MessageHash key = incoming.key;
        Verdict verdict = key == null ? Verdict.NEW : seen.begin(key, context.loop.nowNanos());
        if (verdict == Verdict.NEW) {
            return begin(incoming);
        }
        if (verdict == Verdict.FULL) {
            return false;
        }
        context.counters.duplicatesSuppressed.incrementAndGet();
        Incoming first = inProgress.get(key);
        if (verdict == Verdict.SETTLED) {
            complete(incoming);
        } else if (first != null && !incoming.comesAgain()) {
            first.receipts.addAll(incoming.receipts);
        }
        return true;
    }

    private boolean begin(Incoming incoming) {
        boolean room = waiting.reserve(incoming.bytes);
        if (room) {
            handOver(incoming);
        }
        if (incoming.key != null) {
            if (room) {
                inProgress.put(incoming.key, incoming);
            } else {
                seen.abandon(incoming.key);
            }
        }
        return room;
    }

    private void handOver(Incoming incoming) {
        boolean redelivered = incoming.redelivered();
        context.callbacks.execute(() -> {
            boolean processed = !ended && context.callbacks.message(incoming.message, redelivered);
            context.loop.execute(() -> settle(incoming, processed));
        });
    }

    private void settle(Incoming incoming, boolean processed) {
        if (processed) {
            context.counters.messagesReceived.incrementAndGet();
        } else if (!ended && !incoming.comesAgain() && incoming.failures++ < MAX_RETRIES) {
            context.loop.schedule(() -> handOver(incoming), RETRY_PAUSE_NANOS);
            return;
        }
        waiting.release(incoming.bytes);
        boolean done = processed || !incoming.comesAgain();
        if (incoming.key != null) {
            inProgress.remove(incoming.key);
            if (done) {
                seen.complete(incoming.key, context.loop.nowNanos());
            } else {
                seen.abandon(incoming.key);
            }
        }
        if (done && !ended) {
            if (!processed) {
                context.callbacks.error(
                        ErrorCode.UNKNOWN,
                        "a message was given up: the listener's onMessage failed with it " + incoming.failures
                                + " times");
            }
            complete(incoming);
        }
        takeHeld();
    }

    private void takeHeld() {
        Incoming next;
        while ((next = held.peek()) != null && take(next)) {
            held.remove();
        }
    }

    private static void complete(Incoming incoming) {
        incoming.receipts.forEach(Receipt::complete);
    }

    /** Returns the receipt of a packet that came by itself: for a message with QoS, a packet that acknowledges it. */
    Receipt receiptFor(Protocal packet) {
        return new Receipt(true, false, () -> acknowledge(packet));
    }

    private void acknowledge(Protocal packet) {
        String fp = packet.fp();
        ServerConnection current = connection;
        if (!ended && current != null && fp != null && packet.isQos()) {
            current.send(ProtocalCodec.encodeAck(userId, packet.from(), fp));
        }
    }
}
