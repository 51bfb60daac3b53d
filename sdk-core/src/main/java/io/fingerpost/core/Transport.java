package io.fingerpost.core;

/** The ways a packet can travel, with the properties that the layers above a transport need to know. */
public enum Transport {
    /** One packet a datagram; datagrams get lost, doubled and reordered. */
    UDP(7901, false),
    /** A 4-byte big-endian length, then the packet. */
    TCP(8901, true),
    /** One packet a text frame. */
    WEBSOCKET(3000, true);

    private final int defaultPort;
    private final boolean reliable;

    Transport(int defaultPort, boolean reliable) {
        this.defaultPort = defaultPort;
        this.reliable = reliable;
    }

    /** Returns the port a server listens on when none is configured. */
    public int defaultPort() {
        return defaultPort;
    }

    /** Returns whether bytes arrive whole and in order for as long as the connection lives. */
    public boolean isReliable() {
        return reliable;
    }
}
