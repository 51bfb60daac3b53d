package io.fingerpost.client;

import io.fingerpost.core.Protocal;
import io.fingerpost.core.delivery.Delivery;

/**
 * Sends messages. Safe for use by any thread, callbacks included; no method ever blocks.
 *
 * <p>Every message ends in exactly one outcome, which its {@link Delivery} tells. A message that cannot be taken ends at once as
 * REJECTED, with a reason that says what to do: nobody is logged in, it is too large, too many wait already, its fingerprint is in use,
 * it has no receiver.
 *
 * <p>A message with QoS may be sent while the client is between connections. It is repeated until it is acknowledged or its time
 * ({@link ImClientBuilder#sendTimeout}) is over. A message to {@link Protocal#SERVER_ID} ends as DELIVERED once the application in the
 * server has processed it; one to another user as DELIVERED once that user's application has it, in the base profile as ACCEPTED, see
 * {@link io.fingerpost.core.delivery.DeliveryState#ACCEPTED}.
 */
public interface LocalDataSender {
    /** Sends a text with QoS. */
    default Delivery send(String to, String text) {
        return send(Protocal.message(to, text).build());
    }

    /**
     * Sends a text with QoS and the application's own message type.
     *
     * @param typeu carried to the receiver untouched
     */
    default Delivery send(String to, String text, int typeu) {
        return send(Protocal.message(to, text).typeu(typeu).build());
    }

    /** Sends a text with QoS to the application in the server. */
    default Delivery sendToServer(String text) {
        return send(Protocal.SERVER_ID, text);
    }

    /**
     * Sends a message made by {@link Protocal#message}. The sender's user id is filled in, and for QoS a fingerprint, unless it has one.
     *
     * <p>A message without QoS is written once, if the client is online, and then ends as SENT; whether it arrives is not known. It
     * gets no fingerprint: {@link Delivery#fingerprint()} is empty unless the message has one.
     */
    Delivery send(Protocal message);
}
