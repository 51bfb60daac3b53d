package io.fingerpost.server;

import io.fingerpost.core.Protocal;
import io.fingerpost.core.delivery.Delivery;

/**
 * Sends messages from the server to users (S2C). Safe for use by any thread, callbacks included; never blocks. A message that cannot
 * be sent is not an exception but a {@link Delivery} that ends as REJECTED or LOST.
 */
public interface ServerSender {
    /** Sends a text, acknowledged, with a fingerprint made here. */
    default Delivery send(String to, String text) {
        return send(Protocal.message(to, text).build());
    }

    /** Sends a text with the application's own message type. */
    default Delivery send(String to, String text, int typeu) {
        return send(Protocal.message(to, text).typeu(typeu).build());
    }

    /**
     * Sends a message that was built with {@link Protocal#message}. Its sender becomes {@link Protocal#SERVER_ID}; a fingerprint is
     * made for it if it has none.
     */
    Delivery send(Protocal message);
}
