package io.fingerpost.server.gateway.udp;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A hash table for very many entries that must never be long about anything: it is split by hash into parts, each of which has its own
 * lock, and grows and shrinks by itself, so a call moves about a {@value #PARTS}th of the entries at most. Linear probing without objects
 * of its own: 5 to 11 bytes an entry. Whether somebody can aim at one part is up to the hashes that are given: secret ones keep strangers from it. Safe for use by
 * any thread.
 *
 * @param <E> an entry, which knows its own key; the key must not change while it is here
 */
final class SplitTable<E> {
    private static final int PARTS = 256;
    private static final int PART_SHIFT = 24; // the upper 8 bits tell the part, the lower ones the place in it

    private final ToIntFunction<E> hash;
    private final int seed = ThreadLocalRandom.current().nextInt();
    private final List<Part> parts = new ArrayList<>(PARTS);

    /**
     * Creates an empty table.
     *
     * @param hash of an entry's key
     */
    SplitTable(ToIntFunction<E> hash) {
        this.hash = hash;
        for (int i = 0; i < PARTS; i++) {
            parts.add(new Part());
        }
    }

    /** Returns the entry with this hash of its key that matches; null if there is none. */
    @Nullable E find(int keyHash, Predicate<? super E> matches) {
        int mixed = mix(keyHash);
        return part(mixed).find(mixed, matches);
    }

    /**
     * Adds an entry.
     *
     * @param sameKey tells which entry it takes the place of
     * @return that one; null if there is none
     */
    @Nullable E put(E entry, Predicate<? super E> sameKey) {
        int mixed = mixedHash(entry);
        return part(mixed).put(entry, mixed, sameKey);
    }

    /** Takes this very entry out. Returns false if it is not here. */
    boolean remove(E entry) {
        int mixed = mixedHash(entry);
        return part(mixed).remove(entry, mixed);
    }

    /** Does something with every entry; not with those that come or go meanwhile, or perhaps with them too. */
    void forEach(Consumer<? super E> action) {
        parts.forEach(part -> part.entries().forEach(action));
    }

    private Part part(int mixed) {
        return parts.get(mixed >>> PART_SHIFT);
    }

    private int mixedHash(E entry) {
        return mix(hash.applyAsInt(entry));
    }

    /** Spreads a hash over all bits (the finalizer of MurmurHash3). */
    private int mix(int keyHash) {
        int h = keyHash ^ seed;
        h = (h ^ (h >>> 16)) * 0x85ebca6b;
        h = (h ^ (h >>> 13)) * 0xc2b2ae35;
        return h ^ (h >>> 16);
    }

    /** The entries of a range of hashes. Guarded by itself. */
    private final class Part {
        private static final int FIRST_CAPACITY = 8; // a power of two, as all that follow

        private @Nullable Object[] slots = {};
        private int size;

        synchronized @Nullable E find(int mixed, Predicate<? super E> matches) {
            return slots.length == 0 ? null : at(place(mixed, matches));
        }

        synchronized @Nullable E put(E entry, int mixed, Predicate<? super E> sameKey) {
            if ((size + 1) * 4 > slots.length * 3) {
                resize(Math.max(FIRST_CAPACITY, 2 * slots.length));
            }
            int place = place(mixed, sameKey);
            E displaced = at(place);
            slots[place] = entry;
            if (displaced == null) {
                size++;
            }
            return displaced;
        }

        synchronized boolean remove(E entry, int mixed) {
            if (slots.length == 0) {
                return false;
            }
            int place = place(mixed, other -> other == entry);
            if (slots[place] == null) {
                return false;
            }
            closeGap(place);
            size--;
            if (slots.length > FIRST_CAPACITY && size * 8 <= slots.length) {
                resize(slots.length / 2);
            }
            return true;
        }

        synchronized List<E> entries() {
            List<E> all = new ArrayList<>(size);
            for (int i = 0; i < slots.length; i++) {
                E entry = at(i);
                if (entry != null) {
                    all.add(entry);
                }
            }
            return all;
        }

        /** Returns where the entry that matches stands, or the free place at which it would. */
        private int place(int mixed, Predicate<? super E> matches) {
            int i = mixed & (slots.length - 1);
            E entry = at(i);
            while (entry != null && !matches.test(entry)) {
                i = (i + 1) & (slots.length - 1);
                entry = at(i);
            }
            return i;
        }

        private void resize(int capacity) {
            List<E> all = entries();
            slots = new @Nullable Object[capacity];
            for (E entry : all) {
                slots[place(mixedHash(entry), other -> false)] = entry;
            }
        }

        /** Empties a place; what stands behind it moves up if that brings it nearer to where it belongs. */
        private void closeGap(int place) {
            int mask = slots.length - 1;
            int gap = place;
            int i = (gap + 1) & mask;
            for (E entry = at(i); entry != null; entry = at(i)) {
                int home = mixedHash(entry) & mask;
                if (((i - home) & mask) >= ((i - gap) & mask)) {
                    slots[gap] = entry;
                    gap = i;
                }
                i = (i + 1) & mask;
            }
            slots[gap] = null;
        }

        @SuppressWarnings("unchecked") // only entries are put in
        private @Nullable E at(int i) {
            return (E) slots[i];
        }
    }
}
