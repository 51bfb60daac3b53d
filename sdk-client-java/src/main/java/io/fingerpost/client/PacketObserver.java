package io.fingerpost.client;

import io.fingerpost.core.Protocal;

/**
 * Sees every packet of a client, for a log of packets or for finding a fault; see {@link ImClientBuilder#packetObserver}. Repeats are
 * packets too. A login is shown without its {@code dataContent}, which holds the token.
 *
 * <p>Called on the callback executor, like the {@link ClientListener}, one call at a time and in order. While 1,000 packets wait for that,
 * further ones are left out. An exception is logged and harms nothing.
 */
public interface PacketObserver {
    /**
     * A packet was given to the connection.
     *
     * @param bytes its size on the wire, without framing
     */
    void onPacketSent(Protocal packet, int bytes);

    /**
     * A valid packet arrived; nothing has been done with it yet.
     *
     * @param bytes its size on the wire, without framing
     */
    void onPacketReceived(Protocal packet, int bytes);
}
