package io.fingerpost.client;

import io.fingerpost.core.ErrorCode;
import java.util.Objects;

/** The application's answer to a login. Immutable. */
public final class LoginResult {
    private final String userId;
    private final int code;
    private final long firstLoginTime;

    /**
     * Creates a result.
     *
     * @param code 0 if the login was accepted, otherwise the application's reason
     * @param firstLoginTime the server's time of the session's first login, in milliseconds since the epoch
     */
    public LoginResult(String userId, int code, long firstLoginTime) {
        this.userId = Objects.requireNonNull(userId, "userId");
        this.code = code;
        this.firstLoginTime = firstLoginTime;
    }

    /** Returns who wanted to be logged in. */
    public String userId() {
        return userId;
    }

    /** Returns whether the user is logged in. */
    public boolean accepted() {
        return code == ErrorCode.OK;
    }

    /** Returns whether the application in the server said no. The client does not try again by itself. */
    public boolean refused() {
        return !accepted();
    }

    /**
     * Returns 0 if the login was accepted, otherwise the application's reason, which is {@link
     * ErrorCode#FIRST_APPLICATION_CODE} or above.
     */
    public int code() {
        return code;
    }

    /** Returns the server's time of the session's first login in milliseconds since the epoch; 0 if it did not say. */
    public long firstLoginTime() {
        return firstLoginTime;
    }

    @Override
    public String toString() {
        return "LoginResult{userId=" + userId + ", code=" + code + ", firstLoginTime=" + firstLoginTime + '}';
    }
}
