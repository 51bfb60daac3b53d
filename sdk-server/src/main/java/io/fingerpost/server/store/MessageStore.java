package io.fingerpost.server.store;

import io.fingerpost.core.link.AckBlock;
import java.util.List;
import java.util.function.Consumer;

/**
 * Keeps messages until their recipients have them, in one inbox a user, and with them what has been received from each device, so that
 * nothing that was accepted is accepted again after a restart. Safe for use by any thread.
 *
 * <p>Every message has a sequence number in its inbox: that of its last piece, where pieces are what a link numbers (see {@link
 * io.fingerpost.core.link.LinkLimits#pieces}). Numbers are dense, start with 1, and are never given twice as long as the token of the
 * inbox stays the same.
 *
 * <p>Methods that return something throw an {@link IllegalStateException} if the store is closed, or cannot be read now.
 */
public interface MessageStore extends AutoCloseable {
    /** What became of a {@link Change}. */
    enum Status {
        /** It has taken effect, and is as safe as this store makes it. */
        DONE,
        /** Nothing changed: what it is about was received, or removed, before. */
        DUPLICATE,
        /** Nothing changed: a limit is reached. */
        FULL,
        /** Nothing changed: the store cannot write now, or is closed. */
        FAILED
    }

    /**
     * The answer to a change.
     *
     * @param sequence the number that the appended message was given; 0 if none was appended
     * @param reason what to tell whoever asked for the change, unless it is done; never names a path or a host
     */
    record Result(Status status, long sequence, String reason) {
        /** Returns the answer that the change has taken effect. */
        public static Result done(long sequence) {
            return new Result(Status.DONE, sequence, "");
        }
    }

    /**
     * A message that waits.
     *
     * @param sequence its number in the inbox
     * @param entry what was appended
     */
    record StoredMessage(long sequence, InboxEntry entry) {
        /** Returns the number of its first piece. */
        public long firstSequence() {
            return sequence - entry.pieces() + 1;
        }
    }

    /**
     * What is known of an inbox.
     *
     * @param token names its numbering: as long as this stays the same, so does the meaning of each number. At most 32 ASCII letters and digits
     * @param doneUpTo nothing waits up to here, and nothing ever will again
     * @param lastSequence the last number that was given; 0 if none was
     */
    record Inbox(String token, long doneUpTo, long lastSequence) {}

    /**
     * Makes a change as a whole, or not at all. Returns at once. Changes take effect in the order in which they are given.
     *
     * @param result is told what became of it, once, in the same order, on a thread of the store or in this call; must not block
     */
    void commit(Change change, Consumer<Result> result);

    /** Returns what is known of a user's inbox; an empty one is begun if there is none. May block. */
    Inbox inbox(String userId);

    /**
     * Returns the messages after a number, oldest first, that are safe: at least one if there is any, and as many more as the limits
     * allow. May block.
     */
    List<StoredMessage> read(String userId, long afterSequence, int maxMessages, long maxBytes);

    /**
     * Returns what has been received from a device, out of the numbers of one epoch: nothing if the epoch is not the last one that was seen.
     * May block.
     */
    AckBlock received(String userId, String device, long epoch);

    /** Returns messages, of any users, that have waited for longer than the store keeps them, at most so many. May block. */
    List<Expired> expired(int maxMessages);

    /** A message that has waited for too long; it is in the inbox until a {@link Change} removes it. */
    record Expired(String userId, StoredMessage message) {}

    /** Ends the store once every change so far has its answer; later ones are answered with FAILED. Blocks until then. */
    @Override
    void close();
}
