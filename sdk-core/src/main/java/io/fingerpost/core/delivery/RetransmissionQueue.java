package io.fingerpost.core.delivery;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The messages that one end has promised to deliver and that are not acknowledged yet. Confined to one thread.
 *
 * <p>{@link #offer} only registers; {@link #poll} says what to send, the first time as well as again. So a message is always
 * pending before it is written, and an acknowledgement cannot come too early.
 *
 * @param <K> identifies a message towards this peer
 * @param <V> what the owner wants back with it
 */
public final class RetransmissionQueue<K, V> {
    /** What became of an offered message. */
    public enum Offer {
        /** It is registered; poll to send it. */
        ACCEPTED,
        /** A message with this key is pending already. */
        DUPLICATE,
        /** The queue holds as many messages or bytes as it may. */
        FULL
    }

    /** Takes what is due. */
    public interface Output<K, V> {
        /** Send this message now, for the first time or again: {@link Pending#transmissions()} counts this one too. */
        void transmit(Pending<K, V> message);

        /** The deadline of this message is over; it is no longer pending. */
        void expire(Pending<K, V> message);
    }

    /** A message on its way. */
    public static final class Pending<K, V> {
        private final K key;
        private final V value;
        private final int bytes;
        private final long number;
        private final long deadlineNanos;
        private int transmissions;
        private long firstSentNanos; // on this connection
        private long lastSentNanos;
        private boolean inFlight;
        private final DueList.Place<Pending<K, V>> inTurn = new DueList.Place<>(this); // waiting, in flight, or refused
        private final DueList.Place<Pending<K, V>> inDeadlines = new DueList.Place<>(this);

        private Pending(K key, V value, int bytes, long number, long deadlineNanos) {
            this.key = key;
            this.value = value;
            this.bytes = bytes;
            this.number = number;
            this.deadlineNanos = deadlineNanos;
        }

        /** Returns what identifies the message. */
        public K key() {
            return key;
        }

        /** Returns what it was offered with. */
        public V value() {
            return value;
        }

        /** Returns how many times it was given to {@link Output#transmit}. */
        public int transmissions() {
            return transmissions;
        }

        /** Returns when it expires. */
        public long deadlineNanos() {
            return deadlineNanos;
        }
    }

    private final int maxMessages;
    private final long maxBytes;
    private RetransmissionPolicy policy;
    private RttEstimator rtt;
    private SilenceLimit silence = new SilenceLimit();

    private final Map<K, Pending<K, V>> byKey = new HashMap<>();
    private final DueList<Pending<K, V>> waiting = new DueList<>(); // registered, outside the window; by number
    private final DueList<Pending<K, V>> inFlight = new DueList<>(); // by when they are due again
    private final DueList<Pending<K, V>> refused =
            new DueList<>(); // in flight and due, but too many in silence; by when they were last sent
    private final DueList<Pending<K, V>> byDeadline = new DueList<>();
    private long bytes;
    private long nextNumber;
    private int inFlightCount;
    private long retransmissions;

    /**
     * Creates an empty queue.
     *
     * @param maxMessages the most messages it may hold
     * @param maxBytes the most bytes it may hold, as told by {@link #offer}
     */
    public RetransmissionQueue(RetransmissionPolicy policy, int maxMessages, long maxBytes) {
        this.policy = policy;
        this.rtt = policy.newEstimator();
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
    }

    /**
     * Registers a message.
     *
     * @param size how many bytes it counts for
     * @param deadlineNanos when it expires
     */
    public Offer offer(K key, V value, int size, long deadlineNanos) {
        if (byKey.containsKey(key)) {
            return Offer.DUPLICATE;
        }
        if (byKey.size() >= maxMessages || bytes + size > maxBytes) {
            return Offer.FULL;
        }
        Pending<K, V> p = new Pending<>(key, value, size, nextNumber++, deadlineNanos);
        byKey.put(key, p);
        waiting.enter(p.inTurn, p.number);
        byDeadline.enter(p.inDeadlines, deadlineNanos);
        bytes += size;
        return Offer.ACCEPTED;
    }

    /** Takes the message off the queue because it was acknowledged, and learns from the round trip. Null if it is not pending. */
    public @Nullable Pending<K, V> acknowledge(K key, long nowNanos) {
        Pending<K, V> p = remove(key);
        if (p != null
                && p.inFlight) { // not one that was only sent before the restart: that says nothing of this connection
            silence.answered(p.firstSentNanos, p.number);
            if (p.transmissions == 1) {
                rtt.sample(nowNanos - p.lastSentNanos);
            } else if (p.lastSentNanos != p.firstSentNanos) { // not sent before the restart, and once since
                rtt.ambiguous(p.firstSentNanos, p.lastSentNanos, nowNanos);
            }
        }
        return p;
    }

    /** Takes the message off the queue because the other end has refused it: an answer as well, though of no use as a round trip. */
    public @Nullable Pending<K, V> refuse(K key) {
        Pending<K, V> p = remove(key);
        if (p != null && p.inFlight) {
            silence.answered(p.firstSentNanos, p.number);
        }
        return p;
    }

    /** Takes the message off the queue for another reason. Null if it is not pending. */
    public @Nullable Pending<K, V> remove(K key) {
        Pending<K, V> p = byKey.remove(key);
        if (p != null) {
            forget(p);
        }
        return p;
    }

    private void forget(Pending<K, V> p) {
        bytes -= p.bytes;
        if (p.inFlight) {
            inFlightCount--;
        }
        p.inTurn.leave();
        p.inDeadlines.leave();
    }

    /** Reports every message whose deadline is over, then everything that is to be sent now. The output may offer and remove. */
    public void poll(long nowNanos, Output<K, V> output) {
        expire(nowNanos, output);
        Pending<K, V> p;
        while ((p = refused.first()) != null && repeat(p, nowNanos, output)) {
            // before those that had their turn already
        }
        while ((p = inFlight.first()) != null && p.inTurn.time() - nowNanos <= 0) {
            if (!repeat(p, nowNanos, output)) {
                p.inTurn.leave();
                refused.enter(p.inTurn, p.lastSentNanos);
            }
        }
        while (inFlightCount < policy.window() && (p = waiting.first()) != null) {
            p.inFlight = true;
            p.firstSentNanos = nowNanos;
            inFlightCount++;
            transmit(p, nowNanos, output);
        }
    }

    /** Sends a message again, or plans that anew if the timeout has grown since. Returns false, and does nothing, if it has to wait in silence. */
    private boolean repeat(Pending<K, V> p, long nowNanos, Output<K, V> output) {
        long dueNanos = p.lastSentNanos + policy.intervalNanos(p.transmissions, rtt.unstretchedRtoNanos());
        if (dueNanos - nowNanos > 0) {
            p.inTurn.leave();
            inFlight.enter(p.inTurn, dueNanos);
        } else if (silence.tryTake(
                p.lastSentNanos, p.number, 1, policy.repeatsInSilence(), nowNanos, roundIntervalNanos())) {
            transmit(p, nowNanos, output);
        } else {
            return false;
        }
        return true;
    }

    private long roundIntervalNanos() {
        return policy.intervalNanos(silence.rounds() + 1, rtt.unstretchedRtoNanos());
    }

    private void transmit(Pending<K, V> p, long nowNanos, Output<K, V> output) {
        if (p.transmissions > 0) {
            retransmissions++;
        }
        p.transmissions++;
        p.lastSentNanos = nowNanos;
        p.inTurn.leave();
        inFlight.enter(p.inTurn, nowNanos + policy.intervalNanos(p.transmissions, rtt.rtoNanos()));
        output.transmit(p);
    }

    /** Reports every message whose deadline is over, and sends nothing: for a peer that cannot be reached at the moment. */
    public void expire(long nowNanos, Output<K, V> output) {
        Pending<K, V> p;
        while ((p = byDeadline.first()) != null && p.deadlineNanos - nowNanos <= 0) {
            byKey.remove(p.key);
            forget(p);
            output.expire(p);
        }
    }

    /**
     * Returns when {@link #poll} will have something to do, or {@link Long#MAX_VALUE} if nothing is pending. To be asked right after a
     * poll: what was offered or ended since may have made something due at once, which is not told here.
     */
    public long nextDueNanos() {
        Pending<K, V> due = inFlight.first();
        long next = nextDeadlineNanos();
        if (due != null) {
            next = Math.min(next, due.inTurn.time());
        }
        return refused.first() == null ? next : Math.min(next, silence.nextRoundNanos(roundIntervalNanos()));
    }

    /** Returns when {@link #expire} will have something to do, or {@link Long#MAX_VALUE} if nothing is pending. */
    public long nextDeadlineNanos() {
        Pending<K, V> p = byDeadline.first();
        return p == null ? Long.MAX_VALUE : p.deadlineNanos;
    }

    /**
     * Makes everything unsent again, in the order in which it was offered: for a new connection to the same peer, by another
     * transport perhaps. What was measured on the old one is forgotten.
     */
    public void restart(RetransmissionPolicy newPolicy) {
        policy = newPolicy;
        rtt = newPolicy.newEstimator();
        silence = new SilenceLimit();
        List<Pending<K, V>> all = pending();
        inFlight.clear();
        refused.clear();
        inFlightCount = 0;
        waiting.clear();
        for (Pending<K, V> p : all) {
            p.inFlight = false;
            waiting.enter(p.inTurn, p.number);
        }
    }

    /** Takes everything off the queue, and returns it in the order in which it was offered. */
    public List<Pending<K, V>> drain() {
        List<Pending<K, V>> all = pending();
        byKey.clear();
        inFlight.clear();
        refused.clear();
        inFlightCount = 0;
        waiting.clear();
        byDeadline.clear();
        bytes = 0;
        return all;
    }

    private List<Pending<K, V>> pending() {
        List<Pending<K, V>> all = new ArrayList<>(byKey.values());
        all.sort(Comparator.comparingLong(p -> p.number));
        return all;
    }

    /** Returns how many messages are pending. */
    public int size() {
        return byKey.size();
    }

    /** Returns how many bytes the pending messages count for. */
    public long bytes() {
        return bytes;
    }

    /** Returns how many transmissions were not the first of their message. */
    public long retransmissions() {
        return retransmissions;
    }

    /** Returns the round-trip estimator of the current connection. */
    public RttEstimator rtt() {
        return rtt;
    }
}
