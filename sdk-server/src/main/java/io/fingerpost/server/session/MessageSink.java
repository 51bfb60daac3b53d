package io.fingerpost.server.session;

import io.fingerpost.core.Protocal;
import io.fingerpost.server.store.Change;
import org.jspecify.annotations.Nullable;

/** Takes what sessions receive, and what they cannot deliver any more. Called on the session's loop. */
public interface MessageSink {
    /**
     * A valid message arrived: its {@code from} is the session's user, and it has a fingerprint if it wants to be acknowledged.
     *
     * @param numbers the numbers that the sender's device gave to it; null in the base profile
     * @return false if it is a repeat of one whose outcome is not known yet: that is told once, for both
     */
    boolean onMessage(Session from, Protocal message, byte[] bytes, Change.@Nullable Received numbers);

    /** Brings a message to where its recipient is now, if anywhere. */
    void route(OutboundMessage message);

    /** A session can be sent to from now on. */
    void onActive(Session session);
}
