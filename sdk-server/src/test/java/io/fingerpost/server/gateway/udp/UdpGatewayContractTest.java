package io.fingerpost.server.gateway.udp;

import io.fingerpost.server.gateway.BoundGateway;
import io.fingerpost.server.gateway.DatagramPeer;
import io.fingerpost.server.gateway.Gateway;
import io.fingerpost.server.gateway.GatewayContractTest;
import io.fingerpost.server.gateway.TestPeer;
import java.io.IOException;

class UdpGatewayContractTest extends GatewayContractTest {
    @Override
    protected Gateway gateway(int port, int maxPacketBytes, int maxConnections) {
        return UdpGateway.builder()
                .port(port)
                .maxPacketBytes(maxPacketBytes)
                .maxConnections(maxConnections)
                .build();
    }

    @Override
    protected int largestPacketBytes() {
        return UdpGateway.MAX_DATAGRAM_BYTES;
    }

    @Override
    protected TestPeer connect(BoundGateway gateway) throws IOException {
        return DatagramPeer.connect(gateway.address());
    }

    @Override
    protected boolean isStream() {
        return false;
    }
}
