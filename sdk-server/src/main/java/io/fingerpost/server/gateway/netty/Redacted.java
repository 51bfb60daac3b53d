package io.fingerpost.server.gateway.netty;

import org.jspecify.annotations.Nullable;

/**
 * What may be logged of a failure of code that has packets in its hands: the classes and the stack traces, not the messages, which
 * could quote a packet.
 */
public final class Redacted extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int MAX_CAUSES = 8;

    private Redacted(Throwable original, @Nullable Throwable cause) {
        super(original.getClass().getName(), cause, false, true);
        setStackTrace(original.getStackTrace());
    }

    /** Returns the failure without its messages. */
    public static Redacted of(Throwable failure) {
        return of(failure, MAX_CAUSES);
    }

    private static Redacted of(Throwable failure, int causes) {
        Throwable cause = failure.getCause();
        return new Redacted(failure, cause == null || causes == 0 ? null : of(cause, causes - 1));
    }
}
