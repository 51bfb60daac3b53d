package io.fingerpost.core.delivery;

import org.jspecify.annotations.Nullable;

/**
 * Things in the order of their times, each in a place that it can leave at any moment. As times mostly come in order, the right place
 * is sought from the end: entering costs one step for each thing that is already there and later. Times are those of a monotonic clock and
 * may wrap around; among equal ones, the first to enter is the first. Confined to one thread.
 */
final class DueList<T> {
    private final Place<T> ends = new Place<>(null); // before the first and after the last: the list is a ring

    /** Where a thing stands, in one list at a time. */
    static final class Place<T> {
        private final @Nullable T thing; // null in the ends alone
        private Place<T> previous = this;
        private Place<T> next = this;
        private long time;

        Place(@Nullable T thing) {
            this.thing = thing;
        }

        /** Returns the time with which it entered last. */
        long time() {
            return time;
        }

        /** Leaves the list, if it is in one. */
        void leave() {
            previous.next = next;
            next.previous = previous;
            previous = this;
            next = this;
        }
    }

    /** Puts a place that is in no list where its time belongs. */
    void enter(Place<T> place, long time) {
        Place<T> before = ends.previous;
        while (before != ends && before.time - time > 0) {
            before = before.previous;
        }
        place.time = time;
        place.previous = before;
        place.next = before.next;
        before.next.previous = place;
        before.next = place;
    }

    /** Returns what has the earliest time; null if there is nothing. */
    @Nullable T first() {
        return ends.next.thing;
    }

    /** Makes everything leave. */
    void clear() {
        while (ends.next != ends) {
            ends.next.leave();
        }
    }
}
