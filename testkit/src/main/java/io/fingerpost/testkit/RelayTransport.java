package io.fingerpost.testkit;

/** What a relay does for one kind of socket. Confined to the relay's loop once it has started. */
interface RelayTransport {
    /** Returns the port it listens on; any thread may ask. */
    int port();

    /** Ends all present connections. */
    void cut();

    /** Begins or ends to let nothing through. */
    void blackhole(boolean on);
}
