package io.fingerpost.server.store;

/** The stores that come with the server. */
public final class MessageStores {
    private static final int MAX_MESSAGES_PER_USER = 1_000;
    private static final long MAX_BYTES_PER_USER = 1L << 20;
    private static final long MAX_BYTES = 256L << 20;

    private MessageStores() {}

    /**
     * Returns a store that keeps messages in the heap: they survive that their recipient is offline, but not the end of the
     * process. It holds up to 1,000 messages and 1 MiB a user, and 256 MiB in all.
     */
    public static MessageStore inMemory() {
        return inMemory(MAX_MESSAGES_PER_USER, MAX_BYTES_PER_USER, MAX_BYTES);
    }

    /**
     * Returns a store that keeps messages in the heap, with limits of your own. Bytes count as the encoded packets.
     *
     * @param maxMessagesPerUser the most messages that wait for one user
     * @param maxBytesPerUser the most bytes that wait for one user
     * @param maxBytes the most bytes that wait in all
     */
    public static MessageStore inMemory(int maxMessagesPerUser, long maxBytesPerUser, long maxBytes) {
        throw new UnsupportedOperationException("being rebuilt");
    }
}
