package io.fingerpost.core.delivery;

import java.util.HashSet;
import java.util.Set;

/**
 * Remembers which messages of one user are being worked on and which are settled, so that each is worked on once. Bounded by count and,
 * for settled ones, by age. A settled one takes 32 to 64 bytes. Confined to one thread, or guarded by its owner.
 */
public final class DedupWindow {
    /** What is known of a message. */
    public enum Verdict {
        /** Never seen, or forgotten: the caller works on it now, and ends with complete or abandon. */
        NEW,
        /** It is being worked on: its outcome will be told to the sender when there is one. */
        IN_PROGRESS,
        /** It was completed: to be acknowledged again, and nothing else. */
        SETTLED,
        /** So many are being worked on that no more may begin. */
        FULL
    }

    private final int maxInProgress;
    private final int maxSettled;
    private final long maxAgeNanos;
    private final Set<MessageHash> inProgress = new HashSet<>();
    private final SettledKeys settled = new SettledKeys();

    /**
     * Creates an empty window.
     *
     * @param maxInProgress the most messages that may be worked on at once
     * @param maxSettled the most settled messages to remember, at most 32,768; the oldest is forgotten first
     * @param maxAgeNanos how long to remember a settled message; longer than any sender goes on repeating one
     */
    public DedupWindow(int maxInProgress, int maxSettled, long maxAgeNanos) {
        if (maxSettled > SettledKeys.MAX_CAPACITY) {
            throw new IllegalArgumentException(
                    "at most " + SettledKeys.MAX_CAPACITY + " settled messages can be remembered, not " + maxSettled);
        }
        this.maxInProgress = maxInProgress;
        this.maxSettled = maxSettled;
        this.maxAgeNanos = maxAgeNanos;
    }

    /** Says what is known of the message, and for a new one marks the beginning of the work. */
    public Verdict begin(MessageHash message, long nowNanos) {
        expire(nowNanos);
        if (settled.contains(message.low, message.high)) {
            return Verdict.SETTLED;
        }
        if (inProgress.size() >= maxInProgress) {
            return inProgress.contains(message) ? Verdict.IN_PROGRESS : Verdict.FULL;
        }
        return inProgress.add(message) ? Verdict.NEW : Verdict.IN_PROGRESS;
    }

    /** Marks a message that is being worked on as settled. Returns false, and does nothing, if it is not being worked on. */
    public boolean complete(MessageHash message, long nowNanos) {
        if (!inProgress.remove(message)) {
            return false;
        }
        if (settled.size() > 0 && settled.size() >= maxSettled) {
            settled.removeOldest();
        }
        if (maxSettled > 0) {
            settled.add(message.low, message.high, nowNanos);
        }
        return true;
    }

    /** Forgets a message that is being worked on: a repeat of it is new. Returns false if it is not being worked on. */
    public boolean abandon(MessageHash message) {
        return inProgress.remove(message);
    }

    /** Forgets settled messages that are too old. */
    public void expire(long nowNanos) {
        while (settled.size() > 0 && nowNanos - settled.oldestNanos() > maxAgeNanos) {
            settled.removeOldest();
        }
    }

    /** Returns how many messages are being worked on. */
    public int inProgress() {
        return inProgress.size();
    }

    /** Returns how many messages are remembered, settled or not. */
    public int size() {
        return inProgress.size() + settled.size();
    }
}
