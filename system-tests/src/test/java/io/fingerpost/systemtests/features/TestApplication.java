package io.fingerpost.systemtests.features;

import io.fingerpost.core.Protocal;
import io.fingerpost.server.LoginDecision;
import io.fingerpost.server.LoginRequest;
import io.fingerpost.server.LogoutReason;
import io.fingerpost.server.ServerEventListener;
import io.fingerpost.server.UserSession;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** The application in the server: writes down what it is told, and answers as the test wants. */
final class TestApplication implements ServerEventListener {
    /** Short lines, such as {@code c2s alice hello}. */
    final EventLog<String> events = new EventLog<>("application");
    /** The messages to the server. */
    final EventLog<Protocal> messages = new EventLog<>("application's messages");

    volatile Function<LoginRequest, LoginDecision> verify = r -> LoginDecision.accept();
    volatile Predicate<Protocal> beforeC2s = p -> true;
    volatile Predicate<Protocal> beforeC2c = p -> true;
    volatile Predicate<Protocal> takesOver = p -> false;
    volatile Consumer<Protocal> onC2s = p -> {};

    /** Returns how many times a line beginning like this was written. */
    long count(String prefix) {
        return events.count(e -> e.startsWith(prefix));
    }

    @Override
    public LoginDecision onUserLoginVerify(LoginRequest request) {
        events.add("verify " + request.userId());
        return verify.apply(request);
    }

    @Override
    public void onUserLoginSuccess(UserSession session) {
        events.add("login " + session.userId());
    }

    @Override
    public void onUserLogout(UserSession session, LogoutReason reason) {
        events.add("logout " + session.userId() + ' ' + reason);
    }

    @Override
    public boolean beforeC2S(Protocal p, UserSession from) {
        return beforeC2s.test(p);
    }

    @Override
    public boolean beforeC2C(Protocal p, UserSession from) {
        return beforeC2c.test(p);
    }

    @Override
    public void onC2SMessage(Protocal p, UserSession from) {
        events.add("c2s " + from.userId() + ' ' + p.dataContent());
        messages.add(p);
        onC2s.accept(p);
    }

    @Override
    public void onC2CDelivered(Protocal p) {
        events.add("delivered " + p.fp());
    }

    @Override
    public boolean onRealtimeSendFailed(Protocal p) {
        events.add("offline " + p.fp());
        return takesOver.test(p);
    }

    @Override
    public void onS2CDelivered(String fingerprint) {
        events.add("s2cDelivered " + fingerprint);
    }

    @Override
    public void onS2CLost(List<Protocal> lost) {
        lost.forEach(p -> events.add("s2cLost " + p.fp()));
    }
}
