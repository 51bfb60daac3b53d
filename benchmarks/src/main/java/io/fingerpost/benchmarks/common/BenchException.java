package io.fingerpost.benchmarks.common;

import org.jspecify.annotations.Nullable;

/** Ends a benchmark with a message that is fit for its user. */
public final class BenchException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Says what could not be done, and why. */
    public BenchException(String message) {
        this(message, null);
    }

    /** Says what could not be done, and why. */
    public BenchException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
