package io.fingerpost.server.gateway;

import java.util.Arrays;

/** What a gateway tells about one connection; all on the connection's loop. */
public interface ConnectionHandler {
    /** The peer holds a connection open, which costs something even if it never says anything. Not called for datagrams. */
    void onOpened();

    /** A packet arrived whose size is within the limits; the array belongs to the handler. */
    void onPacket(byte[] packet);

    /**
     * A packet arrived that is a frame of the link profile, at the beginning of this buffer, which is used again once this returns. A gateway
     * may also give it to {@link #onPacket}.
     */
    default void onFrame(byte[] buffer, int length) {
        onPacket(Arrays.copyOf(buffer, length));
    }

    /**
     * Something arrived that is not a packet: too large, or not framed as the transport demands. A stream cannot be read on after
     * that, and is closed by the gateway once this returns.
     *
     * @param reason why, in words fit for the peer
     */
    void onInvalidFrame(String reason);

    /** The connection can be written to again, after {@link Connection#isWritable()} was false. */
    void onWritable();

    /** The connection is gone; nothing follows. */
    void onClosed();

    /**
     * Returns whether the next packet from the same address has to come to this handler. A datagram gateway asks after every packet
     * and forgets the peer when the answer is no; {@link #onClosed} is not called then. It does not ask between packets: a handler
     * whose answer changes there, after a login that took its time and was refused, closes its connection instead.
     */
    boolean retainsState();
}
