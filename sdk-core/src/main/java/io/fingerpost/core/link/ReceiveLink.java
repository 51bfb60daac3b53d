package io.fingerpost.core.link;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

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
    }

    private enum State {
        ABSENT,
        ARRIVED,
        HANDED,
        DONE
    }

    private static final long MAX_ACK_DELAY_NANOS = MILLISECONDS.toNanos(5);
    private static final int MAX_UNACKNOWLEDGED = 8;
    private static final long NEVER = Long.MAX_VALUE;

    /** What is known of one number in the window. */
    private static final class Slot {
        private State state = State.ABSENT;
        private int flags;
        private int back;
        private byte @Nullable [] bytes;
    }

    private final LinkLimits limits;
    private final Slot[] slots; // by number, modulo their count
    private long doneUpTo;
    private long highest; // the highest number that has arrived
    private long bytesHeld;
    private long duplicates;

    private int unacknowledged;
    private long ackDueNanos = NEVER;
    private long lastArrivalNanos = Long.MIN_VALUE / 2;
    private long stamp; // the latest that was received; 0 if there was none
    private long stampNanos;

    /**
     * Creates a link.
     *
     * @param doneUpTo everything up to here is done with: 0 in the beginning
     */
    public ReceiveLink(LinkLimits limits, long doneUpTo) {
        this.limits = limits;
        this.slots = new Slot[limits.windowMessages()];
        this.doneUpTo = doneUpTo;
        this.highest = doneUpTo;
        for (int i = 0; i < slots.length; i++) {
            slots[i] = new Slot();
        }
    }

    /** Takes a piece. What is outside the window, or more than may be held, is dropped: the other end keeps to the same bounds. */
    public void onMessage(long sq, int flags, int back, byte[] bytes, long nowNanos, Output output) {
        if ((flags & FrameFormat.UNRELIABLE) != 0) {
            output.deliver(0, bytes, false);
            return;
        }
        if (sq > doneUpTo + slots.length) {
            return;
        }
        Slot slot = slot(sq);
        if (sq <= doneUpTo || slot.state != State.ABSENT) {
            duplicates++;
            ackDueNanos = nowNanos; // our acknowledgement was lost, or is late
            return;
        }
        if (bytesHeld + bytes.length > limits.windowBytes()) {
            return;
        }
        slot.state = State.ARRIVED;
        slot.flags = flags;
        slot.back = back;
        slot.bytes = bytes;
        bytesHeld += bytes.length;
        highest = Math.max(highest, sq);
        planAck(nowNanos);
        handOver(sq, output);
    }

    private void planAck(long nowNanos) {
        boolean first = nowNanos - lastArrivalNanos > MAX_ACK_DELAY_NANOS;
        lastArrivalNanos = nowNanos;
        if (first || ++unacknowledged >= MAX_UNACKNOWLEDGED) {
            ackDueNanos = nowNanos;
        } else {
            ackDueNanos = Math.min(ackDueNanos, nowNanos + MAX_ACK_DELAY_NANOS);
        }
    }

    // ---- handing over ----

    /** Hands over the message that this piece belongs to, if it is complete and its turn, and then those that waited for it. */
    private void handOver(long piece, Output output) {
        long first = firstPiece(piece);
        if (first < 0) {
            return;
        }
        long last = lastPiece(piece);
        if (last < 0 || !isTurn(first)) {
            return;
        }
        byte[] message = assemble(first, last);
        boolean redelivered = (slot(first).flags & FrameFormat.REDELIVERED) != 0;
        for (long sq = first; sq <= last; sq++) {
            slot(sq).state = State.HANDED;
            slot(sq).bytes = null;
        }
        bytesHeld -= message.length;
        output.deliver(last, message, redelivered);
        for (long sq = last + 1; sq <= highest; sq++) {
            Slot later = slot(sq);
            if (later.state == State.ARRIVED && later.back > 0 && sq - later.back == last) {
                handOver(sq, output);
            }
        }
    }

    private boolean isTurn(long first) {
        int back = slot(first).back;
        if (back == 0) {
            return true;
        }
        long predecessor = first - back;
        return predecessor <= doneUpTo || is(predecessor, State.HANDED);
    }

    private long firstPiece(long piece) {
        long sq = piece;
        while ((slot(sq).flags & FrameFormat.CONTINUATION) != 0) {
            sq--;
            if (sq <= doneUpTo || slot(sq).state != State.ARRIVED) {
                return -1;
            }
        }
        return sq;
    }

    private long lastPiece(long piece) {
        long sq = piece;
        while ((slot(sq).flags & FrameFormat.MORE) != 0) {
            sq++;
            if (sq > highest || slot(sq).state != State.ARRIVED) {
                return -1;
            }
        }
        return sq;
    }

    private byte[] assemble(long first, long last) {
        int total = 0;
        for (long sq = first; sq <= last; sq++) {
            total += bytes(sq).length;
        }
        if (first == last) {
            return bytes(first);
        }
        byte[] message = new byte[total];
        int position = 0;
        for (long sq = first; sq <= last; sq++) {
            byte[] part = bytes(sq);
            System.arraycopy(part, 0, message, position, part.length);
            position += part.length;
        }
        return message;
    }

    private byte[] bytes(long sq) {
        byte[] bytes = slot(sq).bytes;
        if (bytes == null) {
            throw new IllegalStateException("piece " + sq + " is gone");
        }
        return bytes;
    }

    /** Notes that a message that was handed over is done with. */
    public void complete(long sq, long nowNanos) {
        for (long piece = sq; piece > doneUpTo && slot(piece).state == State.HANDED; piece--) {
            Slot slot = slot(piece);
            slot.state = State.DONE;
            if ((slot.flags & FrameFormat.CONTINUATION) == 0) {
                break;
            }
        }
        boolean advanced = false;
        while (doneUpTo < highest && slot(doneUpTo + 1).state == State.DONE) {
            doneUpTo++;
            slots[(int) (doneUpTo & slots.length - 1)] = new Slot();
            advanced = true;
        }
        if (advanced) {
            ackDueNanos = Math.min(ackDueNanos, nowNanos + MAX_ACK_DELAY_NANOS);
        }
    }

    // ---- acknowledging ----

    /** Notes the stamp of a frame, to be echoed. */
    public void onStamp(long stampMillis, long nowNanos) {
        stamp = stampMillis;
        stampNanos = nowNanos;
    }

    /** Returns when an acknowledgement has to be sent at the latest, or {@link Long#MAX_VALUE}. */
    public long ackDueNanos() {
        return ackDueNanos;
    }

    /** Returns the acknowledgement to send now, and takes it as sent. */
    public AckBlock takeAck(long nowNanos) {
        ackDueNanos = NEVER;
        unacknowledged = 0;
        long delayMillis = stamp == 0 ? 0 : NANOSECONDS.toMillis(nowNanos - stampNanos);
        return whatIsAtLeast(State.ARRIVED, stamp, delayMillis);
    }

    /** Returns what is done with, for a resume on another connection. */
    public AckBlock done() {
        return whatIsAtLeast(State.DONE, 0, 0);
    }

    private AckBlock whatIsAtLeast(State state, long echoedStamp, long delayMillis) {
        long sq = doneUpTo;
        while (sq < highest && is(sq + 1, state)) {
            sq++;
        }
        int run = (int) (sq - doneUpTo);
        long first = sq + 2; // the one after the run has not arrived
        int bits = (int) Math.max(0, Math.min(highest - first + 1, 8L * FrameFormat.MAX_BITMAP_BYTES));
        byte[] bitmap = new byte[(bits + 7) / 8];
        for (int i = 0; i < bits; i++) {
            if (is(first + i, state)) {
                bitmap[i >> 3] |= (byte) (1 << (i & 7));
            }
        }
        return new AckBlock(doneUpTo, run, bitmap, echoedStamp, delayMillis);
    }

    private boolean is(long sq, State atLeast) {
        return slot(sq).state.compareTo(atLeast) >= 0;
    }

    private Slot slot(long sq) {
        return slots[(int) (sq & slots.length - 1)];
    }

    /** Returns how many pieces arrived that had arrived before. */
    public long duplicates() {
        return duplicates;
    }
}
