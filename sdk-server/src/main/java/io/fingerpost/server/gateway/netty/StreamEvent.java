package io.fingerpost.server.gateway.netty;

/** What a decoder tells the {@link StreamConnection} beside packets, as a user event of the pipeline. */
public enum StreamEvent {
    /** The peer said that it will send nothing more, and waits for the same from us. */
    PEER_LEAVES
}
