package io.fingerpost.systemtests.raw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fingerpost.core.Protocal;
import io.fingerpost.server.LoginDecision;
import io.fingerpost.server.LoginRequest;
import io.fingerpost.server.LogoutReason;
import io.fingerpost.server.ServerEventListener;
import io.fingerpost.server.UserSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.function.Predicate;

/** An application that lets everybody in unless told otherwise, and notes what it is told. Called on callback threads. */
final class RecordingApp implements ServerEventListener {
    private static final Duration POLL = Duration.ofMillis(5);

    private final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();

    volatile Function<LoginRequest, LoginDecision> verify = request -> LoginDecision.accept();
    volatile Predicate<Protocal> takesOver = message -> false;

    /** Returns what was noted so far, and forgets it. */
    List<String> events() {
        List<String> taken = new ArrayList<>();
        events.drainTo(taken);
        return taken;
    }

    /** The application was told this, or will be soon; the rest of what was noted is kept. */
    void isTold(String event) {
        await().pollInterval(POLL)
                .atMost(RawPeer.SOON)
                .untilAsserted(() -> assertThat(events).contains(event));
    }

    /** Waits until the application was told something that begins like this. */
    void isToldOfOne(String beginning) {
        await().pollInterval(POLL)
                .atMost(RawPeer.SOON)
                .untilAsserted(() -> assertThat(events).anyMatch(event -> event.startsWith(beginning)));
    }

    /** Returns how often the application was told this. */
    long count(String event) {
        return events.stream().filter(event::equals).count();
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
    public void onC2SMessage(Protocal p, UserSession from) {
        events.add("c2s " + p.fp());
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
        events.add("s2c delivered " + fingerprint);
    }

    @Override
    public void onS2CLost(List<Protocal> lost) {
        lost.forEach(p -> events.add("s2c lost " + Objects.requireNonNull(p.fp())));
    }
}
