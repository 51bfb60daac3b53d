package io.fingerpost.server.session;

import io.fingerpost.core.delivery.RetransmissionPolicy;
import io.fingerpost.core.delivery.RetransmissionQueue;
import io.fingerpost.core.delivery.RetransmissionQueue.Pending;
import io.fingerpost.core.time.TaskLoop;
import io.fingerpost.server.gateway.Connection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The messages that one session still owes its client: sends them, again if need be, until each has an outcome. Confined to the loop. */
final class Outbox {
    private final Connection connection;
    private final TaskLoop loop;
    private final RetransmissionQueue<MessageKey, OutboundMessage> queue;
    private final Output output = new Output();
    private TaskLoop.@Nullable Timeout timer;
    private long timerNanos = Long.MAX_VALUE;
    private boolean open; // whether the client is logged in, so that it may be sent to
    private boolean flushing;

    Outbox(Connection connection, SessionLimits limits) {
        this.connection = connection;
        this.loop = connection.loop();
        this.queue = new RetransmissionQueue<>(
                RetransmissionPolicy.of(connection.transport()), limits.maxPendingMessages(), limits.maxPendingBytes());
    }

    /** Lets messages go out from now on. */
    void open() {
        open = true;
        flush();
    }

    /** Registers the message and sends it. Returns false if it found no room, or stands here already. */
    boolean offer(OutboundMessage message) {
        boolean accepted = message.bytes().length <= connection.settings().maxPacketBytes()
                && queue.offer(message.key(), message, message.bytes().length, message.deadlineNanos())
                        == RetransmissionQueue.Offer.ACCEPTED;
        if (accepted) {
            flush();
        }
        return accepted;
    }

    /** The client acknowledged a message. Nothing happens if it is not pending, or not any more. */
    void acknowledge(MessageKey key) {
        Pending<MessageKey, OutboundMessage> pending = queue.acknowledge(key, loop.nowNanos());
        if (pending != null) {
            pending.value().outcome().delivered();
            flush();
        }
    }

    /** Sends what is due, and sees to it that the rest is looked at in time. */
    void flush() {
        if (flushing) {
            return; // called by an outcome; the loop that reports it goes on
        }
        flushing = true;
        boolean maySend = open && connection.isWritable();
        if (maySend) {
            queue.poll(loop.nowNanos(), output);
        } else {
            queue.expire(loop.nowNanos(), output);
        }
        flushing = false;
        arm(maySend ? queue.nextDueNanos() : queue.nextDeadlineNanos());
    }

    private void arm(long dueNanos) {
        if (dueNanos >= timerNanos) {
            return; // the timer that runs is early enough, and arms the next one
        }
        if (timer != null) {
            timer.cancel();
        }
        timerNanos = dueNanos;
        timer = loop.schedule(this::onTimer, dueNanos - loop.nowNanos());
    }

    private void onTimer() {
        timer = null;
        timerNanos = Long.MAX_VALUE;
        flush();
    }

    /** Ends the outbox, and returns what has no outcome yet, oldest first. */
    List<OutboundMessage> close() {
        open = false;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        return queue.drain().stream().map(Pending::value).toList();
    }

    private final class Output implements RetransmissionQueue.Output<MessageKey, OutboundMessage> {
        @Override
        public void transmit(Pending<MessageKey, OutboundMessage> pending) {
            OutboundMessage message = pending.value();
            if (message.outcome().isCancelled()) {
                queue.remove(pending.key());
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
}
