package io.fingerpost.core.codec;

/** Bytes that are not a packet, with a reason that is fit to be told to whoever sent them. */
public final class InvalidPacketException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    /** Creates the exception; it carries no stack trace, because bad input is common and its place in our code says nothing. */
    public InvalidPacketException(String reason) {
        super(reason, null, false, false);
        this.reason = reason;
    }

    /** Returns what is wrong with the bytes. */
    public String reason() {
        return reason;
    }
}
