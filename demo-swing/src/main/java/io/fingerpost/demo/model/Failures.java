package io.fingerpost.demo.model;

import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** What went wrong, for people to read. */
public final class Failures {
    private Failures() {}

    /** Returns what a future failed with, out of what futures wrap around it. */
    public static Throwable cause(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause(cause) : failure;
    }

    /** Returns what a future failed with in words; empty if it did not. */
    public static String describe(@Nullable Throwable failure) {
        if (failure == null) {
            return "";
        }
        Throwable cause = cause(failure);
        return Objects.requireNonNullElse(cause.getMessage(), cause.toString());
    }
}
