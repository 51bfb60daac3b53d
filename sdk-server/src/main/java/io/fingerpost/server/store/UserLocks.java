package io.fingerpost.server.store;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Locks for users, each shared by some of them. A set of locks is a bit for each; they are taken in the same order by everybody, so
 * that nobody waits for ever. Nothing else may be locked by whoever holds some.
 */
final class UserLocks {
    private final Lock[] locks = new Lock[Long.SIZE];

    UserLocks() {
        for (int i = 0; i < locks.length; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    /** Returns the lock of a user, as a set. */
    long of(String userId) {
        int hash = userId.hashCode();
        return 1L << (hash ^ hash >>> 6 ^ hash >>> 12 ^ hash >>> 18);
    }

    /** Takes a set of locks. */
    void lock(long set) {
        for (long rest = set; rest != 0; rest &= rest - 1) {
            locks[Long.numberOfTrailingZeros(rest)].lock();
        }
    }

    /** Gives a set of locks back. */
    void unlock(long set) {
        for (long rest = set; rest != 0; rest &= rest - 1) {
            locks[Long.numberOfTrailingZeros(rest)].unlock();
        }
    }
}
