package io.fingerpost.core.link;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.fingerpost.core.delivery.SilenceLimit;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of a link: gives each message its number, keeps it until the other end is done with it, and says what to send when.
 * Large messages are cut into pieces, which have numbers of their own. Confined to one thread.
 *
 * @param <V> what the owner wants back when a message is done with
 */
public final class SendLink<V> {
    /** Takes what is to be sent, and what became of it. */
    public interface Output<V> {
        /** Send this piece now, for the first time or again. */
        void transmit(Piece<V> piece);

        /** Send the number of this piece now, without its content: the other end has that, and is to say what became of it. */
        void ask(Piece<V> piece);

        /** The other end is done with this message, and responsible for it from now on. Called once, in the order of the numbers. */
        void done(V message);
    }

    /** Messages that are to be handed over in the order in which they were offered. There is one while any of them is not done with. */
    private static final class Conversation {
        private final String name;
        private long last; // the number of the last message

        private Conversation(String name) {
            this.name = name;
        }
    }

    /** A message, or a piece of one, under its number. */
    public static final class Piece<V> {
        private final long sq;
        private final @Nullable Conversation conversation;
        private byte[] message;
        private int offset;
        private int count;
        private int flags;
        private @Nullable V value; // on the last piece only; null once the owner does not want it back any more
        private long
                predecessor; // the number of the last message of the same conversation; 0 if there is none to wait for
        private int transmissions; // rounds: a second copy is part of its round
        private long firstSentNanos; // of the first round on this connection
        private long sentNanos; // of the last round
        private long dueNanos = Long.MAX_VALUE;
        private long copyNanos = Long.MAX_VALUE;
        private boolean arrived;
        private boolean urgent; // due whatever the timeout
        private boolean seenBefore; // on an earlier connection
        private boolean unwanted; // the message was taken back

        private Piece(
                long sq,
                byte[] message,
                int offset,
                int count,
                int flags,
                @Nullable Conversation conversation,
                @Nullable V value) {
            this.sq = sq;
            this.message = message;
            this.offset = offset;
            this.count = count;
            this.flags = flags;
            this.conversation = conversation;
            this.value = value;
        }

        long sq() {
            return sq;
        }

        byte[] message() {
            return message;
        }

        @Nullable V value() {
            return value;
        }

        int offset() {
            return offset;
        }

        int count() {
            return count;
        }

        int flags() {
            return seenBefore ? flags | FrameFormat.REDELIVERED : flags;
        }

        /** Makes this a number under which nothing comes. */
        private void empty() {
            message = NOTHING;
            offset = 0;
            count = 0;
            flags |= FrameFormat.VOID;
        }

        /**
         * Returns whether there is nothing under this number. Then it is sent until it is done with, and not just until the number has
         * arrived: that may have been the message, before it was taken back, or before this end started again.
         */
        private boolean isEmpty() {
            return (flags & FrameFormat.VOID) != 0;
        }

        /** Returns the distance to the message to wait for, given what the other end is known to be done with; 0 if there is none. */
        int back(long doneUpTo) {
            return predecessor > doneUpTo ? (int) (sq - predecessor) : 0;
        }
    }

    private static final long COPY_DELAY_NANOS = MILLISECONDS.toNanos(7);
    private static final long MIN_ASK_NANOS = MILLISECONDS.toNanos(200);
    private static final long SILENCE_NANOS = SECONDS.toNanos(2);
    private static final long FIRST_PROBE_NANOS = MILLISECONDS.toNanos(250);
    private static final long MAX_PROBE_NANOS = SECONDS.toNanos(15);
    private static final int MAX_ASKED = 64;
    private static final int FIRST_WINDOW = 32;
    private static final int MIN_WINDOW = 8;
    private static final int MAX_WINDOW = 256;
    private static final double BUDGET = 1.25;
    private static final int BYTES_IN_SILENCE = 4 * LinkLimits.MAX_DATAGRAM_BYTES; // of messages, a round
    private static final long STAMP_TOLERANCE_NANOS =
            MILLISECONDS.toNanos(2); // how far a round trip by stamps may be off
    private static final long UNKNOWN = Long.MAX_VALUE;

    private static final byte[] NOTHING = {};

    private LinkLimits limits = LinkLimits.DEFAULT; // what the receiver holds at most
    private final PathEstimate path = new PathEstimate();
    private boolean datagrams; // whether what is sent on this connection may get lost

    private final ArrayDeque<Piece<V>> waiting =
            new ArrayDeque<>(); // numbered, never sent on any connection, or outside the window
    private final ArrayDeque<Piece<V>> inFlight =
            new ArrayDeque<>(); // sent on this connection, in the order of the numbers
    private final Map<String, Conversation> conversations = new HashMap<>(); // those with numbers above doneUpTo
    private long nextSq;
    private long doneUpTo;
    private long bytesInFlight;
    private int notArrived; // of those in flight

    private double window = FIRST_WINDOW;
    private long messagesSent;
    private long datagramsSent; // transmissions, copies included
    private long lastFastNanos = Long.MIN_VALUE / 2;
    private long lastShrinkNanos = Long.MIN_VALUE / 2;
    private long heardNanos;
    private SilenceLimit silence = new SilenceLimit();
    private long plannedRtoNanos = Long.MAX_VALUE; // the shortest timeout by which a repeat in flight was planned
    private boolean deferred; // whether a repeat waits for its round
    private long probeIntervalNanos;
    private long askNanos = Long.MAX_VALUE; // when to ask whether what has arrived is done with
    private int asked; // how often since something was last done with
    private int unanswered; // how often since something was last heard
    private long nextDueNanos = Long.MAX_VALUE;

    /**
     * Creates a link that has sent nothing yet.
     *
     * @param startAfter the number before that of the first message
     */
    public SendLink(long startAfter) {
        this.nextSq = startAfter + 1;
        this.doneUpTo = startAfter;
    }

    /**
     * Takes a message and numbers it. The owner bounds how many wait.
     *
     * @param conversation messages of one conversation are handed over in the order in which they are offered; null if it does not matter
     * @return the number of its last piece
     */
    public long offer(byte[] message, @Nullable String conversation, V value) {
        return offer(message, conversation, value, false);
    }

    private long offer(byte[] message, @Nullable String name, V value, boolean seenBefore) {
        Conversation conversation = name == null ? null : conversations.computeIfAbsent(name, Conversation::new);
        long before = conversation == null ? 0 : conversation.last;
        int offset = 0;
        do {
            int count = Math.min(LinkLimits.PIECE_BYTES, message.length - offset);
            boolean last = offset + count == message.length;
            int flags = (last ? 0 : FrameFormat.MORE) | (offset == 0 ? 0 : FrameFormat.CONTINUATION);
            Piece<V> piece = new Piece<>(nextSq++, message, offset, count, flags, conversation, last ? value : null);
            piece.predecessor = offset == 0 ? before : 0;
            piece.seenBefore = seenBefore;
            waiting.addLast(piece);
            offset += count;
        } while (offset < message.length);
        if (conversation != null) {
            conversation.last = nextSq - 1;
        }
        return nextSq - 1;
    }

    /**
     * Takes the next message that will come, which has its number already: what lies between it and the one before is told to be empty.
     *
     * @param firstSq the number of its first piece
     * @param seenBefore whether the other end may have been handed it before
     * @throws IllegalArgumentException if that number was given already
     */
    public long offerAt(long firstSq, byte[] message, @Nullable String conversation, V value, boolean seenBefore) {
        if (firstSq < nextSq) {
            throw new IllegalArgumentException("number " + firstSq + " was given already");
        }
        skipBefore(firstSq);
        return offer(message, conversation, value, seenBefore);
    }

    /** Gives every number before this one that was not given yet to nothing, and tells the other end so. */
    public void skipBefore(long sq) {
        while (nextSq < sq) {
            waiting.addLast(new Piece<>(nextSq++, NOTHING, 0, 0, FrameFormat.VOID, null, null));
        }
    }

    /**
     * Takes a message back, as far as that is possible: {@link Output#done} is not called for it any more, and what is left of it is told
     * to be empty, so that those after it need not wait. It may have been handed over all the same.
     *
     * @param lastSq what {@link #offer} returned
     */
    public void retract(long lastSq, long nowNanos) {
        Piece<V> piece = find(lastSq);
        if (piece != null && piece.value != null) {
            retract(piece, nowNanos);
        }
    }

    private void retract(Piece<V> piece, long nowNanos) {
        piece.value = null;
        stopAsking(); // perhaps this is the answer, and there is more to ask for
        if (piece.arrived) { // the other end may be waiting for this, because it has refused the message
            piece.arrived = false;
            heardNanos = notArrived == 0 ? nowNanos : heardNanos; // silence counts from when an answer is due
            notArrived += isInFlight(piece) ? 1 : 0;
        }
        for (Piece<V> part = piece; part != null; part = find(part.sq - 1)) {
            part.unwanted = true;
            if (!part.arrived) {
                bytesInFlight -= isInFlight(part) ? part.count : 0;
                part.empty();
                part.urgent = isInFlight(part);
                part.dueNanos = part.urgent ? nowNanos : part.dueNanos;
            }
            if ((part.flags & FrameFormat.CONTINUATION) == 0) {
                break;
            }
        }
        nextDueNanos = nowNanos;
    }

    /**
     * Between two connections: takes back, as {@link #retract} does, what need not be sent on the next one, because its outcome is known
     * though the other end has not said that it is done with it.
     */
    public void retractIf(Predicate<V> isOver, long nowNanos) {
        for (ArrayDeque<Piece<V>> pieces : Arrays.asList(inFlight, waiting)) {
            for (Piece<V> piece : pieces) {
                if (piece.value != null && isOver.test(piece.value)) {
                    retract(piece, nowNanos);
                }
            }
        }
    }

    /**
     * Between two connections: gives up on telling the other end that the numbers at the front are empty, because the next connection
     * begins with {@link #doneUpTo}, which tells it as well. So what is retracted while there is no connection does not pile up.
     */
    public void dropRetracted() {
        while (dropRetracted(inFlight) || (inFlight.isEmpty() && dropRetracted(waiting))) {
            askNanos = Long.MAX_VALUE;
        }
    }

    private boolean dropRetracted(ArrayDeque<Piece<V>> pieces) {
        Piece<V> first = pieces.peekFirst();
        if (first == null || !(first.unwanted || first.isEmpty())) {
            return false;
        }
        pieces.removeFirst();
        notArrived -= pieces == inFlight && !first.arrived ? 1 : 0;
        doneUpTo = first.sq;
        leaveConversation(first);
        return true;
    }

    private boolean isInFlight(Piece<V> piece) {
        Piece<V> last = inFlight.peekLast();
        return last != null && piece.sq <= last.sq;
    }

    private @Nullable Piece<V> find(long sq) {
        for (Piece<V> piece : isBeyond(sq) ? waiting : inFlight) {
            if (piece.sq == sq) {
                return piece;
            }
        }
        return null;
    }

    private boolean isBeyond(long sq) {
        Piece<V> first = waiting.peekFirst();
        return first != null && sq >= first.sq;
    }

    // ---- sending ----

    /** Says what to send now. */
    public void poll(long nowNanos, Output<V> output) {
        if (isSilent(nowNanos)) {
            probe(nowNanos, output);
            return;
        }
        if (nextDueNanos <= nowNanos) {
            repeat(nowNanos, output);
        }
        ask(nowNanos, output);
        while (!waiting.isEmpty() && hasRoomFor(waiting.peekFirst())) {
            Piece<V> piece = waiting.removeFirst();
            inFlight.addLast(piece);
            bytesInFlight += piece.count;
            messagesSent++;
            if (!piece.arrived) {
                heardNanos = notArrived == 0 ? nowNanos : heardNanos; // silence counts from when an answer is due
                notArrived++;
                startRound(piece, nowNanos, output);
            }
        }
        computeNextDue();
    }

    /** Repeats what is due, within the limit in silence; what has to wait is seen again in the next round, or by {@link #replan}. */
    private void repeat(long nowNanos, Output<V> output) {
        for (Piece<V> piece : inFlight) {
            if (piece.dueNanos <= nowNanos) {
                int size = piece.count + FrameFormat.MAX_MESSAGE_HEAD_BYTES;
                boolean isLimited = datagrams && !piece.isEmpty(); // hundreds of empty ones fit into a datagram
                if (!isLimited
                        || silence.tryTake(
                                piece.sentNanos, piece.sq, size, BYTES_IN_SILENCE, nowNanos, roundIntervalNanos())) {
                    startRound(piece, nowNanos, output);
                } else {
                    deferred = true;
                    piece.dueNanos = silence.nextRoundNanos(roundIntervalNanos());
                }
            } else if (piece.copyNanos <= nowNanos) {
                piece.copyNanos = Long.MAX_VALUE;
                datagramsSent++;
                output.transmit(piece);
            }
        }
    }

    /** Where much gets lost, silence is nothing unusual, and no reason to wait longer. */
    private long roundIntervalNanos() {
        return path.intervalNanos(path.isLossy() ? 1 : silence.rounds() + 1);
    }

    /**
     * The oldest has arrived, and nothing is heard of its being done with: perhaps the acknowledgement was lost, or the word that it was refused.
     * Repeats without content, which the other end has no other use for, make it answer.
     */
    private void ask(long nowNanos, Output<V> output) {
        Piece<V> oldest = inFlight.peekFirst();
        if (!datagrams || oldest == null || !oldest.arrived) {
            askNanos = Long.MAX_VALUE;
        } else if (askNanos == Long.MAX_VALUE) {
            long factor = path.isLossy() ? 1 : Math.min(8, 1L << asked); // what was heard may answer something else
            askNanos = nowNanos + Math.max(MIN_ASK_NANOS, 4 * path.rtoNanos()) * factor;
        } else if (askNanos <= nowNanos) {
            asked += unanswered == 0 && asked < 3 ? 1 : 0;
            unanswered++;
            askNanos = nowNanos
                    + path.intervalNanos(unanswered); // if nothing is heard, the question was lost, or its answer
            askOfOldest(output);
        }
    }

    private void stopAsking() {
        asked = 0;
        unanswered = 0;
        askNanos = Long.MAX_VALUE;
    }

    private void askOfOldest(Output<V> output) {
        int left = MAX_ASKED;
        for (Piece<V> piece : inFlight) {
            if (left > 0 && piece.arrived && piece.value != null) { // the last piece of a message stands for all
                left--;
                output.ask(piece);
            }
        }
        datagramsSent++;
    }

    private boolean hasRoomFor(Piece<V> piece) {
        int limit = datagrams ? (int) window : limits.windowMessages();
        return piece.sq <= doneUpTo + limits.windowMessages()
                && notArrived < limit
                && bytesInFlight + piece.count <= limits.windowBytes();
    }

    private void startRound(Piece<V> piece, long nowNanos, Output<V> output) {
        piece.firstSentNanos = piece.transmissions == 0 ? nowNanos : piece.firstSentNanos;
        piece.transmissions++;
        piece.sentNanos = nowNanos;
        piece.urgent = false;
        datagramsSent++;
        piece.dueNanos = Long.MAX_VALUE;
        if (datagrams) {
            piece.dueNanos = nowNanos + path.intervalNanos(piece.transmissions);
            plannedRtoNanos = Math.min(plannedRtoNanos, path.rtoNanos());
            boolean copies = piece.transmissions > 1 && path.isLossy() && budgetAllowsCopies();
            piece.copyNanos = copies ? nowNanos + COPY_DELAY_NANOS : Long.MAX_VALUE;
        }
        output.transmit(piece);
    }

    private boolean budgetAllowsCopies() {
        double share = 1 - path.loss();
        return datagramsSent <= BUDGET * (messagesSent + 8) / (share * share);
    }

    /** The path seems dead: one piece is sent now and then, until something is heard again. */
    private void probe(long nowNanos, Output<V> output) {
        if (probeIntervalNanos == 0) {
            probeIntervalNanos = FIRST_PROBE_NANOS;
            nextDueNanos = nowNanos + probeIntervalNanos;
        } else if (nextDueNanos <= nowNanos) {
            probeIntervalNanos = Math.min(MAX_PROBE_NANOS, probeIntervalNanos * 3 / 2);
            nextDueNanos = nowNanos + probeIntervalNanos;
        } else {
            return;
        }
        Piece<V> oldest = firstNotArrived();
        if (oldest != null) {
            datagramsSent++;
            output.transmit(oldest);
        }
    }

    private boolean isSilent(long nowNanos) {
        return datagrams
                && firstNotArrived() != null
                && nowNanos - heardNanos > Math.max(SILENCE_NANOS, 20 * path.rtoNanos());
    }

    private @Nullable Piece<V> firstNotArrived() {
        for (Piece<V> piece : inFlight) {
            if (!piece.arrived) {
                return piece;
            }
        }
        return null;
    }

    private void computeNextDue() {
        long next = askNanos;
        if (!datagrams) {
            nextDueNanos = next; // nothing is repeated on a stream
            return;
        }
        for (Piece<V> piece : inFlight) {
            next = Math.min(next, Math.min(piece.dueNanos, piece.copyNanos));
        }
        nextDueNanos = next;
    }

    /** Returns when {@link #poll} will have something to do without anything being heard, or {@link Long#MAX_VALUE}. */
    public long nextDueNanos() {
        return nextDueNanos;
    }

    // ---- hearing ----

    /**
     * Takes an acknowledgement.
     *
     * @param rttNanos the round trip that it tells, or negative if it tells none
     */
    public void onAck(AckBlock ack, long rttNanos, long nowNanos, Output<V> output) {
        boolean wasDead = probeIntervalNanos != 0;
        heard(nowNanos);
        if (rttNanos >= 0) {
            path.roundTrip(rttNanos);
        }
        long newestSent = Long.MIN_VALUE;
        if (datagrams) {
            long delayNanos = MILLISECONDS.toNanos(ack.delayMillis());
            long echoedNanos = rttNanos < 0 ? UNKNOWN : nowNanos - rttNanos - delayNanos;
            for (Piece<V> piece : inFlight) {
                if (!piece.arrived && ack.hasArrived(piece.sq)) {
                    long sentNanos = arrived(piece, echoedNanos);
                    silence.answered(sentNanos, piece.sq);
                    newestSent = Math.max(newestSent, sentNanos);
                }
            }
            if (newestSent != Long.MIN_VALUE) {
                path.peerDelay(delayNanos);
            }
            replan(wasDead);
        }
        if (newestSent != Long.MIN_VALUE) {
            hurryOvertaken(newestSent, nowNanos);
            adaptWindow(nowNanos);
        }
        finishUpTo(ack.cum(), output);
        if (datagrams) { // on a stream only what was taken back is due, which no acknowledgement changes
            computeNextDue();
        }
    }

    private void heard(long nowNanos) {
        probeIntervalNanos = 0;
        if (unanswered > 0) {
            unanswered = 0;
            askNanos = Long.MAX_VALUE; // and again after a while
        }
        heardNanos = nowNanos;
    }

    /**
     * Plans the repeats anew if the timeout has grown since they were planned, or if some wait for their round: what is late by the old
     * timeout may be in a queue, and what waits may be late by any. Where much gets lost, a timeout grows by chance.
     *
     * @param wasDead whether the path seemed dead: no intervals grow from before that
     */
    private void replan(boolean wasDead) {
        long rto = path.rtoNanos();
        boolean grown = !path.isLossy() && rto - plannedRtoNanos > plannedRtoNanos / 4;
        if (!wasDead && !deferred && !grown) {
            return;
        }
        deferred = false;
        plannedRtoNanos = rto;
        for (Piece<V> piece : inFlight) {
            if (!piece.urgent && (!piece.arrived || piece.isEmpty())) {
                piece.dueNanos = piece.sentNanos + (wasDead ? rto : path.intervalNanos(piece.transmissions));
            }
        }
    }

    /**
     * Notes that a piece has arrived. A round has failed if the message or its acknowledgement was lost; if the acknowledgement tells a
     * round trip as long as the piece has been under way, nothing was lost, it just took long (as Eifel detection, RFC 3522).
     *
     * @param echoedNanos when the oldest frame was sent that the acknowledgement answers, or {@link #UNKNOWN}
     * @return when that was sent which has arrived; if that is not clear, the first time
     */
    private long arrived(Piece<V> piece, long echoedNanos) {
        piece.arrived = true;
        notArrived--;
        piece.dueNanos = piece.isEmpty() ? piece.dueNanos : Long.MAX_VALUE;
        piece.copyNanos = Long.MAX_VALUE;
        if (piece.isEmpty()) { // its number may have arrived before it was taken back, which tells nothing of the path
            return piece.firstSentNanos;
        }
        boolean failed = piece.transmissions > 1 && piece.firstSentNanos + STAMP_TOLERANCE_NANOS < echoedNanos;
        path.firstRound(failed);
        window = Math.min(MAX_WINDOW, window + 1);
        return failed && echoedNanos != UNKNOWN ? Math.min(piece.sentNanos, echoedNanos) : piece.firstSentNanos;
    }

    /** What was sent clearly before something that has arrived was lost, or will come late: it is due now, once a round trip. */
    private void hurryOvertaken(long newestSentNanos, long nowNanos) {
        if (nowNanos - lastFastNanos < Math.max(PathEstimate.MIN_RTO_NANOS, path.srttNanos())) {
            return;
        }
        long margin = Math.max(MILLISECONDS.toNanos(2), Math.max(0, path.minRttNanos()) / 4);
        for (Piece<V> piece : inFlight) {
            if (!piece.arrived && piece.sentNanos + margin <= newestSentNanos) {
                piece.urgent = true;
                piece.dueNanos = nowNanos;
                lastFastNanos = nowNanos;
            }
        }
    }

    private void adaptWindow(long nowNanos) {
        boolean congested = path.srttNanos() > 2 * path.minRttNanos() && path.loss() > 0.1;
        if (congested && nowNanos - lastShrinkNanos > path.srttNanos()) {
            lastShrinkNanos = nowNanos;
            window = Math.max(MIN_WINDOW, window * 0.75);
        }
    }

    private void finishUpTo(long cum, Output<V> output) {
        // The other end may be done with more than was sent on this link: it had it from before this end started again.
        doneUpTo = Math.max(doneUpTo, Math.min(cum, nextSq - 1));
        while (!inFlight.isEmpty() && inFlight.peekFirst().sq <= doneUpTo) {
            Piece<V> piece = inFlight.removeFirst();
            notArrived -= piece.arrived ? 0 : 1;
            stopAsking();
            bytesInFlight -= piece.count;
            finish(piece, output);
        }
        while (!waiting.isEmpty() && waiting.peekFirst().sq <= doneUpTo) {
            finish(waiting.removeFirst(), output); // after a resume: the other end has it from an earlier connection
        }
    }

    private void finish(Piece<V> piece, Output<V> output) {
        leaveConversation(piece);
        if (piece.value != null) {
            output.done(piece.value);
        }
    }

    private void leaveConversation(Piece<V> piece) {
        Conversation conversation = piece.conversation;
        if (conversation != null && conversation.last == piece.sq) {
            conversations.remove(conversation.name);
        }
    }

    // ---- a new connection ----

    /**
     * Begins anew on another connection: everything that the other end is not done with is sent again, at once, in order.
     *
     * @param overDatagrams whether what is sent on it may get lost
     * @param peerLimits what the other end holds at most
     * @param done what the other end says it is done with; everything that its bitmap names is left out
     */
    public void resume(boolean overDatagrams, LinkLimits peerLimits, AckBlock done, long nowNanos, Output<V> output) {
        datagrams = overDatagrams;
        limits = peerLimits;
        path.restart();
        finishUpTo(done.cum(), output);
        while (!inFlight.isEmpty()) {
            waiting.addFirst(inFlight.removeLast());
        }
        bytesInFlight = 0;
        notArrived = 0;
        for (Piece<V> piece : waiting) {
            piece.seenBefore |= piece.transmissions > 0;
            piece.transmissions = 0;
            piece.firstSentNanos = nowNanos;
            piece.sentNanos = nowNanos;
            piece.arrived = done.hasArrived(piece.sq);
            piece.dueNanos = Long.MAX_VALUE;
            piece.copyNanos = Long.MAX_VALUE;
            piece.urgent = false;
        }
        window = FIRST_WINDOW;
        plannedRtoNanos = Long.MAX_VALUE;
        deferred = false;
        silence = new SilenceLimit();
        probeIntervalNanos = 0;
        stopAsking();
        heardNanos = nowNanos;
        computeNextDue();
    }

    // ---- facts ----

    /** Takes a round trip that was measured in another way, before the first acknowledgement. */
    public void seed(long rttNanos) {
        path.roundTrip(rttNanos);
    }

    /** Returns the number that the next message or piece will be given. */
    public long nextSq() {
        return nextSq;
    }

    /** Returns the smoothed round trip in nanoseconds, or -1 if none was measured. */
    public long srttNanos() {
        return path.srttNanos();
    }

    /** Returns the measured share of datagrams that get lost each way, 0 to 1. */
    public double loss() {
        return path.loss();
    }

    /** Returns the number up to which the other end is done with everything. */
    public long doneUpTo() {
        return doneUpTo;
    }

    /** Returns how many pieces the other end is not done with. */
    public int pending() {
        return waiting.size() + inFlight.size();
    }

    /** Returns how many times a piece was given to {@link Output#transmit}. */
    public long transmissions() {
        return datagramsSent;
    }
}
