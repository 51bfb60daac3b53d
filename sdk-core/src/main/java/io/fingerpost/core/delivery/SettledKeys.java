package io.fingerpost.core.delivery;

import java.util.Arrays;

/**
 * Hashes of messages in the order in which they were settled, each with its time: 24 bytes each and 8 to 16 of an index, in arrays without
 * objects, so that a collector has nothing to do with them. Grows as needed; takes no memory when it is empty. Confined to one thread,
 * or guarded by its owner.
 */
final class SettledKeys {
    private static final int FIRST_CAPACITY = 16; // a power of two, as all that follow
    private static final long[] NOTHING = {};

    // A ring: the oldest is at head.
    private long[] lows = NOTHING;
    private long[] highs = NOTHING;
    private long[] times = NOTHING;
    private int head;
    private int size;
    private int[] index = {}; // places in the ring, plus one; by hash, with linear probing; twice as long as the ring

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
        for (int i = (int) low & mask; index[i] != 0; i = i + 1 & mask) {
            int place = index[i] - 1;
            if (lows[place] == low && highs[place] == high) {
                return true;
            }
        }
        return false;
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
        int i = (int) lows[place] & mask;
        while (index[i] != 0) {
            i = i + 1 & mask;
        }
        index[i] = place + 1;
    }

    private void grow() {
        int capacity = Math.max(FIRST_CAPACITY, 2 * lows.length);
        lows = unrolled(lows, capacity);
        highs = unrolled(highs, capacity);
        times = unrolled(times, capacity);
        head = 0;
        index = new int[2 * capacity];
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
        while (index[gap] != place + 1) {
            gap = gap + 1 & mask;
        }
        for (int i = gap + 1 & mask; index[i] != 0; i = i + 1 & mask) {
            int home = (int) lows[index[i] - 1] & mask;
            if ((i - home & mask) >= (i - gap & mask)) {
                index[gap] = index[i];
                gap = i;
            }
        }
        index[gap] = 0;
    }
}
