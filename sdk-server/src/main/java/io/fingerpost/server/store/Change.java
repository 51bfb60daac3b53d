package io.fingerpost.server.store;

import io.fingerpost.core.link.LinkLimits;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link MessageStore} does as a whole or not at all: any of appending a message, removing one, and noting that one was received
 * from a device. Immutable.
 */
public final class Change {
    /** A message, and whose inbox it goes to. */
    public record Append(String userId, InboxEntry entry) {
        /** Checks that nothing is missing. */
        public Append {
            Objects.requireNonNull(userId, "userId");
            Objects.requireNonNull(entry, "entry");
        }
    }

    /** The number of a message, and whose inbox it is removed from. */
    public record Remove(String userId, long sequence) {
        /** Checks that nothing is missing. */
        public Remove {
            Objects.requireNonNull(userId, "userId");
        }
    }

    /**
     * Where a message came from: the numbers that a device gave to its pieces.
     *
     * @param epoch which numbering of the device this is; a new one when the device has lost its state
     * @param doneUpTo everything up to here is done with, whatever was stored of it
     * @param firstSq the number of the first piece
     * @param lastSq the number of the last piece
     */
    public record Received(String userId, String device, long epoch, long doneUpTo, long firstSq, long lastSq) {
        /** Checks that the numbers are ones that a link can have under way. */
        public Received {
            Objects.requireNonNull(userId, "userId");
            Objects.requireNonNull(device, "device");
            if (doneUpTo < 0 || firstSq < 1 || lastSq < firstSq || lastSq - doneUpTo > LinkLimits.MAX_WINDOW_MESSAGES) {
                throw new IllegalArgumentException(firstSq + " to " + lastSq + " cannot be received after " + doneUpTo);
            }
        }
    }

    private final @Nullable Append append;
    private final @Nullable Remove remove;
    private final @Nullable Received received;

    private Change(@Nullable Append append, @Nullable Remove remove, @Nullable Received received) {
        this.append = append;
        this.remove = remove;
        this.received = received;
    }

    /** Returns a change that appends a message. */
    public static Change append(String userId, InboxEntry entry) {
        return new Change(new Append(userId, entry), null, null);
    }

    /** Returns a change that removes a message; a DUPLICATE if it is not there any more. */
    public static Change remove(String userId, long sequence) {
        return new Change(null, new Remove(userId, sequence), null);
    }

    /** Returns a change that only notes what was received; a DUPLICATE if it was received before. */
    public static Change received(Received from) {
        return new Change(null, null, Objects.requireNonNull(from));
    }

    /** Returns this change with a message appended as well: if that is a notice for which there is no room, without it. */
    public Change andAppend(String userId, InboxEntry entry) {
        return new Change(new Append(userId, entry), remove, received);
    }

    /** Returns this change with a note of what was received as well; a DUPLICATE as a whole if that was received before. */
    public Change andReceived(Received from) {
        return new Change(append, remove, Objects.requireNonNull(from));
    }

    /** Returns the message to append. */
    public @Nullable Append append() {
        return append;
    }

    /** Returns the message to remove. */
    public @Nullable Remove remove() {
        return remove;
    }

    /** Returns what to note as received. */
    public @Nullable Received received() {
        return received;
    }
}
