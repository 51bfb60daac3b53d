package io.fingerpost.server;

/** Why a session ended. */
public enum LogoutReason {
    /** The client logged out. */
    LOGOUT,
    /** Nothing was heard of the client for the expiry time of its gateway. */
    TIMEOUT,
    /** The connection closed or broke, the same client came back on another one, or the server stopped. */
    CLOSED,
    /** The same user logged in elsewhere (kick-out code 1). */
    KICKED_BY_DUPLICATE_LOGIN,
    /** {@link Sessions#kick} was called (kick-out code 2). */
    KICKED_BY_ADMINISTRATOR
}
