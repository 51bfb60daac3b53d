package io.fingerpost.client;

import org.jspecify.annotations.Nullable;

/** How the futures of an {@link ImClient} fail. The message says what happened, in words fit for a user. */
public final class ClientException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int errorCode;

    /** Creates the exception; without a stack trace, which would only show the client's loop. */
    public ClientException(int errorCode, String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
        this.errorCode = errorCode;
    }

    /** Returns the reason, see {@link io.fingerpost.core.ErrorCode}. */
    public int errorCode() {
        return errorCode;
    }
}
