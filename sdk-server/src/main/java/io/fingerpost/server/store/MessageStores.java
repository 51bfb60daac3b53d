package io.fingerpost.server.store;

/** The stores that come with the server. */
public final class MessageStores {
    private static final long MEMORY_BYTES = 256L << 20;

    private MessageStores() {}

    /**
     * Returns a store that keeps messages in the heap: they survive that their recipient is offline, but not the end of the process.
     * It has the limits of {@link StoreLimits#DEFAULT}, but for 256 MiB in all.
     */
    public static MessageStore inMemory() {
        return inMemory(StoreLimits.DEFAULT.withMaxBytes(MEMORY_BYTES));
    }

    /** Returns a store that keeps messages in the heap, with limits of your own. */
    public static MessageStore inMemory(StoreLimits limits) {
        return new MemoryMessageStore(limits, System::currentTimeMillis);
    }
}
