package io.fingerpost.server.gateway;

import java.nio.charset.StandardCharsets;

/**
 * The other end of a connection, as simple as can be: it reads from the network only when asked to, so a test that does not ask is
 * a slow reader. For one thread.
 */
public interface TestPeer extends AutoCloseable {
    /** How long the calls below wait. */
    int PATIENCE_MILLIS = 10_000;

    /** Sends one packet. */
    void send(byte[] packet);

    /** Sends one packet of text. */
    default void send(String packet) {
        send(packet.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Waits for one packet.
     *
     * @throws AssertionError if none comes, or the server closes
     */
    byte[] receive();

    /** Waits for one packet of text. */
    default String receiveText() {
        return new String(receive(), StandardCharsets.UTF_8);
    }

    /**
     * Waits until the server has closed the connection.
     *
     * @throws AssertionError if a packet comes instead, or nothing does
     */
    void awaitClosed();

    @Override
    void close();
}
