package io.fingerpost.cli;

/** What the program ends with. */
public final class ExitCode {
    /** All went well. */
    public static final int OK = 0;
    /** The command was understood and failed. */
    public static final int FAILURE = 1;
    /** The command was not understood: an unknown option, or a value that it cannot have. */
    public static final int USAGE = 2;

    private ExitCode() {}
}
