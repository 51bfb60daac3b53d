package io.fingerpost.core.link;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The receiving half of a link: puts pieces together, holds back what came before its turn, sees each number once, and says what to
 * acknowledge when. Memory is bounded by the window. Confined to one thread.
 */
public final class ReceiveLink {
    /** Takes what arrives. */
    public interface Output {
        /**
         * Hands over a message, once, after the one before it in the same conversation. Call {@link ReceiveLink#complete} when it is
         * done with.
         *
         * @param sq its number, that of its last piece
         * @param redelivered whether an earlier connection may have handed it over already
         */
        void deliver(long sq, byte[] message, boolean redelivered);

        /**
         * A message that was handed over and is not done with came again: its sender asks what became of it.
         *
         * @param retracted whether the sender does not want it any more
         */
        default void repeated(long sq, boolean retracted) {}
    }

    // What is known of a number: one of these states, and below it the flags under which it came.
    private static final int ABSENT = 0;
    private static final int ARRIVED = 1;
    private static final int HANDED = 2;
    private static final int DONE = 3;
    private static final int FLAG_BITS = 6;
    private static final int FLAGS = (1 << FLAG_BITS) - 1;

    private static final long MAX_ACK_DELAY_NANOS = MILLISECONDS.toNanos(5);
    private static final int MAX_UNACKNOWLEDGED = 8;
    private static final long NEVER = Long.MAX_VALUE;
    private static final byte[] NOTHING = {};

    /** What came under a number, and waits for its turn or for the other pieces of its message. */
    private static final class HeldPiece {
        private final int back;
        private byte[] bytes;

        private HeldPiece(int back, byte[] bytes) {
            this.back = back;
            this.bytes = bytes;
        }
    }

    private final LinkLimits limits;
    // By number, modulo the window. Both are made when they are first needed.
    private byte @Nullable [] states;
    private @Nullable HeldPiece @Nullable [] held;
    private int heldCount;
    private long doneUpTo;
    private long highest; // the highest number that has arrived
    private long bytesHeld;
    private long duplicates;

    private boolean datagrams =
            true; // whether the other end waits to hear what has arrived, and not only what is done with
    private int unacknowledged;
    private long ackDueNanos = NEVER;
    private long lastNewsNanos = Long.MIN_VALUE / 2;
    private long frameStamp; // of the frame that is being read; 0 if it has none
    private long stamp; // to be echoed; 0 if there is none
    private long stampNanos;

    /**
     * Creates a link.
     *
     * @param done what is done with already
     */
    public ReceiveLink(LinkLimits limits, AckBlock done) {
        this.limits = limits;
        this.doneUpTo = done.cum();
        this.highest = done.cum();
        for (long sq = doneUpTo + 1; sq <= done.highest() && sq <= doneUpTo + limits.windowMessages(); sq++) {
            if (done.hasArrived(sq)) {
                note(sq, DONE, 0);
                highest = sq;
            }
        }
        finishDone();
    }

    /** Takes a piece. What is outside the window, or more than may be held, is dropped: the other end keeps to the same bounds. */
    public void onMessage(long sq, int flags, int back, byte[] bytes, long nowNanos, Output output) {
        if ((flags & FrameFormat.UNRELIABLE) != 0) {
            output.deliver(0, bytes, false);
            return;
        }
        if (sq > doneUpTo + limits.windowMessages()) {
            return;
        }
        if (sq <= doneUpTo || state(sq) != ABSENT) {
            keepStamp(nowNanos);
            onRepeat(sq, flags, nowNanos, output);
            return;
        }
        if (bytesHeld + bytes.length > limits.windowBytes()) {
            return;
        }
        keepStamp(nowNanos);
        highest = Math.max(highest, sq);
        if (datagrams) {
            planAck(1, nowNanos);
        }
        boolean whole = (flags & (FrameFormat.MORE | FrameFormat.CONTINUATION | FrameFormat.VOID)) == 0;
        if (whole && isTurn(sq, back)) {
            note(sq, HANDED, flags);
            output.deliver(sq, bytes, (flags & FrameFormat.REDELIVERED) != 0);
            handOverAfter(sq, output);
        } else {
            note(sq, ARRIVED, flags);
            hold(sq, new HeldPiece(back, bytes));
            handOver(sq, output);
        }
        planDone(nowNanos);
    }

    private void hold(long sq, HeldPiece piece) {
        if (held == null) {
            held = new HeldPiece[limits.windowMessages()];
        }
        held[index(sq)] = piece;
        heldCount++;
        bytesHeld += piece.bytes.length;
    }

    private void release(long sq) {
        bytesHeld -= held(sq).bytes.length;
        Objects.requireNonNull(held)[index(sq)] = null;
        heldCount--;
    }

    private HeldPiece held(long sq) {
        HeldPiece piece = held == null ? null : held[index(sq)];
        if (piece == null) {
            throw new IllegalStateException("piece " + sq + " is gone");
        }
        return piece;
    }

    private void onRepeat(long sq, int flags, long nowNanos, Output output) {
        duplicates++;
        ackDueNanos = nowNanos; // our acknowledgement was lost, or is late
        if (sq <= doneUpTo) {
            return;
        }
        boolean empty = (flags & FrameFormat.VOID) != 0;
        if (state(sq) == ARRIVED && empty) {
            note(sq, ARRIVED, flags);
            HeldPiece piece = held(sq);
            bytesHeld -= piece.bytes.length;
            piece.bytes = NOTHING;
            handOver(sq, output);
            finishDone();
        } else if (state(sq) == HANDED && (flags & FrameFormat.MORE) == 0) {
            output.repeated(sq, empty);
        }
    }

    /**
     * Begins anew on another connection. What has arrived and waits for its turn is forgotten: it comes again, as the other end is told
     * only what is done with, and which messages it has to wait for may be others by then.
     *
     * @param overDatagrams whether messages may get lost on it, so that the other end has to hear what has arrived
     * @param last nothing up to this number comes any more
     */
    public void connect(boolean overDatagrams, long last) {
        datagrams = overDatagrams;
        stamp = 0;
        long highestKept = Math.max(doneUpTo, last);
        for (long sq = doneUpTo + 1; sq <= highest; sq++) {
            if (sq <= last || state(sq) == ARRIVED) {
                note(sq, ABSENT, 0);
            } else if (state(sq) != ABSENT) {
                highestKept = sq;
            }
        }
        held = null;
        heldCount = 0;
        bytesHeld = 0;
        doneUpTo = Math.max(doneUpTo, last);
        highest = highestKept;
        finishDone();
    }

    /** Plans to tell of so many more pieces: at once if there was nothing to tell for a while, or there is much. */
    private void planAck(int pieces, long nowNanos) {
        boolean first = nowNanos - lastNewsNanos > MAX_ACK_DELAY_NANOS;
        lastNewsNanos = Math.max(lastNewsNanos, nowNanos);
        unacknowledged += pieces;
        if (first || unacknowledged >= MAX_UNACKNOWLEDGED) {
            ackDueNanos = nowNanos;
        } else {
            ackDueNanos = Math.min(ackDueNanos, nowNanos + MAX_ACK_DELAY_NANOS);
        }
    }

    // ---- handing over ----

    /** Hands over the message that this piece belongs to, if it is complete and its turn, and then those that waited for it. */
    private void handOver(long piece, Output output) {
        long last = handOverOne(piece, output);
        if (last >= 0) {
            handOverAfter(last, output);
        }
    }

    /** Hands over a message that was held, if it is complete and its turn. Returns the number of its last piece; -1 if it was not. */
    private long handOverOne(long piece, Output output) {
        long first = firstPiece(piece);
        if (first < 0) {
            return -1;
        }
        long last = lastPiece(piece);
        if (last < 0 || !isTurn(first, held(first).back)) {
            return -1;
        }
        boolean empty = isEmpty(first, last);
        byte[] message = assemble(first, last);
        boolean redelivered = has(first, FrameFormat.REDELIVERED);
        for (long sq = first; sq <= last; sq++) {
            note(sq, empty ? DONE : HANDED, flags(sq));
            release(sq);
        }
        if (!empty) {
            output.deliver(last, message, redelivered);
        }
        return last;
    }

    /** Hands over those messages whose turn has come with this one: those that wait for it, and for one of these. All have higher numbers. */
    private void handOverAfter(long last, Output output) {
        for (long sq = last + 1; sq <= highest && heldCount > 0; sq++) {
            if (state(sq) == ARRIVED && held(sq).back > 0 && isTurn(sq, held(sq).back)) {
                handOverOne(sq, output);
            }
        }
    }

    private boolean isTurn(long first, int back) {
        if (back == 0) {
            return true;
        }
        long predecessor = first - back;
        return predecessor <= doneUpTo || state(predecessor) >= HANDED;
    }

    /** Returns whether there is no message here: it was taken back, as a whole or so that only pieces of it are left. */
    private boolean isEmpty(long first, long last) {
        boolean empty = has(first, FrameFormat.CONTINUATION) || has(last, FrameFormat.MORE);
        for (long sq = first; sq <= last; sq++) {
            empty |= has(sq, FrameFormat.VOID);
        }
        return empty;
    }

    private boolean has(long sq, int flag) {
        return (flags(sq) & flag) != 0;
    }

    /** Returns the first piece of a message, or of what is left of it; -1 as long as that is not known. */
    private long firstPiece(long piece) {
        long sq = piece;
        while (has(sq, FrameFormat.CONTINUATION) && sq - 1 > doneUpTo && state(sq - 1) != DONE) {
            if (state(sq - 1) == ABSENT) {
                return -1;
            }
            if (!has(sq - 1, FrameFormat.MORE)) {
                break;
            }
            sq--;
        }
        return sq;
    }

    /** Returns the last piece of a message, or of what is left of it; -1 as long as that is not known. */
    private long lastPiece(long piece) {
        long sq = piece;
        while (has(sq, FrameFormat.MORE) && state(sq + 1) != DONE) {
            if (state(sq + 1) == ABSENT) {
                return -1;
            }
            if (!has(sq + 1, FrameFormat.CONTINUATION)) {
                break;
            }
            sq++;
        }
        return sq;
    }

    private byte[] assemble(long first, long last) {
        int total = 0;
        for (long sq = first; sq <= last; sq++) {
            total += held(sq).bytes.length;
        }
        if (first == last) {
            return held(first).bytes;
        }
        byte[] message = new byte[total];
        int position = 0;
        for (long sq = first; sq <= last; sq++) {
            byte[] part = held(sq).bytes;
            System.arraycopy(part, 0, message, position, part.length);
            position += part.length;
        }
        return message;
    }

    /** Returns whether a message was handed over and is not done with. */
    public boolean isHandedOver(long sq) {
        return sq > doneUpTo && state(sq) == HANDED;
    }

    /** Notes that a message that was handed over is done with. */
    public void complete(long sq, long nowNanos) {
        for (long piece = sq; piece > doneUpTo && state(piece) == HANDED; piece--) {
            note(piece, DONE, flags(piece));
            if (!has(piece, FrameFormat.CONTINUATION)) {
                break;
            }
        }
        planDone(nowNanos);
    }

    /** Plans to tell what is newly done with, if anything is. */
    private void planDone(long nowNanos) {
        int done = finishDone();
        if (done > 0 && datagrams) {
            ackDueNanos = Math.min(ackDueNanos, nowNanos + MAX_ACK_DELAY_NANOS);
        } else if (done > 0) {
            planAck(done, nowNanos);
        }
    }

    /** Moves the number up to which everything is done with. Returns by how much. */
    private int finishDone() {
        long before = doneUpTo;
        while (doneUpTo < highest && state(doneUpTo + 1) == DONE) {
            doneUpTo++;
            note(doneUpTo, ABSENT, 0); // its place is that of another number from now on
        }
        return (int) (doneUpTo - before);
    }

    // ---- acknowledging ----

    /** Notes the stamp of a frame whose messages come next. */
    public void onStamp(long stampMillis) {
        frameStamp = stampMillis;
    }

    /**
     * Keeps the stamp of the oldest frame that the next acknowledgement answers, as RFC 7323, 4.3, has it: when many frames have waited in
     * a queue, the youngest does not tell for how long.
     */
    private void keepStamp(long nowNanos) {
        if (stamp == 0) {
            stamp = frameStamp;
            stampNanos = nowNanos;
        }
    }

    /** Returns when an acknowledgement has to be sent at the latest, or {@link Long#MAX_VALUE}. */
    public long ackDueNanos() {
        return ackDueNanos;
    }

    /** Returns the acknowledgement to send now, and takes it as sent. */
    public AckBlock takeAck(long nowNanos) {
        ackDueNanos = NEVER;
        unacknowledged = 0;
        long echoed = stamp;
        long delayMillis = echoed == 0 ? 0 : NANOSECONDS.toMillis(nowNanos - stampNanos);
        stamp = 0; // an acknowledgement that answers no frame tells no round trip
        return whatIsAtLeast(ARRIVED, echoed, delayMillis);
    }

    /** Returns what is done with, for a resume on another connection. */
    public AckBlock done() {
        return whatIsAtLeast(DONE, 0, 0);
    }

    private AckBlock whatIsAtLeast(int state, long echoedStamp, long delayMillis) {
        long sq = doneUpTo;
        while (sq < highest && state(sq + 1) >= state) {
            sq++;
        }
        int run = (int) (sq - doneUpTo);
        long first = sq + 2; // the one after the run has not arrived
        int bits = (int) Math.max(0, Math.min(highest - first + 1, 8L * FrameFormat.MAX_BITMAP_BYTES));
        byte[] bitmap = new byte[(bits + 7) / 8];
        for (int i = 0; i < bits; i++) {
            if (state(first + i) >= state) {
                bitmap[i >> 3] |= (byte) (1 << (i & 7));
            }
        }
        return new AckBlock(doneUpTo, run, bitmap, echoedStamp, delayMillis);
    }

    /** Returns the state of a number above {@link #doneUpTo}. The place of one above the window belongs to another number. */
    private int state(long sq) {
        return states == null || sq > highest ? ABSENT : (states[index(sq)] & 0xff) >> FLAG_BITS;
    }

    /** Returns the flags of a number that is not absent. */
    private int flags(long sq) {
        return states == null ? 0 : states[index(sq)] & FLAGS;
    }

    private void note(long sq, int state, int flags) {
        if (states == null) {
            states = new byte[limits.windowMessages()];
        }
        states[index(sq)] = (byte) ((state << FLAG_BITS) | (flags & FLAGS));
    }

    private int index(long sq) {
        return (int) (sq & limits.windowMessages() - 1);
    }

    /** Returns the number up to which everything is done with. */
    public long doneUpTo() {
        return doneUpTo;
    }

    /** Returns how many pieces arrived that had arrived before. */
    public long duplicates() {
        return duplicates;
    }
}
