package io.fingerpost.server;

import io.fingerpost.core.Transport;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Somebody asks to be let in.
 *
 * @param userId who they say they are
 * @param token what is to prove it; null when the client sent none
 * @param extra what else the client sent along; null when nothing
 * @param relogin whether a client that was logged in before comes back, after a break of its connection for instance
 * @param remoteAddress where the connection comes from
 * @param transport how it came
 */
public record LoginRequest(
        String userId,
        @Nullable String token,
        @Nullable String extra,
        boolean relogin,
        InetSocketAddress remoteAddress,
        Transport transport) {
    /** Returns the request without its token and extra, which may be secrets. */
    @Override
    public String toString() {
        return "LoginRequest[userId=" + userId + ", relogin=" + relogin + ", remoteAddress=" + remoteAddress
                + ", transport=" + transport + ']';
    }
}
