package io.fingerpost.client.android;

import org.jspecify.annotations.Nullable;

/** Gives the token for a login, also in a later process, in which the user was logged in by {@link FingerpostAndroid#resume()}. */
@FunctionalInterface
public interface TokenSource {
    /**
     * Returns a token that is valid now. Called on a background thread, so that it may ask a web service; one call at a time.
     *
     * @return the token, or null to log in without one
     * @throws Exception if there is no token to be had now: a first login fails with it, a later one is tried again
     */
    @Nullable String token(String userId) throws Exception;
}
