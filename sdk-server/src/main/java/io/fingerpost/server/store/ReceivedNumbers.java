package io.fingerpost.server.store;

import io.fingerpost.core.link.AckBlock;
import io.fingerpost.core.link.LinkLimits;
import java.util.Arrays;

/**
 * Which numbers of a link have been received: all up to one of them, and some of those above it. Never takes more memory than the
 * largest window needs, however many numbers there were. Confined to one thread.
 */
final class ReceivedNumbers {
    private static final int CAPACITY = LinkLimits.MAX_WINDOW_MESSAGES; // a power of two
    private static final long[] EMPTY = {};

    private long cum;
    private long highest; // of all that were received; cum if none is above it
    private long[] above = EMPTY; // one bit for each number above cum, modulo the capacity; empty when there are none

    /**
     * Creates a set.
     *
     * @param cum everything up to here has been received: 0 in the beginning
     */
    public ReceivedNumbers(long cum) {
        if (cum < 0) {
            throw new IllegalArgumentException("cum must not be negative: " + cum);
        }
        this.cum = cum;
        this.highest = cum;
    }

    /**
     * Returns the set that {@link #cum} and {@link #bitmap} were taken from.
     *
     * @throws IllegalArgumentException if there is no such set
     */
    public static ReceivedNumbers of(long cum, byte[] bitmap) {
        if (8 * bitmap.length > CAPACITY) {
            throw new IllegalArgumentException("the bitmap is too long: " + bitmap.length);
        }
        ReceivedNumbers numbers = new ReceivedNumbers(cum);
        for (int i = 0; i < 8 * bitmap.length; i++) {
            if ((bitmap[i >> 3] >> (i & 7) & 1) != 0) {
                numbers.add(cum + 2 + i, cum + 2 + i);
            }
        }
        return numbers;
    }

    /** Returns the number up to which all have been received. */
    public long cum() {
        return cum;
    }

    /** Returns whether a number has been received. */
    public boolean contains(long sq) {
        return sq <= cum || (sq <= highest && isSet(sq));
    }

    /**
     * Notes that some numbers have been received, each of them perhaps not for the first time.
     *
     * @throws IllegalArgumentException if they end further above {@link #cum} than any window reaches
     */
    public void add(long first, long last) {
        if (first < 1 || first > last || last - cum > CAPACITY) {
            throw new IllegalArgumentException(first + " to " + last + " cannot be received after " + cum);
        }
        if (first <= cum + 1) {
            advanceTo(last);
            return;
        }
        if (above.length == 0) {
            above = new long[CAPACITY / Long.SIZE];
        }
        for (long sq = first; sq <= last; sq++) {
            above[word(sq)] |= 1L << sq;
        }
        highest = Math.max(highest, last);
    }

    /** Notes that everything up to a number is done with, received or not. */
    public void advanceTo(long sq) {
        if (sq <= cum) {
            return;
        }
        if (sq >= highest) {
            highest = sq;
            above = EMPTY;
            cum = sq;
            return;
        }
        while (cum < sq || (cum < highest && isSet(cum + 1))) {
            cum++;
            above[word(cum)] &= ~(1L << cum);
        }
        if (cum == highest) {
            above = EMPTY;
        }
    }

    /** Returns what was received above {@link #cum}: bit i of byte j (lowest bit first) stands for {@code cum + 2 + 8 * j + i}. */
    public byte[] bitmap() {
        return bitmap(CAPACITY / 8);
    }

    private byte[] bitmap(int maxBytes) {
        long first = cum + 2; // the one before it has not been received
        int bits = (int) Math.max(0, Math.min(highest - first + 1, 8L * maxBytes));
        byte[] bitmap = new byte[(bits + 7) / 8];
        for (int i = 0; i < bits; i++) {
            if (isSet(first + i)) {
                bitmap[i >> 3] |= (byte) (1 << (i & 7));
            }
        }
        return bitmap;
    }

    /** Returns what to tell the other end: as much of it as an acknowledgement holds. */
    public AckBlock toAckBlock() {
        return new AckBlock(cum, 0, bitmap(AckBlock.MAX_BITMAP_BYTES), 0, 0);
    }

    private boolean isSet(long sq) {
        return (above[word(sq)] >> sq & 1) != 0;
    }

    private static int word(long sq) {
        return (int) (sq & CAPACITY - 1) / Long.SIZE;
    }

    @Override
    public String toString() {
        return cum + " and " + Arrays.toString(bitmap());
    }
}
