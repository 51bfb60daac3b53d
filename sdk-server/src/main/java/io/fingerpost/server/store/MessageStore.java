package io.fingerpost.server.store;

import io.fingerpost.core.Protocal;
import java.util.List;

/**
 * Keeps messages for users who are offline, in one inbox a user. Called on callback threads, by several at once; a call may block
 * until the message is as safe as this store makes it.
 */
public interface MessageStore {
    /** The answer of {@link #append} when there is no room. */
    long REFUSED = -1;

    /**
     * A message that waits.
     *
     * @param sequence its place in the inbox: larger than that of every message before it, and never given again
     */
    record StoredMessage(long sequence, Protocal packet) {}

    /**
     * Appends a message to a user's inbox.
     *
     * @return its sequence, 1 or more, once the message is safe; {@link #REFUSED} if a limit is reached: nothing was stored then
     */
    long append(String userId, Protocal packet);

    /** Returns the messages after a sequence, oldest first. */
    List<StoredMessage> read(String userId, long afterSequence, int maxMessages);

    /** Removes a message, because its recipient has acknowledged it. */
    void acknowledge(String userId, long sequence);
}
