package io.fingerpost.client.transport;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** How packets stand in a stream of bytes. */
interface Framing {
    /**
     * Does what comes before the first packet. Called once, on the reader thread.
     *
     * @throws IOException if the other end does not speak this framing
     */
    void open(InputStream in, StreamWriter out) throws IOException;

    /**
     * Returns the next packet, or null at the end of the stream. Called on the reader thread.
     *
     * @throws IOException if the stream fails, or carries something else; its message is fit for a user
     */
    byte @Nullable [] read() throws IOException;

    /** Writes a packet. Called on the client's loop. Returns false if it was dropped. */
    boolean write(byte[] packet);

    /**
     * Writes what comes after the last packet; from then on {@link #read} only waits for the end of the stream. Called on the client's
     * loop, and only after {@link #open} returned.
     */
    void end();

    /** Returns whether we end the stream first, and not the server. */
    boolean endsStreamFirst();
}
