package io.fingerpost.server.session;

import io.fingerpost.core.codec.LoginBody;
import io.fingerpost.server.LoginDecision;
import io.fingerpost.server.LoginRequest;
import io.fingerpost.server.callback.Listeners;
import io.fingerpost.server.gateway.Connection;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Asks the application who may come in, and gives each session its user. Safe for use by any thread. */
final class LoginService {
    private static final long MAX_CLOCK_AHEAD_MILLIS = TimeUnit.DAYS.toMillis(1);

    private final Listeners listeners;
    private final Executor callbackPool;
    private final SessionRegistry registry;
    private final ServerClock clock;
    private final int maxConcurrent;
    private final AtomicInteger underWay = new AtomicInteger();

    LoginService(
            Listeners listeners,
            Executor callbackPool,
            SessionRegistry registry,
            ServerClock clock,
            SessionLimits limits) {
        this.listeners = listeners;
        this.callbackPool = callbackPool;
        this.registry = registry;
        this.clock = clock;
        this.maxConcurrent = limits.maxConcurrentLogins();
    }

    /**
     * Asks the application about a login; {@link Session#onLoginDecision} follows on the session's loop.
     *
     * @return false if so many logins are under way that this one is not taken on
     */
    boolean verify(Session session, LoginBody body) {
        if (underWay.incrementAndGet() > maxConcurrent) {
            underWay.decrementAndGet();
            return false;
        }
        Connection connection = session.connection();
        LoginRequest request = new LoginRequest(
                body.userId(),
                body.token(),
                body.extra(),
                !isFirst(body),
                connection.remoteAddress(),
                connection.transport());
        callbackPool.execute(() -> {
            LoginDecision decision = listeners.verify(request);
            underWay.decrementAndGet();
            session.loop().execute(() -> session.onLoginDecision(body, decision));
        });
        return true;
    }

    /** A time that no server can have given, because it lies far ahead, is not believed. */
    private boolean isFirst(LoginBody body) {
        long time = body.firstLoginTime();
        return time <= 0 || time > clock.nowMillis() + MAX_CLOCK_AHEAD_MILLIS;
    }

    /** What came of an accepted login. */
    record Admission(
            UserAccount account,
            UserAccount.Bind bind,
            @Nullable Session replaced) {}

    /** Makes the session that of its user. The session learns its account and first login time before others can see it. */
    Admission admit(Session session, LoginBody body) {
        long now = clock.nowMillis();
        boolean first = isFirst(body);
        while (true) {
            UserAccount account = registry.account(body.userId());
            Session replaced = account.current();
            session.assign(account, first ? account.newFirstLoginTime(now) : body.firstLoginTime(), now);
            UserAccount.Bind bind = account.bind(session, replaced);
            if (bind != UserAccount.Bind.CHANGED) {
                return new Admission(account, bind, replaced);
            }
        }
    }
}
