package io.fingerpost.server.callback;

import io.fingerpost.core.Protocal;
import io.fingerpost.server.LoginDecision;
import io.fingerpost.server.LoginRequest;
import io.fingerpost.server.LogoutReason;
import io.fingerpost.server.ServerEventListener;
import io.fingerpost.server.UserSession;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The application's listener behind a wall: what it throws is logged and turned into the cautious answer, and the methods it does
 * not override are known, so that nobody changes threads for nothing. Immutable.
 */
public final class Listeners {
    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private final ServerEventListener listener;
    private final boolean checksC2s;
    private final boolean checksC2c;
    private final boolean hearsDelivered;
    private final boolean takesOver;

    /** Wraps the listener. */
    public Listeners(ServerEventListener listener) {
        this.listener = listener;
        this.checksC2s = overrides("beforeC2S");
        this.checksC2c = overrides("beforeC2C");
        this.hearsDelivered = overrides("onC2CDelivered");
        this.takesOver = overrides("onRealtimeSendFailed");
    }

    private boolean overrides(String name) {
        Class<?>[] parameters = Arrays.stream(ServerEventListener.class.getMethods())
                .filter(m -> m.getName().equals(name))
                .findFirst()
                .map(Method::getParameterTypes)
                .orElseThrow();
        try {
            return listener.getClass().getMethod(name, parameters).getDeclaringClass() != ServerEventListener.class;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e); // every listener has the method
        }
    }

    /** Returns whether {@link #mayC2c} has to be asked. */
    public boolean checksC2c() {
        return checksC2c;
    }

    /** Returns whether {@link #delivered} wants to be told. */
    public boolean hearsDelivered() {
        return hearsDelivered;
    }

    /** Returns whether {@link #takesOver} has to be asked. */
    public boolean takesOver() {
        return takesOver;
    }

    /** Asks for the decision on a login; null if the application cannot decide now. */
    public @Nullable LoginDecision verify(LoginRequest request) {
        try {
            return listener.onUserLoginVerify(request);
        } catch (RuntimeException | Error e) {
            report("onUserLoginVerify", e);
            return null;
        }
    }

    /** Tells that a session began. */
    public void loggedIn(UserSession session) {
        tell("onUserLoginSuccess", () -> listener.onUserLoginSuccess(session));
    }

    /** Tells that a session ended. */
    public void loggedOut(UserSession session, LogoutReason reason) {
        tell("onUserLogout", () -> listener.onUserLogout(session, reason));
    }

    /** Hands over a message to the server. Returns whether the application processed it, null if it refused it beforehand. */
    public @Nullable Boolean c2s(Protocal p, UserSession from) {
        try {
            if (checksC2s && !listener.beforeC2S(p, from)) {
                return null;
            }
        } catch (RuntimeException | Error e) {
            report("beforeC2S", e);
            return null;
        }
        return tell("onC2SMessage", () -> listener.onC2SMessage(p, from));
    }

    /** Asks whether a message may go from one user to another. */
    public boolean mayC2c(Protocal p, UserSession from) {
        try {
            return listener.beforeC2C(p, from);
        } catch (RuntimeException | Error e) {
            report("beforeC2C", e);
            return false;
        }
    }

    /** Tells that a message from one user to another was acknowledged. */
    public void delivered(Protocal p) {
        tell("onC2CDelivered", () -> listener.onC2CDelivered(p));
    }

    /** Asks whether the application takes over a message that could not be delivered. */
    public boolean takesOver(Protocal p) {
        try {
            return listener.onRealtimeSendFailed(p);
        } catch (RuntimeException | Error e) {
            report("onRealtimeSendFailed", e);
            return false;
        }
    }

    /** Tells that a message from the server was acknowledged. */
    public void s2cDelivered(String fingerprint) {
        tell("onS2CDelivered", () -> listener.onS2CDelivered(fingerprint));
    }

    /** Tells that a message from the server was lost. */
    public void s2cLost(Protocal lost) {
        tell("onS2CLost", () -> listener.onS2CLost(List.of(lost)));
    }

    /** Tells that a message from one user to another was given up, because nobody fetched it. */
    public void expired(Protocal p) {
        tell("onMessageExpired", () -> listener.onMessageExpired(p));
    }

    private static boolean tell(String method, Runnable call) {
        try {
            call.run();
            return true;
        } catch (RuntimeException | Error e) {
            report(method, e);
            return false;
        }
    }

    private static void report(String method, Throwable e) {
        LOG.error("The application's {} failed", method, e);
    }
}
