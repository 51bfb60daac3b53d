package io.fingerpost.server.gateway.netty;

/**
 * What a decoder hands to the {@link StreamConnection} instead of a packet when the stream cannot be read on.
 *
 * @param reason why, in words fit for the peer
 */
public record InvalidFrame(String reason) {}
