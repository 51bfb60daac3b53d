package io.fingerpost.core.delivery;

import java.util.Arrays;

/**
 * Hashes of messages in the order in which they were added, each with its state: 24 bytes each and 8 of an index, in arrays without
 * objects, so that a collector has nothing to do with them. Grows as needed; takes no memory when it is empty. Confined to one thread,
 * or guarded by its owner.
 *
 * <p>A server has many of these, and none of them stays in a processor's cache. So an entry of the index says by itself which hash it may
 * be: looking for one that is not there reads nothing but a place of the index. Forgetting a message leaves its entry where it is, and the
 * index is made anew now and then, when all of it is at hand. Who remembers a place need not look for it.
 */
final class MessageRing {
    /** The most places that it can have. */
    static final int MAX_CAPACITY = 1 << 15;

    /** The state of a place whose message was forgotten before those that were added earlier. */
    static final long GONE = Long.MIN_VALUE;

    private static final int FIRST_CAPACITY = 16; // a power of two, as all that follow
    private static final int LOW = 0;
    private static final int HIGH = 1;
    private static final int STATE = 2;
    private static final int LONGS = 3; // a place
    private static final int MAX_EIGHTHS_USED = 5; // of the index, before it is made anew

    private long[] places = {};
    private int capacity;
    private int head; // the oldest place
    private int size;
    // By hash, with linear probing; twice as long as there are places, 2^bits. An entry is 0, or its place, plus one,
    // in the lower bits, and above them as much of the hash as there is room for. Entries of forgotten messages are
    // among them.
    private int[] index = {};
    private int bits;
    private int entries;

    /** Returns how many places are taken, by messages and by those that are {@link #GONE}. */
    int size() {
        return size;
    }

    /** Returns the oldest place; means nothing if there is none. */
    int oldest() {
        return head;
    }

    /** Returns how many places were taken after this one. */
    int youngerThan(int place) {
        return size - 1 - (place - head & capacity - 1);
    }

    /** Returns the state of what stands at a place, which is {@link #GONE} if it was forgotten. */
    long state(int place) {
        return places[LONGS * place + STATE];
    }

    void state(int place, long state) {
        places[LONGS * place + STATE] = state;
    }

    /** Returns whether a message stands at this place, which may be one of long ago. */
    boolean isAt(int place, long low, long high) {
        return place < capacity
                && places[LONGS * place + LOW] == low
                && places[LONGS * place + HIGH] == high
                && state(place) != GONE;
    }

    /** Returns the place of a message; -1 if it is not there. */
    int find(long low, long high) {
        if (size == 0) {
            return -1;
        }
        int mask = index.length - 1;
        int tag = tag(low);
        for (int i = tag & mask; index[i] != 0; i = i + 1 & mask) {
            int place = (index[i] & mask) - 1;
            if (index[i] >>> bits == tag && isAt(place, low, high)) {
                return place;
            }
        }
        return -1;
    }

    /** Adds a message that is not there. Returns its place, where it stays until another one is added or it is made the youngest. */
    int add(long low, long high, long state) {
        if (size == capacity) {
            grow();
        }
        int place = head + size & capacity - 1;
        places[LONGS * place + LOW] = low;
        places[LONGS * place + HIGH] = high;
        places[LONGS * place + STATE] = state;
        size++;
        if (entries == index.length / 8 * MAX_EIGHTHS_USED) {
            makeIndex();
        } else {
            enter(place);
        }
        return place;
    }

    private void enter(int place) {
        int mask = index.length - 1;
        int tag = tag(places[LONGS * place + LOW]);
        int i = tag & mask;
        while (index[i] != 0 && !(index[i] >>> bits == tag && isUnused(index[i], place))) {
            i = i + 1 & mask;
        }
        entries += index[i] == 0 ? 1 : 0;
        index[i] = tag << bits | place + 1;
    }

    /** Returns what an entry has of a hash. */
    private int tag(long low) {
        return (int) low << bits >>> bits;
    }

    /**
     * Returns whether an entry with the tag of a new message stands for no other. If such entries were left, a message that is added and
     * forgotten again and again would make a long row of them.
     */
    private boolean isUnused(int entry, int newPlace) {
        int place = (entry & index.length - 1) - 1;
        return place == newPlace || state(place) == GONE || tag(places[LONGS * place + LOW]) != entry >>> bits;
    }

    /** Returns how many entries the index has, of messages and of forgotten ones; for tests. */
    int entries() {
        return entries;
    }

    private void grow() {
        int larger = Math.max(FIRST_CAPACITY, 2 * capacity);
        long[] longer = new long[LONGS * larger];
        int untilEnd = LONGS * (capacity - head);
        System.arraycopy(places, LONGS * head, longer, 0, untilEnd);
        System.arraycopy(places, 0, longer, untilEnd, LONGS * head);
        places = longer;
        capacity = larger;
        head = 0;
        index = new int[2 * capacity];
        bits = Integer.numberOfTrailingZeros(index.length);
        makeIndex();
    }

    private void makeIndex() {
        Arrays.fill(index, 0);
        entries = 0;
        for (int i = 0; i < size; i++) {
            int place = head + i & capacity - 1;
            if (state(place) != GONE) {
                enter(place);
            }
        }
    }

    /** Forgets a message. Its place stays taken until it is the oldest, and is removed, unless it is the youngest. */
    void forget(int place) {
        state(place, GONE);
        if (place == (head + size - 1 & capacity - 1)) {
            size--;
            releaseIfEmpty();
        }
    }

    /** Takes away the oldest place, and forgets what stands there. */
    void removeOldest() {
        state(head, GONE);
        head = head + 1 & capacity - 1;
        size--;
        releaseIfEmpty();
    }

    private void releaseIfEmpty() {
        if (size == 0) {
            places = new long[0];
            capacity = 0;
            index = new int[0];
            entries = 0;
            head = 0;
        }
    }

    /** Makes what stands at the oldest place the youngest. */
    void renewOldest() {
        long low = places[LONGS * head + LOW];
        long high = places[LONGS * head + HIGH];
        long state = state(head);
        state(head, GONE);
        head = head + 1 & capacity - 1;
        size--;
        add(low, high, state);
    }
}
