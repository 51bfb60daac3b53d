package io.fingerpost.server.store;

import io.fingerpost.core.link.LinkLimits;
import java.util.Objects;

/**
 * What stands in an inbox under one number. Immutable; the packet must not be changed.
 *
 * @param packet the encoded packet
 * @param conversation whom it is from: messages of one conversation keep their order, and have limits of their own
 * @param notice whether it is not a message but only tells what became of one: it does not count towards the limits of messages, and is
 *     left out when too many wait
 * @param reportsDelivery whether the sender, who speaks the link profile, is to be told when it is delivered
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody, and copied once less
public record InboxEntry(byte[] packet, String conversation, boolean notice, boolean reportsDelivery) {
    /** Checks the arguments. */
    public InboxEntry {
        Objects.requireNonNull(packet, "packet");
        Objects.requireNonNull(conversation, "conversation");
    }

    /** Returns how many numbers it takes. */
    public int pieces() {
        return LinkLimits.pieces(packet.length);
    }
}
