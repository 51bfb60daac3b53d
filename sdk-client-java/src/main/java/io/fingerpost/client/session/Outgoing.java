package io.fingerpost.client.session;

import io.fingerpost.core.delivery.PendingDelivery;
import io.fingerpost.core.link.LinkLimits;

/** One message that is being sent. What can change is confined to the loop. */
final class Outgoing {
    final String to;
    final byte[] packet;
    final PendingDelivery delivery;
    /** Whether an earlier run of the program has left it; nobody here has its delivery then. */
    final boolean restored;

    /** When it is lost. */
    long deadlineNanos;
    /** Whether it may be sent: it is in the outbox. */
    boolean stored;

    /** Whether it was given to a connection; it may have arrived then. */
    boolean transmitted;
    /** When that was, for the last time. */
    long sentNanos;
    /** The number of its first piece, see {@link Outbox}. */
    long firstSq;

    Outgoing(String to, byte[] packet, long deadlineNanos, PendingDelivery delivery) {
        this(to, packet, deadlineNanos, delivery, false);
    }

    private Outgoing(String to, byte[] packet, long deadlineNanos, PendingDelivery delivery, boolean restored) {
        this.to = to;
        this.packet = packet;
        this.deadlineNanos = deadlineNanos;
        this.delivery = delivery;
        this.restored = restored;
    }

    /** Returns a message that an earlier run of the program has left, and may have sent. */
    static Outgoing restored(String to, byte[] packet, PendingDelivery delivery, long firstSq) {
        Outgoing message = new Outgoing(to, packet, 0, delivery, true);
        message.firstSq = firstSq;
        message.stored = true;
        message.transmitted = true;
        return message;
    }

    String fingerprint() {
        return delivery.fingerprint();
    }

    /** Returns the number after its last piece's. */
    long nextSq() {
        return firstSq + LinkLimits.pieces(packet.length);
    }
}
