package io.fingerpost.core;

/**
 * Values of {@link Protocal#type()}. Types below 50 are sent by clients, types from 50 on by the server; {@link #MESSAGE} and
 * {@link #ACK} travel both ways. A packet of any other type is ignored by its receiver.
 */
public final class PacketType {
    /** Client: asks to be logged in; {@code dataContent} is a login body. */
    public static final int LOGIN = 0;
    /** Client: "I am still here". */
    public static final int KEEP_ALIVE = 1;
    /** Both: application data. */
    public static final int MESSAGE = 2;
    /** Client: ends the session. */
    public static final int LOGOUT = 3;
    /** Both: acknowledgement; {@code dataContent} is the fingerprint being acknowledged. */
    public static final int ACK = 4;
    /** Client: answered by {@link #ECHO_RESPONSE} with the same content; needs no login. */
    public static final int ECHO = 5;
    /** Server: answer to {@link #LOGIN}. */
    public static final int LOGIN_RESPONSE = 50;
    /** Server: answer to {@link #KEEP_ALIVE}. */
    public static final int KEEP_ALIVE_RESPONSE = 51;
    /** Server: something was wrong; {@code dataContent} is an error body. */
    public static final int ERROR = 52;
    /** Server: answer to {@link #ECHO}. */
    public static final int ECHO_RESPONSE = 53;
    /** Server: the session is ended against the client's will; {@code dataContent} is a kick-out body. */
    public static final int KICKOUT = 54;

    private PacketType() {}
}
