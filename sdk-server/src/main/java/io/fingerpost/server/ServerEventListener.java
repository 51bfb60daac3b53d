package io.fingerpost.server;

import io.fingerpost.core.Protocal;
import java.util.List;

/**
 * What the application tells and is told. Its methods may block: they run on the server's callback threads, never on an event loop.
 * Calls that concern one user come one at a time and in order, across that user's sessions too; calls for different users run side
 * by side, as many as there are callback threads. The exception is {@link #onUserLoginVerify}, which runs as soon as a thread is free.
 * An exception thrown here is logged and harms nobody else; what it means for the message at hand stands at each method. Methods
 * that are not overridden cost nothing.
 */
public interface ServerEventListener {
    /**
     * Decides whether somebody may log in. Throwing means that it cannot be decided now: the connection is closed, and the client
     * may try again.
     */
    LoginDecision onUserLoginVerify(LoginRequest request);

    /** A session began. Called once for each session, before anything else about it. */
    default void onUserLoginSuccess(UserSession session) {}

    /** A session ended. Called once for each session, after everything else about it that came from its client. */
    default void onUserLogout(UserSession session, LogoutReason reason) {}

    /**
     * Asks whether a message to the server may go on to {@link #onC2SMessage}. False, or throwing, drops it; a sender that asked for
     * an acknowledgement is told that sending failed.
     */
    default boolean beforeC2S(Protocal p, UserSession from) {
        return true;
    }

    /**
     * Asks whether a message from one user to another may go on. False, or throwing, drops it; a sender that asked for an
     * acknowledgement is told that sending failed.
     */
    default boolean beforeC2C(Protocal p, UserSession from) {
        return true;
    }

    /**
     * A message to the server. Called once for each message that has a fingerprint, as all have that ask for an acknowledgement. Such
     * a one is acknowledged when this returns. If this throws, it is not: the sender is told that sending failed, and a repeat of it is
     * handed over again.
     */
    void onC2SMessage(Protocal p, UserSession from);

    /** The recipient acknowledged a message from another user. Called once for each message. */
    default void onC2CDelivered(Protocal p) {}

    /**
     * A message from one user to another could not be delivered, because the recipient is offline or did not acknowledge it in time.
     * True means that the application took it over, and has it safe: its sender gets the acknowledgement. False, or throwing, leaves
     * it to the server's message store; without one, or if that has no room, the sender is told that sending failed.
     */
    default boolean onRealtimeSendFailed(Protocal p) {
        return false;
    }

    /** The recipient acknowledged a message that the server sent. */
    default void onS2CDelivered(String fingerprint) {}

    /** Messages that the server sent were not acknowledged in time, or their recipient is offline, and nothing stores them. */
    default void onS2CLost(List<Protocal> lost) {}
}
