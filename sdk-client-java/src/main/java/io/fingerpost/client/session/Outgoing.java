package io.fingerpost.client.session;

import io.fingerpost.core.delivery.PendingDelivery;
import io.fingerpost.core.link.LinkLimits;

/** One message that is being sent. What can change is confined to the loop. */
final class Outgoing {
    final String to;
    final byte[] packet;
    final long deadlineNanos;
    final PendingDelivery delivery;

    /** Whether it was given to a connection; it may have arrived then. */
    boolean transmitted;
    /** When that was, for the last time. */
    long sentNanos;
    /** The number of its first piece on the link; 0 until it has one. It keeps it. */
    long firstSq;

    Outgoing(String to, byte[] packet, long deadlineNanos, PendingDelivery delivery) {
        this.to = to;
        this.packet = packet;
        this.deadlineNanos = deadlineNanos;
        this.delivery = delivery;
    }

    String fingerprint() {
        return delivery.fingerprint();
    }

    /** Returns the number after its last piece's. */
    long nextSq() {
        return firstSq + LinkLimits.pieces(packet.length);
    }
}
