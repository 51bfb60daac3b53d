package io.fingerpost.server.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.core.Protocal;
import io.fingerpost.server.LoginDecision;
import io.fingerpost.server.LoginRequest;
import io.fingerpost.server.LogoutReason;
import io.fingerpost.server.ServerEventListener;
import io.fingerpost.server.UserSession;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** An application that writes down what it is told, as short lines, and answers as the test wants. */
final class RecordingListener implements ServerEventListener {
    private final List<String> events = new ArrayList<>();
    Function<LoginRequest, LoginDecision> verify = r -> LoginDecision.accept();
    Predicate<Protocal> beforeC2s = p -> true;
    Predicate<Protocal> beforeC2c = p -> true;
    Predicate<Protocal> takesOver = p -> false;
    Runnable onC2s = () -> {};

    /** Takes all that was told since the last call. */
    List<String> events() {
        List<String> copy = List.copyOf(events);
        events.clear();
        return copy;
    }

    void toldExactly(String... expected) {
        assertThat(events()).containsExactly(expected);
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
        onC2s.run();
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
