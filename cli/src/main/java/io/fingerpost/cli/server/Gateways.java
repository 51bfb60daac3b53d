package io.fingerpost.cli.server;

import io.fingerpost.core.Transport;
import io.fingerpost.server.ImServer;
import io.fingerpost.server.gateway.GatewayBuilder;
import io.fingerpost.server.gateway.StreamGatewayBuilder;
import io.fingerpost.server.gateway.TlsConfig;
import io.fingerpost.server.gateway.tcp.TcpGateway;
import io.fingerpost.server.gateway.udp.UdpGateway;
import io.fingerpost.server.gateway.websocket.WebSocketGateway;
import java.util.concurrent.TimeUnit;

/** Configures the addresses that a server listens on, as the options want them. */
final class Gateways {
    private final ServerOptions options;

    Gateways(ServerOptions options) {
        this.options = options;
    }

    /** Adds them: TCP, UDP, WebSocket, in this order, less those that are left out. */
    void addTo(ImServer.Builder server) {
        Integer tcp = options.port(Transport.TCP);
        if (tcp != null) {
            server.gateway(stream(TcpGateway.builder(), tcp).build());
        }
        Integer udp = options.port(Transport.UDP);
        if (udp != null) {
            server.gateway(common(UdpGateway.builder(), udp).build());
        }
        Integer ws = options.port(Transport.WEBSOCKET);
        if (ws != null) {
            server.gateway(
                    stream(WebSocketGateway.builder().path(options.wsPath), ws).build());
        }
    }

    private <B extends StreamGatewayBuilder<B>> B stream(B builder, int port) {
        if (options.cert != null && options.key != null) {
            builder.tls(TlsConfig.pem(options.cert, options.key));
        }
        return common(builder, port);
    }

    private <B extends GatewayBuilder<B>> B common(B builder, int port) {
        builder.port(port);
        if (options.host != null) {
            builder.host(options.host);
        }
        if (options.heartbeat != null) {
            builder.heartbeat(options.heartbeat, TimeUnit.SECONDS);
        }
        if (options.maxPacket != null) {
            int most = builder instanceof UdpGateway.Builder ? UdpGateway.MAX_DATAGRAM_BYTES : options.maxPacket;
            builder.maxPacketBytes(Math.min(options.maxPacket, most));
        }
        if (options.maxConnections != null) {
            builder.maxConnections(options.maxConnections);
        }
        return builder;
    }
}
