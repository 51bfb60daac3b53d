package io.fingerpost.systemtests.features;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * What somebody was told, in order. Each entry is taken once, so that a test can show at its end that there was nothing more. Safe for
 * use by any thread.
 */
final class EventLog<E> {
    /** How long to wait for what has to happen: so long that it matters only when something is broken. */
    static final Duration PATIENCE = Duration.ofSeconds(25);

    private final String name;
    private final List<E> waiting = new ArrayList<>(); // guarded by this, like the next one
    private final List<E> all = new ArrayList<>();

    EventLog(String name) {
        this.name = name;
    }

    synchronized void add(E event) {
        waiting.add(event);
        all.add(event);
        notifyAll();
    }

    /** Waits for an entry, whatever comes before it, and takes it. */
    E await(String what, Predicate<E> wanted) {
        return await(what, wanted, PATIENCE);
    }

    /** Waits for an entry no longer than this, and takes it. */
    synchronized E await(String what, Predicate<E> wanted, Duration patience) {
        long deadlineNanos = System.nanoTime() + patience.toNanos();
        while (true) {
            for (Iterator<E> i = waiting.iterator(); i.hasNext(); ) {
                E event = i.next();
                if (wanted.test(event)) {
                    i.remove();
                    return event;
                }
            }
            long leftNanos = deadlineNanos - System.nanoTime();
            if (leftNanos <= 0) {
                throw new AssertionError(name + ": waited in vain for " + what + "; there was " + all);
            }
            waitNanos(leftNanos);
        }
    }

    private void waitNanos(long nanos) {
        try {
            TimeUnit.NANOSECONDS.timedWait(this, nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(name + ": interrupted", e);
        }
    }

    /** Waits for an entry that equals this one, and takes it. */
    E await(E wanted) {
        return await(wanted.toString(), wanted::equals);
    }

    /** Waits for the next entry, and takes it. */
    E awaitNext() {
        return await("anything", e -> true);
    }

    /** Waits until so many entries wait to be taken, and takes them. */
    List<E> awaitNext(int count) {
        List<E> taken = new ArrayList<>();
        while (taken.size() < count) {
            taken.add(awaitNext());
        }
        return taken;
    }

    /** Takes everything that is there. */
    synchronized List<E> takeAll() {
        List<E> taken = List.copyOf(waiting);
        waiting.clear();
        return taken;
    }

    /** Takes everything of this kind that is there. */
    synchronized void forget(Predicate<E> kind) {
        waiting.removeIf(kind);
    }

    /** Returns everything that there ever was. */
    synchronized List<E> all() {
        return List.copyOf(all);
    }

    /** Returns how many entries of this kind there ever were. */
    synchronized long count(Predicate<E> kind) {
        return all.stream().filter(kind).count();
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    @Override
    public synchronized String toString() {
        return name + waiting;
    }
}
