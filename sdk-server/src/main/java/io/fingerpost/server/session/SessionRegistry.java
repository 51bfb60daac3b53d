package io.fingerpost.server.session;

import io.fingerpost.core.time.TaskLoop;
import io.fingerpost.server.Sessions;
import io.fingerpost.server.UserSession;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** All users that are logged in or were until recently. Safe for use by any thread. */
public final class SessionRegistry implements Sessions {
    private final Accounts accounts = new Accounts();
    private final AtomicInteger online = new AtomicInteger();
    private final Executor callbackPool;
    private final SessionLimits limits;

    /** Creates an empty registry. */
    public SessionRegistry(Executor callbackPool, SessionLimits limits) {
        this.callbackPool = callbackPool;
        this.limits = limits;
    }

    /** Returns the user's account, a new one if need be. It may be retired by the time it is used. */
    UserAccount account(String userId) {
        return accounts.computeIfAbsent(userId, id -> new UserAccount(id, callbackPool, limits));
    }

    /** Returns the user's account, or null if the user was not logged in recently. */
    public @Nullable UserAccount findAccount(String userId) {
        return accounts.get(userId);
    }

    /** Returns the user's session, or null when offline. */
    public @Nullable Session session(String userId) {
        UserAccount account = accounts.get(userId);
        return account == null ? null : account.current();
    }

    /** Notes that a session became active. */
    void entered() {
        online.incrementAndGet();
    }

    /** Notes that an active session ended; its account is given up once nothing can refer to it any more. */
    void left(Session session, UserAccount account) {
        online.decrementAndGet();
        retireLater(session.loop(), account);
    }

    /** The task must not hold the session: with it, the connection would be kept for as long. */
    private void retireLater(TaskLoop loop, UserAccount account) {
        long delay = limits.settledAgeNanos() + TimeUnit.SECONDS.toNanos(1);
        loop.schedule(() -> retire(loop, account), delay);
    }

    private void retire(TaskLoop loop, UserAccount account) {
        if (account.current() != null) {
            return; // logged in again: the end of that session comes back here
        }
        UserAccount left = accounts.computeIfPresent(
                account.userId(), a -> a == account && a.retireIfUnused(loop.nowNanos()) ? null : a);
        if (left == account) {
            retireLater(loop, account);
        }
    }

    @Override
    public boolean isOnline(String userId) {
        return session(userId) != null;
    }

    @Override
    public Optional<UserSession> find(String userId) {
        return Optional.ofNullable(session(userId));
    }

    @Override
    public Collection<UserSession> all() {
        return List.copyOf(sessions());
    }

    /** Returns all sessions at this moment. */
    public List<Session> sessions() {
        List<Session> found = new ArrayList<>();
        accounts.forEach(account -> {
            Session session = account.current();
            if (session != null) {
                found.add(session);
            }
        });
        return found;
    }

    @Override
    public int count() {
        return online.get();
    }

    /** Returns how many accounts are kept, for users who are online or were until recently. */
    public int accounts() {
        return accounts.size();
    }

    @Override
    public boolean kick(String userId, String reason) {
        Session session = session(userId);
        if (session == null) {
            return false;
        }
        session.kick(reason);
        return true;
    }
}
