package io.fingerpost.client.session;

import io.fingerpost.core.ErrorCode;
import io.fingerpost.core.PacketType;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.Transport;
import io.fingerpost.core.codec.ProtocalCodec;
import io.fingerpost.core.delivery.Delivery;
import io.fingerpost.core.delivery.DeliveryState;
import io.fingerpost.core.delivery.PendingDelivery;
import io.fingerpost.core.delivery.RetransmissionPolicy;
import io.fingerpost.core.delivery.RetransmissionQueue;
import io.fingerpost.core.delivery.RetransmissionQueue.Pending;
import io.fingerpost.core.time.TaskLoop.Timeout;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The messages that one login sends. {@link #send} may be called by any thread: it does what can refuse a message, and puts it on the
 * books, from which only its final state takes it. Everything else is confined to the loop.
 */
final class OutgoingMessages {
    /** So many outcomes may wait to be told; more than this, and the application's callbacks have stopped. */
    private static final int MAX_UNTOLD = 10_000;

    /** One message that has no outcome yet. */
    static final class Outgoing {
        final String to;
        final byte[] packet;
        final long deadlineNanos;
        final PendingDelivery delivery;
        boolean transmitted; // confined to the loop

        Outgoing(String to, byte[] packet, long deadlineNanos, PendingDelivery delivery) {
            this.to = to;
            this.packet = packet;
            this.deadlineNanos = deadlineNanos;
            this.delivery = delivery;
        }
    }

    private final ClientContext context;
    private final String userId;
    private final PendingLimit limit;
    private final Map<String, Outgoing> confirmed = new ConcurrentHashMap<>(); // QoS messages by fingerprint
    private final Set<Outgoing> unconfirmed =
            ConcurrentHashMap.newKeySet(); // messages without QoS that are not written yet
    private final AtomicInteger untold = new AtomicInteger(); // outcomes that the application was not told yet
    private volatile boolean ended; // set by the loop before it takes everything off the books

    private final RetransmissionQueue<Outgoing, Outgoing> queue; // bounded by the limit
    private final RetransmissionQueue.Output<Outgoing, Outgoing> output = new Output();
    private volatile @Nullable Link link; // written by the loop; null while the user is not online
    private @Nullable Timeout timer;
    private long timerDueNanos;

    OutgoingMessages(ClientContext context, String userId) {
        this.context = context;
        this.userId = userId;
        this.limit = new PendingLimit(context.config.maxPendingMessages(), context.config.maxPendingBytes());
        this.queue =
                new RetransmissionQueue<>(RetransmissionPolicy.of(Transport.TCP), Integer.MAX_VALUE, Long.MAX_VALUE);
    }

    /** Returns how much has no outcome yet. Any thread may ask. */
    PendingLimit limit() {
        return limit;
    }

    /** Returns the transport of the current connection; null while there is none. Any thread may ask. */
    @Nullable Transport transport() {
        Link current = link;
        return current == null ? null : current.transport();
    }

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
        int most = context.config.maxSentPacketBytes();
        if (packet.length > most) {
            return reject(
                    message,
                    ErrorCode.INVALID_PACKET,
                    "the message is too large: " + packet.length + " bytes, the most is " + most
                            + "; send it in parts");
        }
        if (!message.isQos() && link == null) {
            return reject(
                    message,
                    ErrorCode.CONNECTION_BROKEN,
                    "the client is not online: send it with QoS, which waits for the connection, or try again later");
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
        } else if (confirmed.putIfAbsent(delivery.fingerprint(), out) == null) {
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
            failAfterEnd(delivery);
        }
        return delivery;
    }

    private void tell(Runnable outcome) {
        untold.incrementAndGet();
        context.callbacks.execute(() -> {
            untold.decrementAndGet();
            outcome.run();
        });
    }

    /** What was transmitted before the end may have arrived; anything else never left. */
    private static void failAfterEnd(PendingDelivery delivery) {
        if (delivery.state() == DeliveryState.QUEUED) {
            delivery.fail(DeliveryState.REJECTED, ErrorCode.CLIENT_NOT_READY, "nobody is logged in: log in first");
        } else {
            delivery.fail(DeliveryState.LOST, ErrorCode.CLIENT_NOT_READY, "the login ended before it was confirmed");
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
        confirmed.remove(out.delivery.fingerprint(), out);
        limit.release(out.packet.length);
        if (!context.loop.inLoop()) {
            context.loop.execute(() -> unqueue(out));
        } else {
            unqueue(out);
        }
    }

    private void unqueue(Outgoing out) {
        if (queue.remove(out) != null) {
            context.loop.execute(this::poll); // others may have become first in line
        }
    }

    private void write(Outgoing out) {
        Link current = link;
        if (out.delivery.isDone()) {
            return;
        }
        if (current != null && current.send(out.packet)) {
            context.counters.messagesSent.incrementAndGet();
            out.delivery.finishUnconfirmed();
        } else {
            out.delivery.fail(
                    DeliveryState.LOST,
                    ErrorCode.CONNECTION_BROKEN,
                    current == null ? "the connection was lost" : "the connection takes no more at the moment");
        }
    }

    private void register(Outgoing out) {
        if (!out.delivery.isDone()) {
            queue.offer(out, out, out.packet.length, out.deadlineNanos);
            poll();
        }
    }

    /** Takes the connection to send on from now on, and sends on it everything that waits; null while there is none. */
    void use(@Nullable Link newLink) {
        link = newLink;
        if (newLink != null) {
            queue.restart(RetransmissionPolicy.of(newLink.transport()));
            context.counters.smoothedRttNanos.set(-1);
        }
        poll();
    }

    /** Sends what is due, and reports what is too late. */
    void poll() {
        Link current = link;
        long now = context.loop.nowNanos();
        boolean writable = current != null && current.isWritable();
        if (writable) {
            queue.poll(now, output);
        } else {
            queue.expire(now, output);
        }
        wakeAt(writable ? queue.nextDueNanos() : queue.nextDeadlineNanos());
    }

    private void wakeAt(long dueNanos) {
        if (timer != null) {
            if (dueNanos >= timerDueNanos) {
                return; // it wakes early enough, and looks again then
            }
            timer.cancel();
            timer = null;
        }
        if (dueNanos != Long.MAX_VALUE) {
            timerDueNanos = dueNanos;
            timer = context.loop.schedule(this::onTimer, dueNanos - context.loop.nowNanos());
        }
    }

    private void onTimer() {
        timer = null;
        poll();
    }

    /** Takes an acknowledgement, which counts only from whom the message was sent to. */
    void onAck(Protocal ack) {
        String fp = ack.dataContent();
        Outgoing out = fp == null ? null : confirmed.get(fp);
        if (out == null || !out.transmitted || !out.to.equals(ack.from()) || !isForUser(ack)) {
            return;
        }
        if (queue.acknowledge(out, context.loop.nowNanos()) != null) {
            context.counters.smoothedRttNanos.set(queue.rtt().srttNanos());
        }
        if (out.to.equals(Protocal.SERVER_ID)) {
            out.delivery.deliver();
        } else {
            out.delivery.accept(true);
        }
        poll();
    }

    private boolean isForUser(Protocal ack) {
        return ack.to().equals(userId) || ack.to().equals(Protocal.UNKNOWN_ID);
    }

    /** Takes the server's word that a message failed. */
    void onFailure(String fp, int errorCode, String reason) {
        Outgoing out = confirmed.get(fp);
        if (out != null && out.transmitted) {
            out.delivery.fail(DeliveryState.LOST, errorCode, reason);
        }
    }

    /** Ends the login: everything that has no outcome yet is lost. */
    void end(int errorCode, String reason) {
        ended = true;
        link = null;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        queue.drain();
        confirmed.values().forEach(out -> out.delivery.fail(DeliveryState.LOST, errorCode, reason));
        unconfirmed.forEach(out -> out.delivery.fail(DeliveryState.LOST, errorCode, reason));
    }

    final class Output implements RetransmissionQueue.Output<Outgoing, Outgoing> {
        @Override
        public void transmit(Pending<Outgoing, Outgoing> message) {
            Outgoing out = message.value();
            if (message.transmissions() == 1) {
                context.counters.messagesSent.incrementAndGet();
            } else {
                context.counters.retransmissions.incrementAndGet();
            }
            out.transmitted = true;
            out.delivery.sent();
            Link current = link;
            if (current != null) {
                current.send(out.packet);
            }
        }

        @Override
        public void expire(Pending<Outgoing, Outgoing> message) {
            long seconds = TimeUnit.NANOSECONDS.toSeconds(context.config.sendTimeoutNanos());
            message.value()
                    .delivery
                    .fail(DeliveryState.LOST, ErrorCode.SEND_FAILED, "not confirmed within " + seconds + " s");
        }
    }
}
