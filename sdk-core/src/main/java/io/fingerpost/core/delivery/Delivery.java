package io.fingerpost.core.delivery;

import java.util.concurrent.CompletableFuture;

/**
 * What becomes of one message that was sent. Every message ends in exactly one state. Safe for use by any thread; what is attached
 * to the futures runs on the callback executor, after the message has left the SDK's own books, so sending from there is safe.
 */
public interface Delivery {
    /** Returns the message's fingerprint: the one the receiver and every callback sees. */
    String fingerprint();

    /** Returns the state at this moment. */
    DeliveryState state();

    /** Returns whether the state is final. */
    boolean isDone();

    /** Returns how many times this end has sent the message so far: 0 while it waits, 1 once it was sent, more if it was repeated. */
    int transmissions();

    /**
     * Completes once somebody else is responsible for the message: with ACCEPTED or DELIVERED, or exceptionally with a {@link
     * DeliveryException}. A message without QoS completes as soon as it was written, with SENT.
     */
    CompletableFuture<DeliveryState> accepted();

    /**
     * Completes once nothing more will be learned: with DELIVERED; with ACCEPTED where the wire does not tell more, see {@link
     * DeliveryState#ACCEPTED}, or when the login ends first; with SENT for a message without QoS; or exceptionally with a {@link DeliveryException}.
     */
    CompletableFuture<DeliveryState> delivered();

    /**
     * Stops all efforts for the message, unless its state is final already or the server has accepted it. It may have arrived all the
     * same.
     *
     * @return whether the message ends as CANCELLED by this call
     */
    boolean cancel();
}
