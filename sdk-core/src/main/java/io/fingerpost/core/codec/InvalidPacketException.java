package io.fingerpost.core.codec;

/** Bytes that are not a packet, with a reason that is fit to be told to whoever sent them. */
public final class InvalidPacketException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Creates the exception; it carries no stack trace, because bad input is common and its place in our code says nothing. */
    public InvalidPacketException(String reason) {
        super(reason, null, false, false);
    }
}
