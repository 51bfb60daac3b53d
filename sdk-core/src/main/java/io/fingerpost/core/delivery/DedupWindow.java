package io.fingerpost.core.delivery;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which messages of one sender are being worked on and which are settled, so that each is worked on once. Bounded by
 * count and, for settled ones, by age. Confined to one thread, or guarded by its owner.
 *
 * @param <K> identifies a message; an authenticated sender has to be part of it, or of the choice of the window
 */
public final class DedupWindow<K> {
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

    private static final class Settled<K> {
        private final K key;
        private final long atNanos;

        Settled(K key, long atNanos) {
            this.key = key;
            this.atNanos = atNanos;
        }
    }

    private final int maxInProgress;
    private final int maxSettled;
    private final long maxAgeNanos;
    private final Map<K, Boolean> states = new HashMap<>(); // TRUE = settled
    private final Deque<Settled<K>> settled = new ArrayDeque<>(); // oldest first

    /**
     * Creates an empty window.
     *
     * @param maxInProgress the most messages that may be worked on at once
     * @param maxSettled the most settled messages to remember; the oldest is forgotten first
     * @param maxAgeNanos how long to remember a settled message; longer than any sender goes on repeating one
     */
    public DedupWindow(int maxInProgress, int maxSettled, long maxAgeNanos) {
        this.maxInProgress = maxInProgress;
        this.maxSettled = maxSettled;
        this.maxAgeNanos = maxAgeNanos;
    }

    /** Says what is known of the message, and for a new one marks the beginning of the work. */
    public Verdict begin(K key, long nowNanos) {
        expire(nowNanos);
        Boolean state = states.get(key);
        if (state != null) {
            return state ? Verdict.SETTLED : Verdict.IN_PROGRESS;
        }
        if (inProgress() >= maxInProgress) {
            return Verdict.FULL;
        }
        states.put(key, false);
        return Verdict.NEW;
    }

    /** Marks a message that is being worked on as settled. Returns false, and does nothing, if it is not being worked on. */
    public boolean complete(K key, long nowNanos) {
        if (!states.replace(key, false, true)) {
            return false;
        }
        settled.addLast(new Settled<>(key, nowNanos));
        if (settled.size() > maxSettled) {
            states.remove(settled.removeFirst().key);
        }
        return true;
    }

    /** Forgets a message that is being worked on: a repeat of it is new. Returns false if it is not being worked on. */
    public boolean abandon(K key) {
        return states.remove(key, false);
    }

    /** Forgets settled messages that are too old. */
    public void expire(long nowNanos) {
        @Nullable Settled<K> oldest;
        while ((oldest = settled.peekFirst()) != null && nowNanos - oldest.atNanos > maxAgeNanos) {
            settled.removeFirst();
            states.remove(oldest.key);
        }
    }

    /** Returns how many messages are being worked on. */
    public int inProgress() {
        return states.size() - settled.size();
    }

    /** Returns how many messages are remembered, settled or not. */
    public int size() {
        return states.size();
    }
}
