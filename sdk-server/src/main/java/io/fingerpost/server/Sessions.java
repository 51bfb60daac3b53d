package io.fingerpost.server;

import java.util.Collection;
import java.util.Optional;

/** Who is online. Safe for use by any thread; an answer may be outdated by the time it is read. */
public interface Sessions {
    /** Returns whether the user is logged in. */
    boolean isOnline(String userId);

    /** Returns the user's session, if logged in. */
    Optional<UserSession> find(String userId);

    /** Returns all sessions at this moment. Costs a walk over all of them. */
    Collection<UserSession> all();

    /** Returns how many sessions there are. */
    int count();

    /**
     * Ends the user's session; the client is told, and does not come back by itself.
     *
     * @param reason for the client, in words its user can be shown
     * @return whether there was a session to end
     */
    boolean kick(String userId, String reason);
}
