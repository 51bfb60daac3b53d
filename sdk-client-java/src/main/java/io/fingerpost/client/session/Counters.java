package io.fingerpost.client.session;

import io.fingerpost.core.codec.InvalidPacketException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a client counts, over all logins. Written by the loop, read by any thread. */
final class Counters {
    private static final Logger log = LoggerFactory.getLogger(Counters.class);

    final AtomicLong messagesSent = new AtomicLong();
    final AtomicLong retransmissions = new AtomicLong();
    final AtomicLong messagesReceived = new AtomicLong();
    final AtomicLong duplicatesSuppressed = new AtomicLong();
    final AtomicLong messagesDropped = new AtomicLong();
    final AtomicLong packetsIgnored = new AtomicLong();
    final AtomicLong reconnects = new AtomicLong();
    final AtomicLong smoothedRttNanos = new AtomicLong(-1); // of the current connection, like the next one
    volatile double loss;

    /** Forgets what was measured on an earlier connection. */
    void forgetPath() {
        smoothedRttNanos.set(-1);
        loss = 0;
    }

    /** Takes a round trip, where nothing else smooths them. */
    void sampleRoundTrip(long nanos) {
        long smoothed = smoothedRttNanos.get();
        smoothedRttNanos.set(smoothed < 0 ? nanos : smoothed + (nanos - smoothed) / 8);
    }

    /** Counts a packet that is ignored. */
    void ignored(InvalidPacketException reason) {
        packetsIgnored.incrementAndGet();
        log.debug("a packet from the server is ignored: {}", reason.getMessage());
    }
}
