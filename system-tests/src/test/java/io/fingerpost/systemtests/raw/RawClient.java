package io.fingerpost.systemtests.raw;

import io.fingerpost.core.Transport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A foreign client: packets over a plain socket of the JDK, with nothing of our client and nothing of Netty. Used by one thread,
 * and reads from its socket only while {@link #receive} or {@link #isClosedByServer} runs.
 */
interface RawClient extends AutoCloseable {
    /** Returns what it speaks. */
    Transport transport();

    /** Sends the bytes as one packet, framed as the transport demands. */
    void sendBytes(byte[] packet);

    /** Sends the text as one packet. */
    default void send(String packet) {
        sendBytes(packet.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the next packet; null if none comes in time, or the server has closed the connection and all was read. */
    byte @Nullable [] receive(Duration timeout);

    /** Returns whether the server closes the connection within the time. What comes before can still be received. Never on UDP. */
    boolean isClosedByServer(Duration within);

    /** Drops the connection, without a word of this protocol. */
    @Override
    void close();
}
