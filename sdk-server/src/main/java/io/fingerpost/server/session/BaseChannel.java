package io.fingerpost.server.session;

import io.fingerpost.core.ErrorCode;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.codec.LinkHello;
import io.fingerpost.core.codec.Packets;
import io.fingerpost.core.codec.ProtocalCodec;
import io.fingerpost.core.delivery.RetransmissionPolicy;
import io.fingerpost.core.delivery.RetransmissionQueue;
import io.fingerpost.core.delivery.RetransmissionQueue.Pending;
import io.fingerpost.core.time.Alarm;
import io.fingerpost.core.time.TaskLoop;
import io.fingerpost.server.gateway.Connection;
import io.fingerpost.server.store.Change;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The base profile: every message is acknowledged by a packet of its own, and repeated until it is. Confined to the loop. */
final class BaseChannel implements MessageChannel, RetransmissionQueue.Output<MessageKey, OutboundMessage> {
    private static final int MAX_FROM_INBOX = 64; // more would wait here instead of in the store

    private final Connection connection;
    private final SessionLimits limits;
    private @Nullable RetransmissionQueue<MessageKey, OutboundMessage>
            queue; // null while there is no message, for a million idle users
    private @Nullable Alarm alarm; // null while there is no queue
    private boolean open; // whether the client is logged in, so that it may be sent to
    private boolean flushing;
    private boolean used; // since the last rest

    BaseChannel(Connection connection, SessionLimits limits) {
        this.connection = connection;
        this.limits = limits;
    }

    private RetransmissionQueue<MessageKey, OutboundMessage> queue() {
        used = true;
        RetransmissionQueue<MessageKey, OutboundMessage> all = queue;
        if (all == null) {
            all = new RetransmissionQueue<>(
                    RetransmissionPolicy.of(connection.transport()),
                    limits.maxPendingMessages(),
                    limits.maxPendingBytes());
            queue = all;
        }
        return all;
    }

    private TaskLoop loop() {
        return connection.loop();
    }

    @Override
    public @Nullable LinkHello hello() {
        return null;
    }

    @Override
    public void onFrame(byte[] buffer, int length) {
        connection.send(ProtocalCodec.encode(Packets.error(
                Protocal.UNKNOWN_ID, ErrorCode.INVALID_PACKET, "this session does not use the link profile", null)));
    }

    @Override
    public boolean reportsDelivery() {
        return false;
    }

    @Override
    public void accepted(Protocal message, Change.@Nullable Received numbers, boolean delivered, long nowNanos) {
        String fp = Objects.requireNonNull(message.fp());
        connection.send(ProtocalCodec.encodeAck(message.to(), message.from(), fp));
    }

    @Override
    public void failed(Protocal message, Change.@Nullable Received numbers, String reason) {
        connection.send(ProtocalCodec.encode(Packets.error(
                message.from(), ErrorCode.SEND_FAILED, reason, message.fp()))); // a repeat is answered again
    }

    @Override
    public int room() {
        return MAX_FROM_INBOX - (queue == null ? 0 : queue.size());
    }

    @Override
    public boolean peerHas(long sequence) {
        return false;
    }

    @Override
    public void open() {
        open = true;
        flush();
    }

    @Override
    public boolean offer(OutboundMessage message) {
        boolean accepted = message.bytes().length <= connection.settings().maxPacketBytes()
                && queue().offer(message.key(), message, message.bytes().length, message.deadlineNanos())
                        == RetransmissionQueue.Offer.ACCEPTED;
        if (accepted) {
            flush();
        }
        return accepted;
    }

    @Override
    public void acknowledge(MessageKey key, long nowNanos) {
        Pending<MessageKey, OutboundMessage> pending = queue == null ? null : queue.acknowledge(key, nowNanos);
        if (pending != null) {
            pending.value().outcome().delivered(nowNanos);
            flush(nowNanos);
        }
    }

    @Override
    public void flush() {
        if (queue != null) {
            flush(loop().nowNanos());
        }
    }

    private void flush(long nowNanos) {
        RetransmissionQueue<MessageKey, OutboundMessage> all = queue;
        if (flushing || all == null) {
            return; // called by an outcome, the loop that reports it goes on; or there is nothing
        }
        boolean maySend = open && connection.isWritable();
        flushing = true;
        try {
            if (maySend) {
                all.poll(nowNanos, this);
            } else {
                all.expire(nowNanos, this);
            }
        } finally {
            flushing = false;
        }
        if (alarm == null) {
            alarm = new Alarm(loop(), this::flush);
        }
        alarm.setFor(maySend ? all.nextDueNanos() : all.nextDeadlineNanos());
    }

    /** What was measured of the connection goes with the queue: after a silence it may be wrong anyway. */
    @Override
    public void rest() {
        if (!used && queue != null && queue.size() == 0 && !flushing) {
            queue = null;
            cancelAlarm();
        }
        used = false;
    }

    private void cancelAlarm() {
        if (alarm != null) {
            alarm.cancel();
            alarm = null;
        }
    }

    @Override
    public List<OutboundMessage> close() {
        open = false;
        cancelAlarm();
        return queue == null
                ? List.of()
                : queue.drain().stream().map(Pending::value).toList();
    }

    // ---- what the queue says ----

    @Override
    public void transmit(Pending<MessageKey, OutboundMessage> pending) {
        OutboundMessage message = pending.value();
        if (message.outcome().isCancelled()) {
            queue().remove(pending.key());
            return;
        }
        connection.send(message.bytes());
        message.outcome().transmitted();
    }

    @Override
    public void expire(Pending<MessageKey, OutboundMessage> pending) {
        OutboundMessage.Outcome outcome = pending.value().outcome();
        if (!outcome.isCancelled()) {
            outcome.undelivered();
        }
    }
}
