package io.fingerpost.server.gateway.tcp;

import io.fingerpost.server.gateway.BoundGateway;
import io.fingerpost.server.gateway.Gateway;
import io.fingerpost.server.gateway.GatewayContractTest;
import io.fingerpost.server.gateway.TcpPeer;
import io.fingerpost.server.gateway.TestPeer;
import java.io.IOException;

class TcpGatewayContractTest extends GatewayContractTest {
    @Override
    protected Gateway gateway(int port, int maxPacketBytes, int maxConnections) {
        return TcpGateway.builder()
                .port(port)
                .maxPacketBytes(maxPacketBytes)
                .maxConnections(maxConnections)
                .build();
    }

    @Override
    protected TestPeer connect(BoundGateway gateway) throws IOException {
        return TcpPeer.connect(gateway.address());
    }
}
