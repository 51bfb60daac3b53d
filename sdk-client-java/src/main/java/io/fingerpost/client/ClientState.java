package io.fingerpost.client;

/**
 * What a client is doing.
 *
 * <pre>
 *                    login()                 connected                accepted
 * DISCONNECTED ────────────────► CONNECTING ──────────► AUTHENTICATING ────────► ONLINE
 *   ▲  ▲                           ▲    │                     │                    │
 *   │  │   first login failed      │    │     failed          │                    │ connection broken,
 *   │  └──────────────────────────────── ┴────────────────────┤                    │ session expired
 *   │                              │                          │ later login failed │
 *   │                              │ time to try again        ▼                    ▼
 *   │                              └───────────────────── WAITING_RECONNECT ◄──────┘
 *   │                                                         │
 *   └── logout(), refused, kicked out, or no reconnect ───────┘ (from ONLINE too)
 *
 * close() leads from every state to CLOSED, which is the last one.
 * </pre>
 */
public enum ClientState {
    /** Nobody is logged in, and nothing is tried. */
    DISCONNECTED,
    /** A connection is being made. */
    CONNECTING,
    /** The connection is there, and the server was asked to log the user in. */
    AUTHENTICATING,
    /** The user is logged in. */
    ONLINE,
    /** The connection was lost, and is tried again later. */
    WAITING_RECONNECT,
    /** The client was closed and cannot be used again. */
    CLOSED;

    /** Returns whether messages travel now. */
    public boolean isOnline() {
        return this == ONLINE;
    }

    /** Returns whether the client is on its way to ONLINE by itself. */
    public boolean isTrying() {
        return this == CONNECTING || this == AUTHENTICATING || this == WAITING_RECONNECT;
    }

    /** Returns whether the client was closed for good. */
    public boolean isClosed() {
        return this == CLOSED;
    }
}
