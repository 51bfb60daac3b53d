package io.fingerpost.core.delivery;

import java.util.Arrays;

/**
 * Hashes of messages in the order in which they were settled, each with its time: 24 bytes each and 8 of an index, in arrays without
 * objects, so that a collector has nothing to do with them. Grows as needed; takes no memory when it is empty. Confined to one thread,
 * or guarded by its owner.
 *
 * <p>A server has many of these, and none of them stays in a processor's cache. So an entry of the index says by itself where it belongs,
 * and looking for a hash that is not there, or taking one out, reads nothing but the index.
 */
final class SettledKeys {
    /** The most that it can hold. */
    static final int MAX_CAPACITY = 1 << 15;

    private static final int FIRST_CAPACITY = 16; // a power of two, as all that follow
    private static final long[] NOTHING = {};

    // A ring: the oldest is at head.
    private long[] lows = NOTHING;
    private long[] highs = NOTHING;
    private long[] times = NOTHING;
    private int head;
    private int size;
    // By hash, with linear probing; twice as long as the ring, 2^bits. An entry is 0, or its place in the ring,
    // plus one, in the lower bits, and above them as much of the hash as there is room for: at least the bits
    // that say where the entry belongs.
    private int[] index = {};
    private int bits;

    int size() {
        return size;
    }

    /** Returns when the oldest was settled; means nothing if there is none. */
    long oldestNanos() {
        return size == 0 ? 0 : times[head];
    }

    boolean contains(long low, long high) {
        if (size == 0) {
            return false;
        }
        int mask = index.length - 1;
        int tag = (int) low << bits >>> bits;
        for (int i = tag & mask; index[i] != 0; i = i + 1 & mask) {
            if (index[i] >>> bits == tag && isAt((index[i] & mask) - 1, low, high)) {
                return true;
            }
        }
        return false;
    }

    private boolean isAt(int place, long low, long high) {
        return lows[place] == low && highs[place] == high;
    }

    /** Adds one that it does not contain. */
    void add(long low, long high, long nowNanos) {
        if (size == lows.length) {
            grow();
        }
        int place = head + size & lows.length - 1;
        lows[place] = low;
        highs[place] = high;
        times[place] = nowNanos;
        size++;
        enter(place);
    }

    private void enter(int place) {
        int mask = index.length - 1;
        int hash = (int) lows[place];
        int i = hash & mask;
        while (index[i] != 0) {
            i = i + 1 & mask;
        }
        index[i] = hash << bits | place + 1;
    }

    private void grow() {
        int capacity = Math.max(FIRST_CAPACITY, 2 * lows.length);
        lows = unrolled(lows, capacity);
        highs = unrolled(highs, capacity);
        times = unrolled(times, capacity);
        head = 0;
        index = new int[2 * capacity];
        bits = Integer.numberOfTrailingZeros(index.length);
        for (int place = 0; place < size; place++) {
            enter(place);
        }
    }

    private long[] unrolled(long[] ring, int capacity) {
        long[] longer = Arrays.copyOfRange(ring, head, head + capacity);
        System.arraycopy(ring, 0, longer, ring.length - head, head);
        return longer;
    }

    void removeOldest() {
        leave(head);
        head = head + 1 & lows.length - 1;
        size--;
        if (size == 0) {
            lows = NOTHING;
            highs = NOTHING;
            times = NOTHING;
            index = new int[0];
            head = 0;
        }
    }

    /** Takes a place out of the index, and closes the gap: what stands behind it moves up if that brings it nearer to where it belongs. */
    private void leave(int place) {
        int mask = index.length - 1;
        int gap = (int) lows[place] & mask;
        while ((index[gap] & mask) != place + 1) {
            gap = gap + 1 & mask;
        }
        for (int i = gap + 1 & mask; index[i] != 0; i = i + 1 & mask) {
            int home = index[i] >>> bits & mask;
            if ((i - home & mask) >= (i - gap & mask)) {
                index[gap] = index[i];
                gap = i;
            }
        }
        index[gap] = 0;
    }
}
