package io.fingerpost.server.session;

import io.fingerpost.core.ErrorCode;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.codec.InvalidPacketException;
import io.fingerpost.core.codec.LinkHello;
import io.fingerpost.core.codec.Packets;
import io.fingerpost.core.codec.ProtocalCodec;
import io.fingerpost.core.link.FrameBuffer;
import io.fingerpost.core.link.LinkEnd;
import io.fingerpost.core.link.LinkLimits;
import io.fingerpost.core.time.Alarm;
import io.fingerpost.core.time.TaskLoop;
import io.fingerpost.server.gateway.Connection;
import io.fingerpost.server.store.Change;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The link profile: messages are numbered in both directions, and acknowledged by numbers. A message from the client is done with once the
 * server is responsible for it; one that failed stays open, and its error is repeated whenever it comes again, until the client
 * takes it back. Confined to the loop.
 */
final class LinkChannel implements MessageChannel {
    private static final Logger LOG = LoggerFactory.getLogger(LinkChannel.class);
    private static final int MAX_PIECES_FROM_INBOX = 512; // more would wait here instead of in the store

    /** Acts on the packets inside frames. */
    interface Receiver {
        /** A packet outside the sequence. */
        void onUnnumbered(Protocal packet, byte[] bytes);

        /**
         * A packet under a number, to which {@link #accepted} or {@link #failed} is the answer.
         *
         * @return false if it is a repeat of one whose outcome is not known yet: the answer is that to the first one
         * @throws InvalidPacketException if it is not worked on
         */
        boolean onNumbered(Protocal packet, byte[] bytes, Change.Received numbers) throws InvalidPacketException;

        /** What came is not valid. */
        void onInvalid(String reason);
    }

    private final Connection connection;
    private final TaskLoop loop;
    private final SessionLimits limits;
    private final Receiver receiver;
    private final LinkStart start;
    private final LinkEnd<OutboundMessage> link;
    private final Output output = new Output();
    private final Deque<Sent> pending = new ArrayDeque<>(); // to the client, not from the store; as their numbers are
    private final Map<Inbound, Long> repeats = new HashMap<>(); // of messages in progress: their numbers
    private final Map<Long, byte[]> refused = new HashMap<>(); // errors that the client may not know yet, by number
    private final Alarm alarm;
    private long heardNanos; // when the last frame came
    private long pendingBytes;
    private boolean open; // whether the client is logged in, so that it may be sent to
    private boolean busy; // inside a call of the link, which must not be polled then
    private boolean flushPosted;

    /** A message to the client, and its number. */
    private record Sent(long sq, OutboundMessage message) {}

    /** What tells the messages of the client apart. */
    private record Inbound(String to, String fingerprint) {
        static Inbound of(Protocal message) {
            return new Inbound(message.to(), Objects.requireNonNull(message.fp()));
        }
    }

    LinkChannel(Connection connection, SessionLimits limits, Receiver receiver, LinkStart start, FrameBuffer frames) {
        this.connection = connection;
        this.loop = connection.loop();
        this.alarm = new Alarm(loop, this::flush);
        this.limits = limits;
        this.receiver = receiver;
        this.start = start;
        this.heardNanos = loop.nowNanos();
        this.link = new LinkEnd<>(
                start.sendAfter(), LinkLimits.of(start.hello().maxMessageBytes()), start.received(), frames);
        link.connect(
                !connection.transport().isReliable(),
                null,
                LinkLimits.of(start.peer().maxMessageBytes()),
                start.peerDone(),
                start.peer().doneUpTo(),
                heardNanos,
                output);
    }

    @Override
    public LinkHello hello() {
        return start.hello();
    }

    @Override
    public void open() {
        open = true;
        flush();
    }

    @Override
    public void onFrame(byte[] buffer, int length) {
        busy = true;
        try {
            heardNanos = loop.nowNanos();
            link.onFrame(buffer, length, true, heardNanos, output);
        } catch (InvalidPacketException e) {
            receiver.onInvalid(e.reason());
        } finally {
            busy = false;
        }
        flushSoon();
    }

    // ---- messages to the client ----

    @Override
    public boolean offer(OutboundMessage message) {
        byte[] bytes = message.bytes();
        if (bytes.length > start.peer().maxMessageBytes()) {
            return false;
        }
        String conversation = message.key().sender();
        if (message.isStored()) {
            link.sending().offerAt(message.firstSequence(), bytes, conversation, message, message.maybeSeen());
        } else {
            if (pending.size() >= limits.maxPendingMessages()
                    || pendingBytes + bytes.length > limits.maxPendingBytes()) {
                return false;
            }
            pendingBytes += bytes.length;
            pending.add(new Sent(link.sending().offer(bytes, conversation, message), message));
        }
        flushSoon();
        return true;
    }

    @Override
    public int room() {
        return MAX_PIECES_FROM_INBOX - link.sending().pending();
    }

    @Override
    public boolean peerHas(long sequence) {
        return start.peerDone().hasArrived(sequence);
    }

    @Override
    public void acknowledge(MessageKey key, long nowNanos) {} // numbers do that

    /** Notes that a message is with the client. Returns false if it was given up before. */
    private boolean forget(OutboundMessage message) {
        Sent oldest = pending.peek();
        boolean known = oldest != null && oldest.message == message; // the usual case
        if (known) {
            pending.remove();
        } else {
            known = pending.removeIf(sent -> sent.message == message);
        }
        if (known) {
            pendingBytes -= message.bytes().length;
        }
        return known;
    }

    /**
     * Gives up what has not been acknowledged in time. All get the same time when they come, so the first is the first to end; one that was
     * with an earlier session before, and has less time left, is looked at when it is the first.
     */
    private void expire(long nowNanos) {
        for (Sent oldest = pending.peek(); oldest != null; oldest = pending.peek()) {
            OutboundMessage message = oldest.message;
            if (message.deadlineNanos() - nowNanos > 0) {
                return;
            }
            forget(message);
            link.sending().retract(oldest.sq, nowNanos);
            if (!message.outcome().isCancelled()) {
                message.outcome().undelivered();
            }
        }
    }

    // ---- messages from the client ----

    @Override
    public boolean reportsDelivery() {
        return true;
    }

    @Override
    public void accepted(Protocal message, Change.@Nullable Received numbers, boolean delivered, long nowNanos) {
        if (delivered) {
            tellDelivered(message);
        }
        if (numbers != null) {
            link.complete(numbers.lastSq(), nowNanos);
        }
        Long repeat = takeRepeat(message);
        if (repeat != null) {
            link.complete(repeat, nowNanos);
        }
        flushSoon();
    }

    private @Nullable Long takeRepeat(Protocal message) {
        return repeats.isEmpty() ? null : repeats.remove(Inbound.of(message));
    }

    private void tellDelivered(Protocal message) {
        if (link.sending().pending() >= limits.maxPendingMessages()) {
            LOG.debug("a notice of delivery was dropped: its recipient acknowledges nothing");
            return;
        }
        String fp = Objects.requireNonNull(message.fp());
        byte[] notice = ProtocalCodec.encodeAck(message.to(), message.from(), fp);
        link.sending().offer(notice, null, OutboundMessage.NOBODYS);
    }

    @Override
    public void failed(Protocal message, Change.@Nullable Received numbers, String reason) {
        byte[] error = ProtocalCodec.encode(Packets.error(message.from(), ErrorCode.SEND_FAILED, reason, message.fp()));
        // If it came in an earlier session and has not come again, the client is told when it does.
        Long repeat = takeRepeat(message);
        if (repeat != null) {
            refuse(repeat, error);
        }
        if (numbers != null && link.receiving().isHandedOver(numbers.lastSq())) { // else it was taken back
            refuse(numbers.lastSq(), error);
        }
    }

    private void refuse(long sq, byte[] error) {
        refused.put(sq, error);
        connection.send(error);
    }

    private void onNumbered(long sq, byte[] bytes) {
        Protocal packet;
        try {
            packet = ProtocalCodec.decode(bytes);
        } catch (InvalidPacketException e) {
            receiver.onInvalid(e.reason());
            link.complete(sq, loop.nowNanos());
            return;
        }
        if (packet.fp() == null) {
            receiver.onInvalid("a numbered message needs a fingerprint \"fp\"");
            link.complete(sq, loop.nowNanos());
            return;
        }
        long firstSq = sq - LinkLimits.pieces(bytes.length) + 1;
        LinkHello peer = start.peer();
        Change.Received numbers = new Change.Received(
                packet.from(), peer.device(), peer.epoch(), link.receiving().doneUpTo(), firstSq, sq);
        try {
            if (!receiver.onNumbered(packet, bytes, numbers)) {
                onRepeat(packet, sq);
            }
        } catch (InvalidPacketException e) {
            int code = ErrorCode.INVALID_PACKET;
            refuse(sq, ProtocalCodec.encode(Packets.error(packet.from(), code, e.reason(), packet.fp())));
        }
    }

    private void onRepeat(Protocal packet, long sq) {
        Long earlier = repeats.put(Inbound.of(packet), sq);
        if (earlier != null) {
            link.complete(earlier, loop.nowNanos()); // no client of ours: the first and the last tell the outcome
        }
    }

    // ---- always ----

    /** Flushes behind what waits on the loop, so that everything that comes of it, and of one round of reading, travels together. */
    private void flushSoon() {
        if (!flushPosted) {
            flushPosted = true;
            loop.execute(() -> {
                flushPosted = false;
                flush();
            });
        }
    }

    @Override
    public void flush() {
        if (busy) {
            return; // whoever is busy flushes afterwards
        }
        boolean maySend = open && connection.isWritable();
        busy = true;
        try {
            long now = loop.nowNanos();
            expire(now);
            if (maySend) {
                link.poll(now, output);
                connection.flush();
            }
        } finally {
            busy = false;
        }
        long due = maySend ? link.nextDueNanos() : Long.MAX_VALUE;
        Sent oldest = pending.peek();
        alarm.setFor(oldest == null ? due : Math.min(due, oldest.message.deadlineNanos()));
    }

    @Override
    public List<OutboundMessage> close() {
        if (open && !busy && connection.isWritable()) {
            link.poll(loop.nowNanos(), output); // what waits for the end of the round would not be sent any more
        }
        open = false;
        link.disconnect();
        alarm.cancel();
        List<OutboundMessage> left = pending.stream().map(Sent::message).toList();
        pending.clear();
        repeats.clear();
        refused.clear();
        return left;
    }

    private final class Output implements LinkEnd.Output<OutboundMessage> {
        @Override
        public void frame(byte[] frame) {
            connection.send(frame);
        }

        @Override
        public void frame(byte[] buffer, int length) {
            connection.send(buffer, length);
        }

        @Override
        public void deliver(long sq, byte[] bytes, boolean redelivered) {
            if (sq != 0) {
                onNumbered(sq, bytes);
                return;
            }
            try {
                receiver.onUnnumbered(ProtocalCodec.decode(bytes), bytes);
            } catch (InvalidPacketException e) {
                receiver.onInvalid(e.reason());
            }
        }

        @Override
        public void repeated(long sq, boolean retracted) {
            byte[] error = refused.get(sq);
            if (retracted) { // its outcome does not matter any more, and must not hold up others
                refused.remove(sq);
                repeats.values().remove(sq);
                link.complete(sq, loop.nowNanos());
            } else if (error != null) {
                connection.send(error);
            }
        }

        @Override
        public void transmitted(OutboundMessage message) {
            message.outcome().transmitted();
        }

        @Override
        public void done(OutboundMessage message) {
            boolean wanted = message != OutboundMessage.NOBODYS && (message.isStored() || forget(message));
            if (wanted && !message.outcome().isCancelled()) {
                message.outcome().delivered(heardNanos);
            }
        }
    }
}
