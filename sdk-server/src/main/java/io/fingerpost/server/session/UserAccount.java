package io.fingerpost.server.session;

import io.fingerpost.core.delivery.DedupWindow;
import io.fingerpost.core.delivery.MessageHash;
import io.fingerpost.core.time.SerialExecutor;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the server knows of a user beyond one session: the session there is now, the messages it has already seen from this user,
 * and the line in which the application's callbacks about this user stand. Safe for use by any thread; guarded by its own lock,
 * which is held for moments only.
 */
public final class UserAccount {
    private static final Logger LOG = LoggerFactory.getLogger(UserAccount.class);

    /** What came of binding a session to its user. */
    enum Bind {
        /** It is the user's session now; the one before, if any, was the same client's. */
        BOUND,
        /** It is the user's session now; the one before, if any, was another client's. */
        BOUND_AND_KICKS,
        /** A newer login stands: this one is the client that missed its own kick-out. */
        OUTDATED,
        /** The account was given up, or another login came, in the meantime: try again. */
        CHANGED
    }

    private final String userId;
    private final SerialExecutor callbacks;
    private final SessionLimits limits;
    private @Nullable DedupWindow seen; // with QoS; guarded by this
    private @Nullable DedupWindow seenOnce; // without QoS; guarded by this
    private volatile @Nullable Session current; // written under the lock
    private long lastFirstLoginTime; // guarded by this
    private boolean retired; // guarded by this

    UserAccount(String userId, Executor callbackPool, SessionLimits limits) {
        this.userId = userId;
        this.callbacks = new SerialExecutor(callbackPool, limits.maxWaitingCallbacks(), UserAccount::logFailure);
        this.limits = limits;
    }

    private static void logFailure(Throwable failure) {
        LOG.error("A callback failed", failure);
    }

    /** Returns the user. */
    public String userId() {
        return userId;
    }

    /** Returns the line in which the callbacks about this user stand. */
    public SerialExecutor callbacks() {
        return callbacks;
    }

    /** Returns the user's session at this moment; null when offline. */
    public @Nullable Session current() {
        return current;
    }

    /**
     * Makes the session the user's, by rule 2 of the wire format: a first login and a later one win over the session there is, an
     * equal one is the same client again, an earlier one has lost.
     *
     * @param expected the user's session as the caller last saw it
     */
    synchronized Bind bind(Session session, @Nullable Session expected) {
        Session old = current;
        if (retired || old != expected) {
            return Bind.CHANGED;
        }
        long time = session.firstLoginTime();
        if (old != null && time < old.firstLoginTime()) {
            return Bind.OUTDATED;
        }
        lastFirstLoginTime = Math.max(lastFirstLoginTime, time);
        current = session;
        return old != null && time == old.firstLoginTime() ? Bind.BOUND : Bind.BOUND_AND_KICKS;
    }

    /** Returns a time for a first login: the clock, but later than any before, so that no two logins can be taken for one. */
    synchronized long newFirstLoginTime(long nowMillis) {
        lastFirstLoginTime = Math.max(nowMillis, lastFirstLoginTime + 1);
        return lastFirstLoginTime;
    }

    /** Notes that the session is no longer the user's. Returns false if it was not. */
    synchronized boolean unbind(Session session) {
        if (current != session) {
            return false;
        }
        current = null;
        return true;
    }

    /**
     * Says what is known of a message that this user sent, and for a new one marks the beginning of the work.
     *
     * @param atMost how many settled messages of the user need to be remembered, if that is less than usual; see {@link
     *     DedupWindow#begin(MessageHash, long, int)}
     */
    public synchronized DedupWindow.Verdict begin(MessageHash message, long nowNanos, int atMost) {
        DedupWindow window = seen;
        if (window == null) {
            window = new DedupWindow(
                    limits.maxMessagesInProgress(), limits.maxRememberedMessages(), limits.settledAgeNanos());
            seen = window;
        }
        return window.begin(message, nowNanos, atMost);
    }

    /** Marks a message as settled: from now on a repeat is acknowledged, and nothing else. */
    public synchronized void settle(MessageHash message, long nowNanos) {
        if (seen != null) {
            seen.complete(message, nowNanos);
        }
    }

    /** Forgets a message that came to nothing: a repeat of it is new. */
    public synchronized void abandon(MessageHash message) {
        if (seen != null) {
            seen.abandon(message);
        }
    }

    /**
     * Returns whether a message without QoS is new, and remembers it. It stands apart from those with QoS: that it was seen says
     * nothing about its delivery, so a message with QoS and the same fingerprint must not be taken for settled because of it.
     */
    public synchronized boolean isFirst(MessageHash message, long nowNanos) {
        DedupWindow window = seenOnce;
        if (window == null) {
            window = new DedupWindow(1, limits.maxRememberedMessages(), limits.settledAgeNanos());
            seenOnce = window;
        }
        boolean first = window.begin(message, nowNanos) == DedupWindow.Verdict.NEW;
        window.complete(message, nowNanos);
        return first;
    }

    /**
     * Forgets messages that are too old, and gives their memory back: a user who is online and silent costs no more than one who never
     * spoke.
     */
    synchronized void forgetOld(long nowNanos) {
        seen = isForgotten(seen, nowNanos) ? null : seen;
        seenOnce = isForgotten(seenOnce, nowNanos) ? null : seenOnce;
    }

    /** Returns whether there are messages that a repeat would be recognised of. For tests. */
    public synchronized boolean remembersMessages() {
        return seen != null || seenOnce != null;
    }

    /** Gives the account up if nothing in it matters any more. */
    synchronized boolean retireIfUnused(long nowNanos) {
        retired =
                current == null && callbacks.isIdle() && isForgotten(seen, nowNanos) && isForgotten(seenOnce, nowNanos);
        return retired;
    }

    private static boolean isForgotten(@Nullable DedupWindow window, long nowNanos) {
        if (window == null) {
            return true;
        }
        window.expire(nowNanos);
        return window.size() == 0;
    }
}
