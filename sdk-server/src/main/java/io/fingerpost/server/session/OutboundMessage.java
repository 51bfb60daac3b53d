package io.fingerpost.server.session;

import io.fingerpost.core.Protocal;

/** A message on its way to a recipient who is to acknowledge it. Immutable. */
public final class OutboundMessage {
    /** Is told what became of a message, on some session's loop. Exactly one of delivered and undelivered is called, once. */
    public interface Outcome {
        /** The message was written, for the first time or again. */
        default void transmitted() {}

        /** The recipient acknowledged it. */
        void delivered();

        /** The recipient is offline, has no room, or did not acknowledge it in time. */
        void undelivered();

        /** Returns whether nobody wants it delivered any longer; then nothing more is called. */
        default boolean isCancelled() {
            return false;
        }
    }

    private final MessageKey key;
    private final Protocal packet;
    private final byte[] bytes;
    private final long deadlineNanos;
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
        this.key = key;
        this.packet = packet;
        this.bytes = bytes;
        this.deadlineNanos = deadlineNanos;
        this.outcome = outcome;
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
