package io.fingerpost.cli.server;

import io.fingerpost.core.Transport;
import io.fingerpost.server.ImServer;
import io.fingerpost.server.gateway.TlsConfig;
import io.fingerpost.server.gateway.tcp.TcpGateway;
import io.fingerpost.server.gateway.udp.UdpGateway;
import io.fingerpost.server.gateway.websocket.WebSocketGateway;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The addresses that a server listens on: TCP, UDP, WebSocket, in this order. */
final class Gateways {
    private Gateways() {}
}
