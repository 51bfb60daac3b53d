package io.fingerpost.client.session;

import java.util.concurrent.atomic.AtomicLong;

/** What a client counts, over all logins. Written by the loop, read by any thread. */
final class Counters {
    final AtomicLong messagesSent = new AtomicLong();
    final AtomicLong retransmissions = new AtomicLong();
    final AtomicLong messagesReceived = new AtomicLong();
    final AtomicLong duplicatesSuppressed = new AtomicLong();
    final AtomicLong messagesDropped = new AtomicLong();
    final AtomicLong packetsIgnored = new AtomicLong();
    final AtomicLong reconnects = new AtomicLong();
    final AtomicLong smoothedRttNanos = new AtomicLong(-1);
}
