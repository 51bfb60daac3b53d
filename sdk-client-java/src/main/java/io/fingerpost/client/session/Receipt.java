package io.fingerpost.client.session;

/** How the server is told that the client is done with a packet. Confined to the loop. */
interface Receipt {
    /** Tells it, if there is still a use in that. */
    void complete();

    /**
     * Returns whether the packet comes again by itself as long as this has not been told, so that it may be left undone. Otherwise it has to be
     * told some time: what comes later is held up by it.
     */
    boolean comesAgain();

    /** Returns whether the application may have been handed the packet's message by an earlier run of the program. */
    boolean redelivered();
}
