package io.fingerpost.server;

import io.fingerpost.core.Transport;
import java.net.InetSocketAddress;
import java.time.Instant;

/** One logged-in device of a user. Safe for use by any thread, also after the session has ended. */
public interface UserSession {
    /** Returns the user. */
    String userId();

    /** Returns how the device is connected. */
    Transport transport();

    /** Returns where it is connected from. */
    InetSocketAddress remoteAddress();

    /** Returns when this session began, by the server's clock. */
    Instant loginTime();

    /** Returns whether the session still stands. */
    boolean isOnline();
}
