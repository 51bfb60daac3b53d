package io.fingerpost.demo.model;

import io.fingerpost.core.delivery.DeliveryState;

/** How far a message has come, as the user is shown it. */
public enum MessageState {
    /** It came from somebody else. */
    RECEIVED("received"),
    /** It is on its way, or waits for the connection. */
    SENDING("sending"),
    /** The server has taken responsibility, see {@link DeliveryState#ACCEPTED}. */
    ACCEPTED("accepted by the server"),
    /** The other user's application has it, or the application in the server has processed it. */
    DELIVERED("delivered"),
    /** It was not confirmed, or could not be sent. It can be sent again. */
    LOST("not delivered");

    private final String words;

    MessageState(String words) {
        this.words = words;
    }

    /** Returns the state in words. */
    public String words() {
        return words;
    }

    static MessageState of(DeliveryState state) {
        return switch (state) {
            case QUEUED, SENT -> SENDING;
            case ACCEPTED -> ACCEPTED;
            case DELIVERED -> DELIVERED;
            case LOST, REJECTED, CANCELLED -> LOST;
        };
    }
}
