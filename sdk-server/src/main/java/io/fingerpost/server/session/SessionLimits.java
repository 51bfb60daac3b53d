package io.fingerpost.server.session;

import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.SECONDS;

/**
 * What a session may take of time and memory.
 *
 * @param loginTimeoutNanos how long a connection may stand without being logged in
 * @param deliveryTimeoutNanos how long a recipient has to acknowledge a message before the offline fallback is asked; well under
 *     the 15 s after which clients give a message up
 * @param maxPendingMessages the most messages that may wait for one recipient's acknowledgement
 * @param maxPendingBytes the most bytes that may wait for one recipient's acknowledgement
 * @param maxMessagesInProgress the most messages of one sender whose outcome is open
 * @param maxRememberedMessages of how many messages of one sender the fingerprints are remembered, those whose outcome is open included
 * @param settledAgeNanos how long those are remembered that are settled; longer than any client repeats a message
 * @param maxWaitingCallbacks the most messages of one user that may wait for the application's callbacks
 * @param maxMessageBytes the largest message, as encoded, in the link profile
 * @param maxConcurrentLogins the most logins that may wait for the application's decision, over all users
 */
public record SessionLimits(
        long loginTimeoutNanos,
        long deliveryTimeoutNanos,
        int maxPendingMessages,
        long maxPendingBytes,
        int maxMessagesInProgress,
        int maxRememberedMessages,
        long settledAgeNanos,
        int maxWaitingCallbacks,
        int maxMessageBytes,
        int maxConcurrentLogins) {
    /** What is used unless configured otherwise. */
    public static final SessionLimits DEFAULT = new SessionLimits(
            SECONDS.toNanos(30),
            SECONDS.toNanos(10),
            4_096,
            4L << 20,
            4_096,
            8_192,
            MINUTES.toNanos(2),
            1_024,
            64 * 1024,
            1_000);
}
