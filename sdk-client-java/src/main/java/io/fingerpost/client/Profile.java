package io.fingerpost.client;

/** The two ways in which a client and a server can talk. */
public enum Profile {
    /**
     * Numbered messages: their order is kept, a connection that was lost is resumed exactly, being accepted by the server and being
     * delivered are told apart, and large messages travel over UDP too. With a server that does not speak it, {@link #BASE} is used.
     */
    LINK,
    /** Every message is acknowledged by itself; every server of this format speaks it. */
    BASE
}
