package io.fingerpost.benchmarks.load;

/**
 * What one session speaks with the server. This is where the profiles differ: acknowledgement and retransmission are theirs. Confined to
 * a loop.
 */
interface Wire extends PacketOutput.Receiver {
    /** Sends the login; {@link Events#onLoggedIn} follows. */
    void logIn();

    /** Returns whether another message may be sent. */
    boolean hasRoom();

    /**
     * Sends the next message to the peer, with the next flush. {@link Events#onSettled} follows once for each.
     *
     * @param intendedNanos when it was meant to be sent
     */
    void send(long intendedNanos, long nowNanos);

    /** Sends what there is to send. */
    void flush();

    /** Repeats what is overdue, and keeps the session alive. Called several times a second. */
    void onTimer(long nowNanos);

    /** Ends the session. */
    void close();

    /** What the session tells. */
    interface Events {
        void onLoggedIn();

        /** The server has said that the recipient has a message of this session. */
        void onSettled();

        /** A message for this session has arrived, perhaps not for the first time; it is acknowledged after this. */
        void onArrived(long number, long intendedNanos);

        /** A message was sent again. */
        void onResent();

        /** Messages have come again that this end had, and were left out. */
        void onCameAgain(long times);

        /** The session cannot go on, or the server complained. */
        void onProblem(String what);
    }
}
