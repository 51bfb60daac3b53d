package io.fingerpost.server;

import io.fingerpost.core.ErrorCode;

/**
 * The application's answer to a {@link LoginRequest}.
 *
 * @param code 0 = accepted, otherwise the code of the refusal
 */
public record LoginDecision(int code) {
    private static final LoginDecision ACCEPTED = new LoginDecision(ErrorCode.OK);

    /** Checks the code. */
    public LoginDecision {
        if (code != ErrorCode.OK && code < ErrorCode.FIRST_APPLICATION_CODE) {
            throw new IllegalArgumentException(
                    "a refusal's code must be " + ErrorCode.FIRST_APPLICATION_CODE + " or above: " + code);
        }
    }

    /** Lets the user in. */
    public static LoginDecision accept() {
        return ACCEPTED;
    }

    /**
     * Turns the user away; the client is told the code and does not try again by itself.
     *
     * @param code {@value ErrorCode#FIRST_APPLICATION_CODE} or above, its meaning is the application's
     */
    public static LoginDecision refuse(int code) {
        if (code == ErrorCode.OK) {
            throw new IllegalArgumentException("0 means accepted");
        }
        return new LoginDecision(code);
    }

    /** Returns whether the user is let in. */
    public boolean accepted() {
        return code == ErrorCode.OK;
    }
}
