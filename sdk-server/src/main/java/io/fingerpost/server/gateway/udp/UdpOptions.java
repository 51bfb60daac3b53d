package io.fingerpost.server.gateway.udp;

import io.fingerpost.server.gateway.GatewayOptions;

/**
 * What a UDP gateway is configured with.
 *
 * @param gateway what it shares with all gateways
 * @param strangerRepliesPerSecond how many datagrams a second go to peers that are not kept
 * @param strangerReplyBurst how many of these may go at once
 * @param maxSockets how many sockets share the port at most, where that is possible
 */
record UdpOptions(GatewayOptions gateway, int strangerRepliesPerSecond, int strangerReplyBurst, int maxSockets) {}
