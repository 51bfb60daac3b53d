package io.fingerpost.core;

/**
 * The error codes of the wire format. 1 to 4 and 301 travel in error packets; 201 to 205 are made by the client itself and never
 * appear on the wire. Codes of {@value #FIRST_APPLICATION_CODE} and above belong to the application, which uses them to refuse logins.
 */
public final class ErrorCode {
    /** No error. */
    public static final int OK = 0;
    /** The client is not logged in. */
    public static final int NOT_LOGGED_IN = 1;
    /** Something failed that has no code of its own. */
    public static final int UNKNOWN = 2;
    /** A message could not be delivered, stored or handed over, or was dropped by the application. */
    public static final int SEND_FAILED = 3;
    /** The packet is not well formed, too large, or claims what it may not. */
    public static final int INVALID_PACKET = 4;
    /** Client: the connection to the server broke. */
    public static final int CONNECTION_BROKEN = 201;
    /** Client: the server cannot be connected to. */
    public static final int CANNOT_CONNECT = 202;
    /** Client: nobody is logged in, or the client is closed. */
    public static final int CLIENT_NOT_READY = 203;
    /** Client: the device has no network. */
    public static final int NO_LOCAL_NETWORK = 204;
    /** Client: no server address was configured. */
    public static final int NO_SERVER_ADDRESS = 205;
    /** Server: a packet arrived that needs a logged-in session, and there is none. */
    public static final int SERVER_NOT_LOGGED_IN = 301;
    /** The smallest code that an application may use to refuse a login. */
    public static final int FIRST_APPLICATION_CODE = 1025;

    private ErrorCode() {}
}
