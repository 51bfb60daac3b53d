package io.fingerpost.server.store;

import java.io.IOException;
import java.nio.file.Path;

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

    /**
     * Opens a store that keeps messages in a directory, which is made if there is none. They survive the end of the process, however it
     * comes, and that of the machine, if its disk keeps what it has confirmed. The limits are those of {@link StoreLimits#DEFAULT}.
     *
     * @throws IOException if the directory cannot be written, another process uses it, or what is in it is damaged; the message says
     *     which
     */
    public static MessageStore embedded(Path directory) throws IOException {
        return embedded(directory, StoreLimits.DEFAULT);
    }

    /**
     * Opens a store that keeps messages in a directory, with limits of your own.
     *
     * @throws IOException as {@link #embedded(Path)} does
     */
    public static MessageStore embedded(Path directory, StoreLimits limits) throws IOException {
        return EmbeddedMessageStore.open(
                directory, limits, System::currentTimeMillis, EmbeddedMessageStore.Tuning.DEFAULT);
    }
}
