package io.fingerpost.client;

import org.jspecify.annotations.Nullable;

/**
 * Gives the token for a login. Asked at the first login and again at every later one, so that a token which has expired since is not
 * used again.
 */
@FunctionalInterface
public interface TokenSupplier {
    /**
     * Returns a token that is valid now. Called on the callback executor once the server is connected to, one call at a time. It may
     * block, for example to ask a web service, but has to come back: no other callback runs meanwhile, unless the suppliers were given an
     * executor of their own by {@link ImClientBuilder#tokenExecutor}.
     *
     * @return the token, or null to log in without one
     * @throws Exception if there is no token to be had: a first login fails with it, a later one is tried again by the reconnect
     *     policy
     */
    @Nullable String token() throws Exception;
}
