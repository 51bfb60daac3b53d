package io.fingerpost.testkit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has to happen at a time: a binary heap that knows the place of each entry, so that taking out one from the middle costs as
 * little as taking the first. Entries of the same time keep the order in which they were added. Confined to one thread.
 */
final class TimedQueue<E extends TimedQueue.Entry> {
    /** An element; in at most one queue at a time. */
    abstract static class Entry {
        private static final int NOT_QUEUED = -1;

        private long timeNanos;
        private long number;
        private int index = NOT_QUEUED;

        final long timeNanos() {
            return timeNanos;
        }

        private boolean isBefore(Entry other) {
            // By the difference, because System.nanoTime() may overflow.
            long difference = timeNanos - other.timeNanos;
            return difference < 0 || (difference == 0 && number < other.number);
        }
    }

    private final List<E> heap = new ArrayList<>();
    private long nextNumber;

    void add(E entry, long timeNanos) {
        Entry e = entry;
        if (e.index != Entry.NOT_QUEUED) {
            throw new IllegalStateException("the entry is queued already");
        }
        e.timeNanos = timeNanos;
        e.number = nextNumber++;
        heap.add(entry);
        siftUp(entry, heap.size() - 1);
    }

    /** Takes the entry out. Returns false if it is not there. */
    boolean remove(E entry) {
        int hole = ((Entry) entry).index;
        if (hole == Entry.NOT_QUEUED) {
            return false;
        }
        ((Entry) entry).index = Entry.NOT_QUEUED;
        E last = heap.remove(heap.size() - 1);
        if (last != entry) {
            siftDown(last, hole);
            siftUp(last, ((Entry) last).index);
        }
        return true;
    }

    @Nullable E peek() {
        return heap.isEmpty() ? null : heap.get(0);
    }

    @Nullable E poll() {
        E first = peek();
        if (first != null) {
            remove(first);
        }
        return first;
    }

    int size() {
        return heap.size();
    }

    /** Returns all entries, in no order. */
    List<E> entries() {
        return new ArrayList<>(heap);
    }

    private void siftUp(E entry, int from) {
        int hole = from;
        while (hole > 0) {
            int above = (hole - 1) / 2;
            E parent = heap.get(above);
            if (!((Entry) entry).isBefore(parent)) {
                break;
            }
            put(parent, hole);
            hole = above;
        }
        put(entry, hole);
    }

    private void siftDown(E entry, int from) {
        int hole = from;
        int below;
        while ((below = 2 * hole + 1) < heap.size()) {
            if (below + 1 < heap.size() && ((Entry) heap.get(below + 1)).isBefore(heap.get(below))) {
                below++;
            }
            if (!((Entry) heap.get(below)).isBefore(entry)) {
                break;
            }
            put(heap.get(below), hole);
            hole = below;
        }
        put(entry, hole);
    }

    private void put(E entry, int index) {
        heap.set(index, entry);
        ((Entry) entry).index = index;
    }
}
