package io.fingerpost.core.delivery;

/** How the futures of a {@link Delivery} fail. */
public final class DeliveryException extends Exception {
    private static final long serialVersionUID = 1L;

    private final DeliveryState state;
    private final int errorCode;

    /** Creates the exception; without a stack trace, which would only show the event loop. */
    public DeliveryException(DeliveryState state, int errorCode, String message) {
        super(message, null, false, false);
        this.state = state;
        this.errorCode = errorCode;
    }

    /** Returns LOST, REJECTED or CANCELLED. */
    public DeliveryState state() {
        return state;
    }

    /** Returns the reason, see {@link io.fingerpost.core.ErrorCode}. */
    public int errorCode() {
        return errorCode;
    }
}
