package io.fingerpost.server.gateway.websocket;

import io.fingerpost.server.gateway.BoundGateway;
import io.fingerpost.server.gateway.Gateway;
import io.fingerpost.server.gateway.GatewayContractTest;
import io.fingerpost.server.gateway.TestPeer;
import io.fingerpost.server.gateway.WebSocketPeer;
import java.net.URI;
import java.net.http.HttpClient;

class WebSocketGatewayContractTest extends GatewayContractTest {
    private final HttpClient client = HttpClient.newHttpClient();

    @Override
    protected Gateway gateway(int port, int maxPacketBytes, int maxConnections) {
        return WebSocketGateway.builder()
                .port(port)
                .maxPacketBytes(maxPacketBytes)
                .maxConnections(maxConnections)
                .build();
    }

    @Override
    protected TestPeer connect(BoundGateway gateway) {
        return WebSocketPeer.connect(
                URI.create("ws://127.0.0.1:" + gateway.address().getPort() + "/websocket"), client);
    }
}
