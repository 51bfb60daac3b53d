package io.fingerpost.server.store;

import java.time.Duration;

/**
 * How much a store keeps, and for how long. Bytes count encoded packets.
 *
 * @param maxMessagesPerUser the most messages that wait for one user
 * @param maxBytesPerUser the most bytes that wait for one user
 * @param maxMessagesPerConversation the most messages that wait for one user from one sender
 * @param maxBytesPerConversation the most bytes that wait for one user from one sender
 * @param maxNoticesPerUser the most notices of what became of a message that wait for one user; further ones are left out
 * @param maxBytes the most bytes that wait in all, with {@value #OVERHEAD_BYTES} on top for each message and notice, because keeping
 *     one takes more than its packet
 * @param maxAge how long a message waits
 */
public record StoreLimits(
        int maxMessagesPerUser,
        long maxBytesPerUser,
        int maxMessagesPerConversation,
        long maxBytesPerConversation,
        int maxNoticesPerUser,
        long maxBytes,
        Duration maxAge) {
    /** What each message and notice counts towards {@link #maxBytes} beyond its packet. */
    public static final int OVERHEAD_BYTES = 256;

    /** What is used unless configured otherwise. */
    public static final StoreLimits DEFAULT =
            new StoreLimits(10_000, 16L << 20, 2_000, 4L << 20, 10_000, 4L << 30, Duration.ofDays(7));

    /** Checks that every limit is positive. */
    public StoreLimits {
        if (maxMessagesPerUser <= 0
                || maxBytesPerUser <= 0
                || maxMessagesPerConversation <= 0
                || maxBytesPerConversation <= 0
                || maxNoticesPerUser <= 0
                || maxBytes <= 0
                || maxAge.isNegative()
                || maxAge.isZero()) {
            throw new IllegalArgumentException("every limit of a store must be positive");
        }
    }

    /** Returns these limits with another limit on the messages that wait for one user. */
    public StoreLimits withMaxMessagesPerUser(int maxMessagesPerUser) {
        return new StoreLimits(
                maxMessagesPerUser,
                maxBytesPerUser,
                maxMessagesPerConversation,
                maxBytesPerConversation,
                maxNoticesPerUser,
                maxBytes,
                maxAge);
    }

    /** Returns these limits with another limit on the bytes that wait for one user. */
    public StoreLimits withMaxBytesPerUser(long maxBytesPerUser) {
        return new StoreLimits(
                maxMessagesPerUser,
                maxBytesPerUser,
                maxMessagesPerConversation,
                maxBytesPerConversation,
                maxNoticesPerUser,
                maxBytes,
                maxAge);
    }

    /** Returns these limits with another limit on the messages that wait for one user from one sender. */
    public StoreLimits withMaxMessagesPerConversation(int maxMessagesPerConversation) {
        return new StoreLimits(
                maxMessagesPerUser,
                maxBytesPerUser,
                maxMessagesPerConversation,
                maxBytesPerConversation,
                maxNoticesPerUser,
                maxBytes,
                maxAge);
    }

    /** Returns these limits with another limit on the bytes that wait for one user from one sender. */
    public StoreLimits withMaxBytesPerConversation(long maxBytesPerConversation) {
        return new StoreLimits(
                maxMessagesPerUser,
                maxBytesPerUser,
                maxMessagesPerConversation,
                maxBytesPerConversation,
                maxNoticesPerUser,
                maxBytes,
                maxAge);
    }

    /** Returns these limits with another limit on the notices that wait for one user. */
    public StoreLimits withMaxNoticesPerUser(int maxNoticesPerUser) {
        return new StoreLimits(
                maxMessagesPerUser,
                maxBytesPerUser,
                maxMessagesPerConversation,
                maxBytesPerConversation,
                maxNoticesPerUser,
                maxBytes,
                maxAge);
    }

    /** Returns these limits with another limit on the bytes that wait in all. */
    public StoreLimits withMaxBytes(long maxBytes) {
        return new StoreLimits(
                maxMessagesPerUser,
                maxBytesPerUser,
                maxMessagesPerConversation,
                maxBytesPerConversation,
                maxNoticesPerUser,
                maxBytes,
                maxAge);
    }

    /** Returns these limits with another time for which a message waits. */
    public StoreLimits withMaxAge(Duration maxAge) {
        return new StoreLimits(
                maxMessagesPerUser,
                maxBytesPerUser,
                maxMessagesPerConversation,
                maxBytesPerConversation,
                maxNoticesPerUser,
                maxBytes,
                maxAge);
    }
}
