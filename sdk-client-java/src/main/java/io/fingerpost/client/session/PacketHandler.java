package io.fingerpost.client.session;

import io.fingerpost.core.Protocal;
import io.fingerpost.core.codec.InvalidPacketException;

/** Takes the packets that arrive, in whatever way they travelled. */
interface PacketHandler {
    /**
     * Acts on a packet.
     *
     * @param bytes its size on the wire
     * @param receipt to be completed once everything was done that the packet asks for
     * @throws InvalidPacketException if it is not valid after all, and is to be ignored
     */
    void onPacket(Protocal packet, int bytes, Receipt receipt) throws InvalidPacketException;
}
