package io.fingerpost.server.gateway.udp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A hash table for very many entries that must never be long about anything: it is split by hash into parts, each of which grows and
 * shrinks by itself, so no call moves more than a {@value #PARTS}th of the entries. Linear probing without objects of its own: 5 to 11
 * bytes an entry. The hashes are mixed with a random number, so that nobody can aim at one part. Confined to one thread.
 *
 * @param <E> an entry, which knows its own key; the key must not change while it is here
 */
final class SplitTable<E> {
    private static final int PARTS = 256;
    private static final int PART_SHIFT = 24; // the upper 8 bits tell the part, the lower ones the place in it
    private static final int FIRST_CAPACITY = 8; // a power of two, as all that follow

    private final ToIntFunction<E> hash;
    private final int seed = ThreadLocalRandom.current().nextInt();
    private final @Nullable Object[][] parts = new @Nullable Object[PARTS][];
    private final int[] sizes = new int[PARTS];
    private int size;

    /**
     * Creates an empty table.
     *
     * @param hash of an entry's key
     */
    SplitTable(ToIntFunction<E> hash) {
        this.hash = hash;
        Arrays.fill(parts, new Object[0]);
    }

    int size() {
        return size;
    }

    /** Returns the entry with this hash of its key that matches; null if there is none. */
    @Nullable E find(int keyHash, Predicate<? super E> matches) {
        int mixed = mix(keyHash);
        @Nullable Object[] part = parts[mixed >>> PART_SHIFT];
        int mask = part.length - 1;
        if (mask < 0) {
            return null;
        }
        for (int i = mixed & mask; ; i = i + 1 & mask) {
            E entry = at(part, i);
            if (entry == null || matches.test(entry)) {
                return entry;
            }
        }
    }

    /** Adds an entry whose key no other has. */
    void add(E entry) {
        int mixed = mix(hash.applyAsInt(entry));
        int number = mixed >>> PART_SHIFT;
        if ((sizes[number] + 1) * 4 > parts[number].length * 3) {
            resize(number, Math.max(FIRST_CAPACITY, 2 * parts[number].length));
        }
        put(parts[number], entry, mixed);
        sizes[number]++;
        size++;
    }

    /** Takes this very entry out. Returns false if it is not here. */
    boolean remove(E entry) {
        int mixed = mix(hash.applyAsInt(entry));
        int number = mixed >>> PART_SHIFT;
        @Nullable Object[] part = parts[number];
        int mask = part.length - 1;
        if (mask < 0) {
            return false;
        }
        int i = mixed & mask;
        while (part[i] != entry) {
            if (part[i] == null) {
                return false;
            }
            i = i + 1 & mask;
        }
        closeGap(part, i);
        sizes[number]--;
        size--;
        if (part.length > FIRST_CAPACITY && sizes[number] * 8 <= part.length) {
            resize(number, part.length / 2);
        }
        return true;
    }

    /** Empties the table, and returns all that was in it. */
    List<E> drain() {
        List<E> all = new ArrayList<>(size);
        for (@Nullable Object[] part : parts) {
            for (int i = 0; i < part.length; i++) {
                E entry = at(part, i);
                if (entry != null) {
                    all.add(entry);
                }
            }
        }
        Arrays.fill(parts, new Object[0]);
        Arrays.fill(sizes, 0);
        size = 0;
        return all;
    }

    private void resize(int number, int capacity) {
        @Nullable Object[] old = parts[number];
        @Nullable Object[] resized = new @Nullable Object[capacity];
        for (int i = 0; i < old.length; i++) {
            E entry = at(old, i);
            if (entry != null) {
                put(resized, entry, mix(hash.applyAsInt(entry)));
            }
        }
        parts[number] = resized;
    }

    private static void put(@Nullable Object[] part, Object entry, int mixed) {
        int mask = part.length - 1;
        int i = mixed & mask;
        while (part[i] != null) {
            i = i + 1 & mask;
        }
        part[i] = entry;
    }

    /** Empties a place; what stands behind it moves up if that brings it nearer to where it belongs. */
    private void closeGap(@Nullable Object[] part, int place) {
        int mask = part.length - 1;
        int gap = place;
        for (int i = gap + 1 & mask; ; i = i + 1 & mask) {
            E entry = at(part, i);
            if (entry == null) {
                break;
            }
            int home = mix(hash.applyAsInt(entry)) & mask;
            if ((i - home & mask) >= (i - gap & mask)) {
                part[gap] = entry;
                gap = i;
            }
        }
        part[gap] = null;
    }

    @SuppressWarnings("unchecked") // only entries are put in
    private @Nullable E at(@Nullable Object[] part, int i) {
        return (E) part[i];
    }

    /** Spreads a hash over all bits (the finalizer of MurmurHash3). */
    private int mix(int keyHash) {
        int h = keyHash ^ seed;
        h = (h ^ (h >>> 16)) * 0x85ebca6b;
        h = (h ^ (h >>> 13)) * 0xc2b2ae35;
        return h ^ (h >>> 16);
    }
}
