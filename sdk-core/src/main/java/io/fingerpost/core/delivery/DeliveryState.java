package io.fingerpost.core.delivery;

/**
 * How far a message has come.
 *
 * <pre>
 * QUEUED ──► SENT ──► ACCEPTED ──► DELIVERED
 *   │          │         └──► LOST, if it waits in the store for too long
 *   └──────────┴──► LOST or CANCELLED            REJECTED (from the start)
 * </pre>
 */
public enum DeliveryState {
    /** It waits for its first transmission: for the connection, or for room in the window. */
    QUEUED,
    /** It was sent at least once and is not acknowledged yet. */
    SENT,
    /**
     * The server took responsibility: the recipient acknowledged it, or it is stored, or the application took it over. The base
     * profile does not tell these apart for a message from client to client, so there this is the last state.
     */
    ACCEPTED,
    /** The recipient's application has it. */
    DELIVERED,
    /** It was not confirmed in time, or the server said that it could not be delivered, perhaps long after it had accepted it. It may have arrived all the same. */
    LOST,
    /** It was never sent, because it was not valid, too large, or found no room. */
    REJECTED,
    /** The application took it back. It may have arrived all the same. */
    CANCELLED;

    /** Returns whether this is one of the states that mean failure. */
    public boolean isFailure() {
        return this == LOST || this == REJECTED || this == CANCELLED;
    }
}
