package io.fingerpost.core.delivery;

/**
 * Remembers which messages of one user are being worked on and which are settled, so that each is worked on once. Bounded by count and,
 * for settled ones, by age. A message takes 32 to 64 bytes, as long as they become more. Confined to one thread, or guarded by its owner.
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

    private static final int MAX_FORGOTTEN_FOR_ONE = 4;

    // The state of a place is the time at which its message was settled, or one of these.
    private static final long GONE = MessageRing.GONE;
    private static final long WORKED_ON = GONE + 1;

    private final int maxInProgress;
    private final int maxRemembered;
    private final long maxAgeNanos;
    private final MessageRing messages = new MessageRing(); // in the order in which they were begun
    private int inProgress;
    private int remembered;

    /**
     * Creates an empty window.
     *
     * @param maxInProgress the most messages that may be worked on at once
     * @param maxRemembered of how many messages, those that are being worked on included, it is remembered that they were begun: the last
     *     ones, failed attempts included. No fewer than may be worked on at once, and at most 32,768
     * @param maxAgeNanos how long to remember a settled message; longer than any sender goes on repeating one
     */
    public DedupWindow(int maxInProgress, int maxRemembered, long maxAgeNanos) {
        if (maxRemembered < maxInProgress || maxRemembered > MessageRing.MAX_CAPACITY) {
            throw new IllegalArgumentException(maxInProgress + " to " + MessageRing.MAX_CAPACITY
                    + " messages can be remembered, not " + maxRemembered);
        }
        this.maxInProgress = maxInProgress;
        this.maxRemembered = maxRemembered;
        this.maxAgeNanos = maxAgeNanos;
    }

    /** Says what is known of the message, and for a new one marks the beginning of the work. */
    public Verdict begin(MessageHash message, long nowNanos) {
        return begin(message, nowNanos, maxRemembered);
    }

    /**
     * The same, for a message from a sender of whom fewer messages need to be remembered.
     *
     * @param atMost of how many, besides those that are being worked on; the constructor sets an upper bound to all of them. If more are
     *     remembered, they become three fewer with each new message
     */
    public Verdict begin(MessageHash message, long nowNanos, int atMost) {
        expire(nowNanos);
        int place = messages.find(message.low, message.high);
        if (place >= 0 && messages.state(place) == WORKED_ON) {
            return Verdict.IN_PROGRESS;
        }
        if (place >= 0 && nowNanos - messages.state(place) <= maxAgeNanos) {
            return Verdict.SETTLED;
        }
        if (inProgress >= maxInProgress) {
            return Verdict.FULL;
        }
        if (place >= 0) {
            forget(place);
        }
        makeRoom(Math.max(inProgress + 1, Math.min(atMost + inProgress, maxRemembered)));
        message.place = messages.add(message.low, message.high, WORKED_ON);
        inProgress++;
        remembered++;
        return Verdict.NEW;
    }

    /** Makes room for a message. If there are far too many, they become fewer with each. */
    private void makeRoom(int max) {
        int surplus = Math.min(messages.size() - max + 1, MAX_FORGOTTEN_FOR_ONE);
        while (surplus > 0 && messages.size() > inProgress) {
            if (messages.state(messages.oldest()) == WORKED_ON) {
                messages.renewOldest();
            } else {
                removeOldest();
                surplus--;
            }
        }
    }

    private void removeOldest() {
        remembered -= messages.state(messages.oldest()) == GONE ? 0 : 1;
        messages.removeOldest();
    }

    private void forget(int place) {
        messages.forget(place);
        remembered--;
    }

    /** Marks a message that is being worked on as settled. Returns false, and does nothing, if it is not being worked on. */
    public boolean complete(MessageHash message, long nowNanos) {
        int place = placeInProgress(message);
        if (place < 0) {
            return false;
        }
        inProgress--;
        long state = Math.max(WORKED_ON + 1, nowNanos);
        if (messages.youngerThan(place) <= maxRemembered / 8) {
            messages.state(place, state);
        } else { // it took long, and is to be remembered from now on
            messages.forget(place);
            makeRoom(maxRemembered);
            messages.add(message.low, message.high, state);
        }
        return true;
    }

    /** Forgets a message that is being worked on: a repeat of it is new. Returns false if it is not being worked on. */
    public boolean abandon(MessageHash message) {
        int place = placeInProgress(message);
        if (place < 0) {
            return false;
        }
        forget(place);
        inProgress--;
        return true;
    }

    private int placeInProgress(MessageHash message) {
        int place = message.place; // usually it is there still
        if (!messages.isAt(place, message.low, message.high)) {
            place = messages.find(message.low, message.high);
        }
        return place >= 0 && messages.state(place) == WORKED_ON ? place : -1;
    }

    /** Forgets settled messages that are too old, as far as none that is being worked on was begun before them. */
    public void expire(long nowNanos) {
        while (messages.size() > 0 && isOver(messages.state(messages.oldest()), nowNanos)) {
            removeOldest();
        }
    }

    private boolean isOver(long state, long nowNanos) {
        return state != WORKED_ON && (state == GONE || nowNanos - state > maxAgeNanos);
    }

    /** Returns how many messages are being worked on. */
    public int inProgress() {
        return inProgress;
    }

    /** Returns how many messages are remembered, settled or not. */
    public int size() {
        return remembered;
    }
}
