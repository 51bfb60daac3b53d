package io.fingerpost.server.gateway;

import io.fingerpost.core.Transport;
import io.fingerpost.core.time.TaskLoop;
import java.net.InetSocketAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The way to one peer. Confined to its loop, except for the methods that say otherwise. */
public interface Connection {
    /** Returns the transport. Any thread may ask. */
    Transport transport();

    /** Returns the peer's address. Any thread may ask. */
    InetSocketAddress remoteAddress();

    /**
     * Returns the name by which the peer's frames of the link profile tell whose they are, whatever address they come from; null where the
     * connection itself tells it. The name is given with the first call.
     */
    default byte @Nullable [] cid() {
        return null;
    }

    /** Returns the loop it lives on. Any thread may ask. */
    TaskLoop loop();

    /** Returns the limits of the gateway that made it. Any thread may ask. */
    GatewaySettings settings();

    /**
     * Sends one packet, without waiting and without telling whether it arrives. Once the connection is closed, or if the packet
     * does not fit the transport, it is dropped. The array must not be changed afterwards.
     */
    void send(byte[] packet);

    /** Does the same with a packet at the beginning of a buffer, which is copied before this returns: it may be changed afterwards. */
    default void send(byte[] buffer, int length) {
        send(Arrays.copyOf(buffer, length));
    }

    /** Says that nothing will follow soon, so that what was sent may go out before the round of reading is over. */
    default void flush() {}

    /**
     * Returns false while the peer reads so slowly that more than the gateway's bound of bytes waits for it. What is sent all the
     * same is buffered; a stream connection reads nothing meanwhile, so that a peer that never reads cannot make the server
     * gather answers for it.
     */
    boolean isWritable();

    /** Closes the connection after what was sent has been written; {@link ConnectionHandler#onClosed} follows, not inside this call. */
    void close();
}
