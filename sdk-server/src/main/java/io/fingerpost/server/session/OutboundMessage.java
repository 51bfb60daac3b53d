package io.fingerpost.server.session;

import io.fingerpost.core.Protocal;
import io.fingerpost.server.store.MessageStore.StoredMessage;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A message on its way to a recipient who is to acknowledge it. Immutable. */
public final class OutboundMessage {
    /** Is told what became of a message, on some session's loop. Exactly one of delivered and undelivered is called, once. */
    public interface Outcome {
        /** The message was written, for the first time or again. */
        default void transmitted() {}

        /** The recipient acknowledged it, at this time of its loop. */
        void delivered(long nowNanos);

        /** The recipient is offline, has no room, or did not acknowledge it in time. */
        void undelivered();

        /** Returns whether nobody wants it delivered any longer; then nothing more is called. */
        default boolean isCancelled() {
            return false;
        }
    }

    /** Stands for a notice in whose fate nobody is interested. */
    static final OutboundMessage NOBODYS =
            new OutboundMessage(new MessageKey("", ""), Protocal.builder().build(), new byte[0], 0, new Outcome() {
                @Override
                public void delivered(long nowNanos) {}

                @Override
                public void undelivered() {}
            });

    private final MessageKey key;
    private final Protocal packet;
    private final byte[] bytes;
    private final long deadlineNanos;
    private final long firstSequence; // 0 if it does not stand in the store
    private final boolean maybeSeen;
    private final Outcome outcome;

    /**
     * Creates a message.
     *
     * @param key identifies it among what is pending towards the recipient
     * @param packet the message
     * @param bytes the same as it goes over the wire: when relayed, the very bytes that were received; not to be changed
     * @param deadlineNanos when its outcome has to be known
     * @param outcome who is told what became of it
     */
    public OutboundMessage(MessageKey key, Protocal packet, byte[] bytes, long deadlineNanos, Outcome outcome) {
        this(key, packet, bytes, deadlineNanos, 0, false, outcome);
    }

    private OutboundMessage(
            MessageKey key,
            Protocal packet,
            byte[] bytes,
            long deadlineNanos,
            long firstSequence,
            boolean maybeSeen,
            Outcome outcome) {
        this.key = key;
        this.packet = packet;
        this.bytes = bytes;
        this.deadlineNanos = deadlineNanos;
        this.firstSequence = firstSequence;
        this.maybeSeen = maybeSeen;
        this.outcome = outcome;
    }

    /**
     * Returns a message out of the store. It has no deadline: as long as it is not delivered it stays there.
     *
     * @param maybeSeen whether the client may have been handed it before
     */
    public static OutboundMessage stored(
            StoredMessage message, Protocal packet, long nowNanos, boolean maybeSeen, Outcome outcome) {
        MessageKey key = new MessageKey(packet.from(), Objects.requireNonNullElse(packet.fp(), ""));
        byte[] bytes = message.entry().packet();
        long never = nowNanos + TimeUnit.DAYS.toNanos(365);
        return new OutboundMessage(key, packet, bytes, never, message.firstSequence(), maybeSeen, outcome);
    }

    /** Returns whether it stands in the store, and stays there until it is delivered. */
    public boolean isStored() {
        return firstSequence != 0;
    }

    long firstSequence() {
        return firstSequence;
    }

    boolean maybeSeen() {
        return maybeSeen;
    }

    MessageKey key() {
        return key;
    }

    /** Returns the message. */
    public Protocal packet() {
        return packet;
    }

    byte[] bytes() {
        return bytes;
    }

    long deadlineNanos() {
        return deadlineNanos;
    }

    /** Returns who is told what became of it. */
    public Outcome outcome() {
        return outcome;
    }
}
