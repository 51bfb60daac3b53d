package io.fingerpost.client.session;

import io.fingerpost.client.Profile;
import io.fingerpost.core.ErrorCode;
import io.fingerpost.core.PacketType;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.Transport;
import io.fingerpost.core.codec.InvalidPacketException;
import io.fingerpost.core.codec.ProtocalCodec;
import io.fingerpost.core.delivery.Delivery;
import io.fingerpost.core.delivery.DeliveryState;
import io.fingerpost.core.delivery.PendingDelivery;
import io.fingerpost.core.delivery.PendingLimit;
import io.fingerpost.core.time.Alarm;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The messages that one login sends. {@link #send} may be called by any thread: it does what can refuse a message, and puts it on the
 * books, from which only its outcome takes it. Everything else is confined to the loop.
 */
final class OutgoingMessages {
    /** So many outcomes may wait to be told; more than this, and the application's callbacks have stopped. */
    private static final int MAX_UNTOLD = 10_000;

    /** So many messages that the server has accepted wait to be told that they are delivered; the oldest are not told. */
    private static final int MAX_ACCEPTED = 10_000;

    /** So many messages that the server has refused are remembered, because it may say so again. */
    private static final int MAX_FAILED = 256;

    private static final String NOT_WRITTEN = "the outbox cannot be written: ";

    private final ClientContext context;
    private final String userId;
    private final PendingLimit limit;
    private final Map<String, Outgoing> confirmed = new ConcurrentHashMap<>(); // QoS messages by fingerprint
    private final Set<Outgoing> unconfirmed =
            ConcurrentHashMap.newKeySet(); // messages without QoS that are not written yet
    private final AtomicInteger untold = new AtomicInteger(); // outcomes that the application was not told yet

    // Written by the loop, read by any thread.
    private volatile @Nullable Transport transport; // null while the user is not online
    private volatile Profile profile = Profile.BASE;
    private volatile int maxBytes; // with QoS
    private volatile int maxOnceBytes; // without
    private volatile boolean ended; // set before the loop takes everything off the books

    // Confined to the loop.
    private final Map<String, Outgoing> accepted = new LinkedHashMap<>(); // by fingerprint, oldest first
    private final Set<String> failed = new LinkedHashSet<>(); // fingerprints by the server's word, oldest first
    private final Outbox outbox;
    private final Alarm deadline;
    private final BaseChannel base;
    private MessageChannel channel; // the one that messages travel by, or did last
    private int moves; // to that channel, which wait for the outbox
    private boolean connectedOnce;

    OutgoingMessages(ClientContext context, String userId, Outbox outbox) {
        this.context = context;
        this.userId = userId;
        this.outbox = outbox;
        this.deadline = new Alarm(context.loop, this::expire);
        this.limit = new PendingLimit(context.config.maxPendingMessages(), context.config.maxPendingBytes());
        this.base = new BaseChannel(context, this);
        this.channel = base;
        this.maxBytes = context.config.maxSentPacketBytes();
        this.maxOnceBytes = maxBytes;
    }

    /** Returns how much has no outcome yet. Any thread may ask. */
    PendingLimit limit() {
        return limit;
    }

    /** Returns the transport of the current connection; null while there is none. Any thread may ask. */
    @Nullable Transport transport() {
        return transport;
    }

    /** Returns what is spoken on the current connection; null while there is none. Any thread may ask. */
    @Nullable Profile profile() {
        return transport == null ? null : profile;
    }

    // ---- What the application wants ----

    /** Sends a message. Any thread may call this. */
    Delivery send(Protocal message) {
        if (message.type() != PacketType.MESSAGE) {
            return reject(
                    message, ErrorCode.INVALID_PACKET, "only messages can be sent: make them with Protocal.message");
        }
        if (message.to().isEmpty() || message.to().equals(Protocal.UNKNOWN_ID)) {
            return reject(
                    message,
                    ErrorCode.INVALID_PACKET,
                    "the message has no receiver: give it the user id to send it to");
        }
        boolean needsFingerprint = message.isQos() && message.fp() == null;
        Protocal complete = message.toBuilder()
                .from(userId)
                .fp(needsFingerprint ? Protocal.newFingerprint() : message.fp())
                .build();
        return enqueue(complete, ProtocalCodec.encode(complete));
    }

    private Delivery enqueue(Protocal message, byte[] packet) {
        if (!message.isQos() && transport == null) {
            return reject(
                    message,
                    ErrorCode.CONNECTION_BROKEN,
                    "the client is not online: send it with QoS, which waits for the connection, or try again later");
        }
        int most = message.isQos() ? maxBytes : maxOnceBytes;
        if (packet.length > most) {
            String remedy = most < maxBytes ? "; send it with QoS, or in parts" : "; send it in parts";
            return reject(message, ErrorCode.INVALID_PACKET, tooLarge(packet.length, most) + remedy);
        }
        String trouble = message.isQos() ? outbox.trouble() : null;
        if (trouble != null) {
            return reject(message, ErrorCode.SEND_FAILED, NOT_WRITTEN + trouble);
        }
        if (untold.get() >= MAX_UNTOLD) {
            return reject(
                    message,
                    ErrorCode.SEND_FAILED,
                    "too many outcomes wait to be told: a callback does not return, look for what it waits for");
        }
        if (!limit.reserve(packet.length)) {
            return reject(
                    message,
                    ErrorCode.SEND_FAILED,
                    "too many messages wait for their outcome: wait until some of them have one, then send it again");
        }
        PendingDelivery delivery = new PendingDelivery(fingerprint(message), this::tell);
        long deadlineNanos = context.loop.nowNanos() + context.config.sendTimeoutNanos();
        Outgoing out = new Outgoing(message.to(), packet, deadlineNanos, delivery);
        if (!message.isQos()) {
            unconfirmed.add(out);
            delivery.onDone(() -> forgetUnconfirmed(out));
            context.loop.execute(() -> write(out));
        } else if (confirmed.putIfAbsent(out.fingerprint(), out) == null) {
            delivery.onDone(() -> forgetConfirmed(out));
            context.loop.execute(() -> register(out));
        } else {
            limit.release(packet.length);
            return reject(
                    message,
                    ErrorCode.INVALID_PACKET,
                    "a message with this fingerprint is on its way already: each needs one of its own");
        }
        if (ended) { // perhaps too late for the loop to have seen it on the books
            failAfterEnd(out);
        }
        return delivery;
    }

    private static String tooLarge(int bytes, int most) {
        return "the message is too large: " + bytes + " bytes, the most is " + most;
    }

    private void tell(Runnable outcome) {
        untold.incrementAndGet();
        context.callbacks.execute(() -> {
            untold.decrementAndGet();
            outcome.run();
        });
    }

    /** What was transmitted before the end may have arrived; anything else never left. */
    private void failAfterEnd(Outgoing out) {
        if (out.delivery.state() == DeliveryState.QUEUED) {
            out.delivery.fail(DeliveryState.REJECTED, ErrorCode.CLIENT_NOT_READY, "nobody is logged in: log in first");
        } else {
            lose(out, ErrorCode.CLIENT_NOT_READY, "the login ended before it was confirmed");
        }
    }

    /** Returns a delivery that has ended already; nothing can be attached to it yet, so that its futures may complete here. */
    static Delivery reject(Protocal message, int errorCode, String reason) {
        return PendingDelivery.rejected(fingerprint(message), Runnable::run, errorCode, reason);
    }

    private static String fingerprint(Protocal message) {
        String fp = message.fp();
        return fp == null ? "" : fp;
    }

    private void forgetUnconfirmed(Outgoing out) {
        unconfirmed.remove(out);
        limit.release(out.packet.length);
    }

    private void forgetConfirmed(Outgoing out) {
        if (confirmed.remove(out.fingerprint(), out)) { // otherwise it was accepted before
            limit.release(out.packet.length);
        }
        if (!context.loop.inLoop()) {
            context.loop.execute(() -> forget(out));
        } else {
            forget(out);
        }
    }

    private void forget(Outgoing out) {
        outbox.remove(out);
        channel.forget(out);
    }

    private void write(Outgoing out) {
        if (out.delivery.isDone()) {
            return;
        }
        if (out.packet.length <= channel.maxOnceBytes() && channel.sendOnce(out.packet)) {
            context.counters.messagesSent.incrementAndGet();
            out.delivery.finishUnconfirmed();
        } else {
            out.delivery.fail(
                    DeliveryState.LOST,
                    ErrorCode.CONNECTION_BROKEN,
                    transport == null ? "the connection was lost" : "the connection does not take it now");
        }
    }

    private void register(Outgoing out) {
        if (out.delivery.isDone()) {
            return;
        }
        outbox.add(out, failure -> {
            if (failure == null) {
                out.stored = true;
                offer(out);
            } else {
                out.delivery.fail(DeliveryState.REJECTED, ErrorCode.SEND_FAILED, NOT_WRITTEN + failure);
            }
        });
        deadline.setFor(out.deadlineNanos);
    }

    private void offer(Outgoing out) {
        if (moves == 0 && out.stored && !out.delivery.isDone()) {
            channel.offer(out);
        }
    }

    /** Takes a message that an earlier run of the program has left; a packet that is none is forgotten. */
    void restore(long firstSq, byte[] packet) {
        Protocal message;
        try {
            message = ProtocalCodec.decode(packet);
        } catch (InvalidPacketException e) {
            context.counters.ignored(e);
            return;
        }
        PendingDelivery delivery = new PendingDelivery(fingerprint(message), this::tell);
        Outgoing out = Outgoing.restored(message.to(), packet, delivery, firstSq);
        limit.take(packet.length);
        confirmed.put(out.fingerprint(), out);
        outbox.restore(out);
        delivery.onDone(() -> forgetConfirmed(out));
    }

    /** Loses what is too late. The time of what was left by an earlier run begins when the user is online. */
    private void expire() {
        long now = context.loop.nowNanos();
        long next = Long.MAX_VALUE;
        for (Outgoing out : new ArrayList<>(outbox.pending())) {
            if (out.restored && !connectedOnce) {
                continue;
            }
            if (out.deadlineNanos - now > 0) { // those after it come later
                next = out.deadlineNanos;
                break;
            }
            onExpired(out);
        }
        deadline.setFor(next);
    }

    // ---- How messages travel ----

    /** Returns the channel for the base profile. */
    BaseChannel base() {
        return base;
    }

    /** Returns the channel that messages travel by, or did last. */
    MessageChannel channel() {
        return channel;
    }

    /**
     * Takes the channel that messages travel by from now on, and gives it everything that is pending.
     *
     * @param mostBytes the largest message that the server takes
     */
    void travelBy(MessageChannel next, int mostBytes) {
        boolean first = !connectedOnce;
        if (first) {
            connectedOnce = true;
            beginTimeOfRestored();
        }
        if (first || next != channel) {
            channel.clear();
            channel = next;
            moves++;
            outbox.await(() -> {
                moves--;
                new ArrayList<>(outbox.pending()).forEach(this::offer);
            });
        }
        for (Outgoing out : confirmed.values()) {
            if (out.packet.length > mostBytes) {
                lose(out, ErrorCode.INVALID_PACKET, tooLarge(out.packet.length, mostBytes) + " with this server");
            }
        }
        profile = next.profile();
        maxBytes = mostBytes;
    }

    private void beginTimeOfRestored() {
        long deadlineNanos = context.loop.nowNanos() + context.config.sendTimeoutNanos();
        for (Outgoing out : outbox.pending()) {
            out.deadlineNanos = out.restored ? deadlineNanos : out.deadlineNanos;
        }
        expire();
    }

    /** The user is online now. */
    void connected(Transport newTransport) {
        maxOnceBytes = channel.maxOnceBytes();
        transport = newTransport; // last: whoever sees it sees what holds for it
    }

    /** The user is not online any more. Messages are taken as the last server would take them. */
    void disconnected() {
        transport = null;
    }

    /** The message is given to the connection now, for the first time or again. */
    void onTransmitted(Outgoing out) {
        (out.transmitted ? context.counters.retransmissions : context.counters.messagesSent).incrementAndGet();
        out.transmitted = true;
        out.sentNanos = context.loop.nowNanos();
        out.delivery.sent();
    }

    /** The time of the message is over. */
    void onExpired(Outgoing out) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(context.config.sendTimeoutNanos());
        lose(out, ErrorCode.SEND_FAILED, "not confirmed within " + seconds + " s");
    }

    /** The server is responsible for the message; whether it is delivered is told later. */
    void onAccepted(Outgoing out) {
        if (out.to.equals(Protocal.SERVER_ID)) {
            deliver(out);
            return;
        }
        if (!confirmed.remove(out.fingerprint(), out)) {
            return; // it has its outcome
        }
        limit.release(out.packet.length);
        outbox.remove(out);
        Outgoing older = accepted.remove(out.fingerprint()); // the same one was sent again
        if (older != null) {
            older.delivery.accept(true);
        }
        accepted.put(out.fingerprint(), out);
        if (accepted.size() > MAX_ACCEPTED) {
            Iterator<Outgoing> oldest = accepted.values().iterator();
            oldest.next().delivery.accept(true);
            oldest.remove();
        }
        if (out.delivery.accept(false)) {
            context.callbacks.accepted(out.fingerprint());
        }
    }

    private void deliver(Outgoing out) {
        if (out.delivery.deliver()) {
            context.callbacks.delivered(out.fingerprint(), () -> {});
        }
    }

    private void lose(Outgoing out, int errorCode, String reason) {
        if (out.delivery.fail(DeliveryState.LOST, errorCode, reason)) {
            tellLost(out, errorCode, reason);
        }
    }

    private void tellLost(Outgoing out, int errorCode, String reason) {
        try {
            context.callbacks.lost(ProtocalCodec.decode(out.packet), errorCode, reason);
        } catch (InvalidPacketException e) {
            throw new IllegalStateException("a message of this client's own is not valid", e);
        }
    }

    // ---- What the server says ----

    /** Takes a packet that acknowledges a message, which counts only from whom the message was sent to. */
    void onAck(Protocal ack, Receipt receipt) {
        String fp = ack.dataContent();
        Outgoing out = fp == null ? null : find(fp);
        boolean mine = ack.to().equals(userId) || ack.to().equals(Protocal.UNKNOWN_ID);
        boolean fits = out == null ? channel.acknowledgesDelivery() : out.transmitted && out.to.equals(ack.from());
        if (fp == null || !mine || !fits) {
            receipt.complete();
        } else if (out == null || accepted.remove(fp, out) || channel.acknowledgesDelivery()) {
            onDelivered(fp, out, receipt);
        } else {
            onAcknowledged(out);
        }
    }

    private @Nullable Outgoing find(String fp) {
        Outgoing pending = confirmed.get(fp);
        return pending == null ? accepted.get(fp) : pending;
    }

    /** The recipient has the message; null if it is one of an earlier login. */
    private void onDelivered(String fp, @Nullable Outgoing out, Receipt receipt) {
        if (out == null || out.delivery.deliver()) {
            context.callbacks.delivered(fp, () -> context.loop.execute(receipt::complete));
        } else {
            receipt.complete();
        }
    }

    private void onAcknowledged(Outgoing out) {
        channel.acknowledged(out);
        if (out.to.equals(Protocal.SERVER_ID)) {
            deliver(out);
        } else if (out.delivery.accept(true)) {
            context.callbacks.accepted(out.fingerprint());
        }
        channel.poll();
    }

    /** Takes the server's word that a message failed. Returns false if that was told before: the server may repeat it. */
    boolean onFailure(String fp, int errorCode, String reason) {
        Outgoing out = confirmed.get(fp);
        if (out == null || !out.transmitted) {
            boolean repeated = failed.contains(fp);
            if (!repeated) {
                giveUp(fp, errorCode, reason);
            }
            return !repeated;
        }
        failed.add(fp);
        if (failed.size() > MAX_FAILED) {
            Iterator<String> oldest = failed.iterator();
            oldest.next();
            oldest.remove();
        }
        lose(out, errorCode, reason);
        return true;
    }

    /** The server had accepted a message, and says now that it could not be delivered; or nothing is known of it. */
    private void giveUp(String fp, int errorCode, String reason) {
        Outgoing out = accepted.remove(fp);
        if (out != null && out.delivery.giveUp(errorCode, reason)) {
            tellLost(out, errorCode, reason);
        }
    }

    /**
     * Ends the login: of what the server has accepted nothing more will be learned, and the rest is lost, unless it stays in the outbox for the
     * next login.
     */
    void end(int errorCode, String reason, boolean keep) {
        ended = true;
        disconnected();
        channel.disconnect();
        channel.clear();
        boolean kept = keep && outbox.isKept();
        if (kept) {
            outbox.close(); // before the messages have an outcome, which it does not learn
        }
        for (Outgoing out : confirmed.values()) {
            if (kept) {
                String why = reason + "; it stays in the outbox, and goes on when the user logs in again";
                out.delivery.fail(DeliveryState.LOST, errorCode, why);
            } else {
                lose(out, errorCode, reason);
            }
        }
        outbox.close();
        deadline.cancel();
        for (Outgoing out : unconfirmed) {
            out.delivery.fail(DeliveryState.LOST, errorCode, reason);
        }
        for (Outgoing out : accepted.values()) {
            out.delivery.accept(true);
        }
        accepted.clear();
    }
}
