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
     * unacknowledged, and comes again, in the link profile three times. Called once for each fingerprint that did not fail.
     */
    default void onMessage(Protocal message) {}

    /**
     * A message arrived, see {@link #onMessage(Protocal)}, which is called by default.
     *
     * <p>In the link profile messages of one sender come in the order in which they were sent. If this method throws, the message is handed
     * over again, flagged as redelivered: three times, a second apart, while others go on. After that it is acknowledged, because it would
     * hold up everything behind it for ever, and {@link #onError} is told.
     *
     * @param redelivered whether the application may have been handed this message before: by an earlier run of the program that was ended
     *     before the server knew, or because this method threw. Always false in the base profile
     */
    default void onMessage(Protocal message, boolean redelivered) {
        onMessage(message);
    }

    /**
     * The server is responsible for a message with QoS that was sent to another user. In the link profile {@link #onMessageDelivered} follows
     * when the recipient has it; not called if that is known already.
     *
     * <p>This and the next two methods tell what the message's {@link io.fingerpost.core.delivery.Delivery} tells too, for those who
     * keep the outcome of messages by fingerprint. They are called after the futures of the delivery have completed. One that has
     * ended as REJECTED or CANCELLED is not told here.
     */
    default void onMessageAccepted(String fingerprint) {}

    /**
     * The recipient of a message with QoS has it: the application of the user, or the one in the server. In the link profile also
     * called for messages of an earlier login; after a crash perhaps twice for the same message.
     */
    default void onMessageDelivered(String fingerprint) {}

    /**
     * A message with QoS ended as {@link io.fingerpost.core.delivery.DeliveryState#LOST}.
     *
     * @param message what was sent; may be sent again as it is
     * @param errorCode see {@link io.fingerpost.core.ErrorCode}
     * @param reason in words fit for a user
     */
    default void onMessageLost(Protocal message, int errorCode, String reason) {}

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
