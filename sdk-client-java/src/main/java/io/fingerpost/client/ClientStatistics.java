package io.fingerpost.client;

import io.fingerpost.core.Transport;
import org.jspecify.annotations.Nullable;

/** What a client has counted since it was built, at one moment. Immutable. */
public interface ClientStatistics {
    /** Returns the client's state. */
    ClientState state();

    /** Returns the transport of the current connection; null when there is none. */
    @Nullable Transport transport();

    /** Returns what is spoken on the current connection; null when there is none. */
    @Nullable Profile profile();

    /** Returns the smoothed time from a message to its acknowledgement in microseconds; -1 while none was measured. */
    long smoothedRttMicros();

    /** Returns how many messages were sent, each counted once. */
    long messagesSent();

    /** Returns how many times a message was sent again. */
    long retransmissions();

    /** Returns the estimated share of datagrams that get lost each way, 0 to 1; 0 where it is not measured: only the link over UDP does. */
    double loss();

    /** Returns how many messages were handed to the application. */
    long messagesReceived();

    /** Returns how many messages arrived again and were not handed to the application again. */
    long duplicatesSuppressed();

    /** Returns how many messages were not taken because the application is slow; the server sends those with QoS again. */
    long messagesDropped();

    /** Returns how many packets were ignored because they were not valid, or of no known type. */
    long packetsIgnored();

    /** Returns how many messages have no outcome yet. */
    int pendingMessages();

    /** Returns how many bytes these messages have. */
    long pendingBytes();

    /** Returns how many times the client came back online after an outage. */
    long reconnects();

    /** Returns in how many milliseconds the client tries to reconnect; -1 unless it waits for that. */
    long reconnectInMillis();
}
