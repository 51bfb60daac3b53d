package io.fingerpost.client.session;

import io.fingerpost.client.Profile;
import io.fingerpost.core.codec.InvalidPacketException;

/**
 * How the packets of one login travel: numbered on a link, or each by itself in the base profile. Lives as long as the login; what
 * is pending waits here while there is no connection. Confined to the loop.
 */
interface MessageChannel {
    Profile profile();

    // ---- messages with QoS to the server ----

    /** Takes a message, to be sent until it is forgotten. */
    void offer(Outgoing message);

    /** Ends all efforts for a message that has its outcome, if there are any. */
    void forget(Outgoing message);

    /** A packet acknowledged the message. */
    void acknowledged(Outgoing message);

    /** Returns whether a packet that acknowledges a message means that its recipient has it, and not just that the server has. */
    boolean acknowledgesDelivery();

    /** Forgets everything that was offered: it travels in another way, or not at all any more. */
    void clear();

    // ---- everything ----

    /** Sends a packet once, outside of everything; false if it was dropped. */
    boolean sendOnce(byte[] packet);

    /** Returns the largest packet that can be sent in that way on the current connection. */
    int maxOnceBytes();

    /** Takes a link frame. */
    void onFrame(byte[] frame) throws InvalidPacketException;

    /** Sends what is due. */
    void poll();

    /** There is no connection any more, and none is about to be. */
    void disconnect();
}
