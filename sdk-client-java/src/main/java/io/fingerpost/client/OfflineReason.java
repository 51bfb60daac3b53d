package io.fingerpost.client;

import io.fingerpost.core.ErrorCode;

/** Why a client that was online is not any more. */
public enum OfflineReason {
    /** The connection was closed by the other end, failed, or went silent. */
    CONNECTION_BROKEN(ErrorCode.CONNECTION_BROKEN),
    /** The application said, by {@link ImClient#networkLost()}, that the device has no network. */
    NETWORK_LOST(ErrorCode.NO_LOCAL_NETWORK),
    /** The server does not know the session any more: it expired, or the server was started again. */
    SESSION_EXPIRED(ErrorCode.SERVER_NOT_LOGGED_IN),
    /** The server ended the session, see {@link ClientListener#onKickedOut}. */
    KICKED_OUT(ErrorCode.NOT_LOGGED_IN),
    /** The server refused to log the user in again, for example because the token is not valid any more. */
    LOGIN_REFUSED(ErrorCode.NOT_LOGGED_IN),
    /** The application logged out, or logged in as somebody else. */
    LOGGED_OUT(ErrorCode.CLIENT_NOT_READY),
    /** The application closed the client. */
    CLOSED(ErrorCode.CLIENT_NOT_READY);

    private final int errorCode;

    OfflineReason(int errorCode) {
        this.errorCode = errorCode;
    }

    /** Returns the error code that goes with the reason, see {@link ErrorCode}; messages that end because of it carry it too. */
    public int errorCode() {
        return errorCode;
    }
}
