package io.fingerpost.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.client.ClientListener;
import io.fingerpost.client.LoginResult;
import io.fingerpost.client.OfflineReason;
import io.fingerpost.core.Protocal;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Writes down what it is told, in words. What a test did not expect must not be there. */
public final class RecordingListener implements ClientListener {
    private final List<String> events = new CopyOnWriteArrayList<>();
    /** What became of messages that were sent, in words. */
    public final List<String> outcomes = new CopyOnWriteArrayList<>();
    /** Called with each message, after it was written down. */
    public volatile Consumer<Protocal> onMessage = p -> {};

    /** Checks that exactly these events happened since the last check. */
    public void expect(String... expected) {
        assertThat(events).containsExactly(expected);
        events.clear();
    }

    /** Returns what happened since the last check. */
    public List<String> events() {
        return events;
    }

    @Override
    public void onOnline(LoginResult result) {
        events.add("online " + result.userId());
    }

    @Override
    public void onOffline(OfflineReason reason, boolean willReconnect) {
        events.add("offline " + reason + (willReconnect ? " for now" : " for good"));
    }

    @Override
    public void onMessage(Protocal p, boolean redelivered) {
        events.add((redelivered ? "again " : "message ") + p.from() + ": " + p.dataContent());
        onMessage.accept(p);
    }

    @Override
    public void onMessageAccepted(String fingerprint) {
        outcomes.add("accepted " + fingerprint);
    }

    @Override
    public void onMessageDelivered(String fingerprint) {
        outcomes.add("delivered " + fingerprint);
    }

    @Override
    public void onMessageLost(Protocal p, int errorCode, String reason) {
        outcomes.add("lost " + p.fp() + " " + errorCode);
    }

    @Override
    public void onKickedOut(int code, String reason) {
        events.add("kicked " + code + " " + reason);
    }

    @Override
    public void onError(int errorCode, String message) {
        events.add("error " + errorCode);
    }
}
