package io.fingerpost.server.gateway.netty;

import io.netty.channel.Channel;

/** What differs between the gateways over TCP: how packets stand in the stream, and what has to be said before the first one. */
@FunctionalInterface
public interface StreamProtocol {
    /**
     * Adds the handlers to a channel that has just been connected, after the TLS handshake if there is one. The last to come, now
     * or after a handshake of the protocol's own, is a {@link StreamConnection}. Called on the loop.
     */
    void install(Channel channel, NettyLoop loop, StreamEndpoint endpoint);
}
