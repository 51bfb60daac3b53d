package io.fingerpost.client;

import io.fingerpost.core.Protocal;

/**
 * What a client tells the application. All methods do nothing by default. They are called on the callback executor, one at a time and
 * in the order in which things happened; every method of the client may be called from them. An exception from one is reported by
 * {@link #onError} and harms nothing else. Never wait in one for a future of the client: it completes after the callback has returned.
 *
 * <p>The life of one login: {@link #onOnline}, then any number of outages, each {@code onOffline(reason, true)} followed by {@code
 * onOnline}, then exactly one {@code onOffline(reason, false)}.
 */
public interface ClientListener {
    /** The user is logged in: for the first time, or again after an outage. */
    default void onOnline(LoginResult result) {}

    /**
     * The user is not online any more.
     *
     * @param willReconnect whether the client tries by itself to come back. If not, the login is over: nobody is logged in, and all
     *     messages that were pending have ended
     */
    default void onOffline(OfflineReason reason, boolean willReconnect) {}

    /**
     * A message arrived. Returning from this method acknowledges it, if its sender asked for that; by an exception it stays
     * unacknowledged, and the server sends it again. Called once for each fingerprint that did not fail.
     */
    default void onMessage(Protocal message) {}

    /**
     * The server ended the session; {@code onOffline(KICKED_OUT, false)} follows.
     *
     * @param code see {@link io.fingerpost.core.KickoutCode}
     * @param reason what the server said, may be empty
     */
    default void onKickedOut(int code, String reason) {}

    /**
     * Something went wrong that no future tells of: an error packet from the server, a failed attempt to reconnect, a token supplier
     * or another method of this listener that threw an exception.
     *
     * @param errorCode see {@link io.fingerpost.core.ErrorCode}, or the application's own code for a refused login
     */
    default void onError(int errorCode, String message) {}
}
