package io.fingerpost.server.store;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.fingerpost.server.store.MessageStore.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

/** What waits to be written: many threads put in, one takes all that is there. Bounded by bytes. */
final class GroupQueue {
    /** Whether something may wait. */
    enum Offer {
        WAITS,
        FULL,
        CLOSED
    }

    /**
     * Something to do.
     *
     * @param action what to do; it may be done again if what it did was undone
     * @param answer is told the result once it is safe, or that it came to nothing
     * @param bytes what it counts
     */
    record Item(Function<StoreRules, Result> action, Consumer<Result> answer, long bytes) {}

    private final long maxBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private List<Item> waiting = new ArrayList<>(); // guarded by the lock, like all that follows
    private long bytes;
    private boolean closed;

    GroupQueue(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Puts something in, if there is room; there always is if nothing waits. */
    Offer offer(Item item) {
        lock.lock();
        try {
            if (closed) {
                return Offer.CLOSED;
            }
            if (bytes + item.bytes() > maxBytes && !waiting.isEmpty()) {
                return Offer.FULL;
            }
            waiting.add(item);
            bytes += item.bytes();
            arrived.signal();
            return Offer.WAITS;
        } finally {
            lock.unlock();
        }
    }

    /** Takes all that waits, in order. Waits for something to come, and returns nothing if nothing comes in time or ever will. */
    List<Item> take(long timeoutMillis) {
        lock.lock();
        try {
            long nanos = MILLISECONDS.toNanos(timeoutMillis);
            while (waiting.isEmpty() && !closed && nanos > 0) {
                nanos = arrived.awaitNanos(nanos);
            }
            List<Item> taken = waiting;
            waiting = new ArrayList<>();
            bytes = 0;
            return taken;
        } catch (InterruptedException e) {
            return List.of(); // nobody has reason to; the thread ends when this is closed
        } finally {
            lock.unlock();
        }
    }

    /** Lets nothing in any more. */
    void close() {
        lock.lock();
        try {
            closed = true;
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether nothing waits, and nothing ever will again. */
    boolean isOver() {
        lock.lock();
        try {
            return closed && waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }
}
