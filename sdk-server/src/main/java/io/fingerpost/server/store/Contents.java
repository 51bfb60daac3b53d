package io.fingerpost.server.store;

import io.fingerpost.server.store.MessageStore.StoredMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What waits in one {@link Mailbox}, wherever that is kept. Confined like the mailbox. */
interface Contents {
    /**
     * A message, or a notice.
     *
     * @param millis when it was appended, by the {@link StoreClock}
     */
    record Waiting(StoredMessage message, long millis) {
        InboxEntry entry() {
            return message.entry();
        }

        long sequence() {
            return message.sequence();
        }
    }

    /** How much waits of one conversation, notices not counted. */
    record Usage(int messages, long bytes) {
        static final Usage NONE = new Usage(0, 0);
    }

    /** Returns what has a number; null if nothing has. */
    @Nullable Waiting get(long sequence);

    /** Returns what has waited longest; null if nothing waits. */
    @Nullable Waiting first();

    /** Returns what comes after a number, oldest first: one if there is any, and more as the limits allow. */
    List<Waiting> after(long sequence, int maxMessages, long maxBytes);

    /** Adds what has a higher number than all before. */
    void add(Waiting waiting);

    /** Removes what is there. */
    void remove(Waiting waiting);

    /** Returns how much waits of a conversation. */
    Usage usage(String conversation);

    /** Sets how much waits of a conversation. */
    void setUsage(String conversation, Usage usage);
}
