package io.fingerpost.client.session;

/** The way to the server, from the attempt to connect on. Its methods are called on the client's loop, and never block. */
public interface ClientConnection {
    /**
     * Sends one packet, without telling whether it arrives. Called only after {@link ConnectionListener#onOpened}. The array must not
     * be changed afterwards.
     *
     * @return false if the packet was dropped: the connection is closed, or more is waiting to be written than it may hold
     */
    boolean send(byte[] packet);

    /**
     * Returns false while so much waits to be written that the caller should send nothing but what has to be sent now; {@link
     * ConnectionListener#onWritable} follows.
     */
    boolean isWritable();

    /**
     * Closes the connection, or ends the attempt to connect, and gives all resources back soon, whatever the peer does. What was sent
     * is written first, if the peer takes it quickly. The listener is told nothing more. May be called again.
     */
    void close();
}
