package io.fingerpost.client.session;

/** What a connection tells the client; all on the client's loop, and never inside a call of the connection. */
public interface ConnectionListener {
    /** The connection can be used. Called once at most, before the other methods except {@link #onClosed}. */
    void onOpened();

    /** A packet arrived, which is not larger than what the client allows. The array belongs to the listener. */
    void onPacket(byte[] packet);

    /** The connection takes more, after {@link ClientConnection#isWritable()} was false. */
    void onWritable();

    /**
     * The attempt to connect failed, or the connection broke. Nothing follows.
     *
     * @param errorCode {@link io.fingerpost.core.ErrorCode#CANNOT_CONNECT}, {@link
     *     io.fingerpost.core.ErrorCode#NO_LOCAL_NETWORK} or {@link io.fingerpost.core.ErrorCode#CONNECTION_BROKEN}
     * @param reason in words fit for a user
     */
    void onClosed(int errorCode, String reason);
}
