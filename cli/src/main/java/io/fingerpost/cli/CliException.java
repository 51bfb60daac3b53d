package io.fingerpost.cli;

import org.jspecify.annotations.Nullable;

/** Ends a command with a message that is fit for its user; no stack trace is shown unless asked for. */
public final class CliException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private CliException(int exitCode, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** Something that was to be done could not be done: exit code 1. */
    public static CliException failure(String message, @Nullable Throwable cause) {
        return new CliException(ExitCode.FAILURE, message, cause);
    }

    /** The command was given something that it cannot work with: exit code 2. */
    public static CliException usage(String message) {
        return new CliException(ExitCode.USAGE, message, null);
    }

    /** Returns what the program ends with. */
    public int exitCode() {
        return exitCode;
    }
}
