package io.fingerpost.core;

/** Why the server ended a session: the {@code code} of a kick-out packet. */
public final class KickoutCode {
    /** The same user logged in elsewhere. */
    public static final int DUPLICATE_LOGIN = 1;
    /** An administrator, or the application, ended the session. */
    public static final int ADMINISTRATOR = 2;

    private KickoutCode() {}
}
