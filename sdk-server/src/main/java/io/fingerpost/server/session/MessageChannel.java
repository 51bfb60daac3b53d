package io.fingerpost.server.session;

import io.fingerpost.core.Protocal;
import io.fingerpost.core.codec.LinkHello;
import io.fingerpost.server.store.Change;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How messages with QoS travel between the server and one client: numbered on a link, or each by itself in the base profile. Confined to
 * the loop of its session.
 */
interface MessageChannel {
    /** Returns what the client is told of it with the answer to its login; null in the base profile. */
    @Nullable LinkHello hello();

    /** Lets messages go out from now on. */
    void open();

    /** Takes the frame of the link profile at the beginning of a buffer, which is used again afterwards. */
    void onFrame(byte[] buffer, int length);

    // ---- messages to the client ----

    /** Takes a message, to be sent until it has an outcome. Returns false if it cannot, for example as there is no room. */
    boolean offer(OutboundMessage message);

    /** Returns how many more messages of the client's inbox should be offered at this moment. */
    int room();

    /** Returns whether the client said at its login that it is done with this number of its inbox. */
    boolean peerHas(long sequence);

    /** The client acknowledged a message in the manner of the base profile. Nothing happens if it is not pending, or not any more. */
    void acknowledge(MessageKey key, long nowNanos);

    // ---- messages from the client ----

    /** Returns whether a message from the client is acknowledged as soon as it is safe, and its delivery told apart. */
    boolean reportsDelivery();

    /**
     * The server is responsible for a message from the client, or its recipient has it: acknowledges it.
     *
     * @param numbers those under which it came on this channel; null if it did not come here first, or without any
     * @param delivered whether its recipient has it: tells so, where acknowledging does not tell it
     * @param nowNanos when it became so; it may lie a little in the past
     */
    void accepted(Protocal message, Change.@Nullable Received numbers, boolean delivered, long nowNanos);

    /** A message from the client came to nothing: tells so, until the client knows. The numbers are as in {@link #accepted}. */
    void failed(Protocal message, Change.@Nullable Received numbers, String reason);

    // ---- always ----

    /** Sends what is due, and sees to it that the rest is looked at in time. */
    void flush();

    /** Called whenever the session's expiry is looked at: gives memory back that was of no use since the last call. */
    default void rest() {}

    /** Ends the channel, and returns the messages to the client that have no outcome yet, oldest first. */
    List<OutboundMessage> close();
}
