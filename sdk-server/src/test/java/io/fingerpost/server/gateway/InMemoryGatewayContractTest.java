package io.fingerpost.server.gateway;

import io.fingerpost.core.Transport;
import java.util.concurrent.TimeUnit;

class InMemoryGatewayContractTest extends GatewayContractTest {
    @Override
    protected Gateway gateway(int port, int maxPacketBytes, int maxConnections) {
        return InMemoryGateway.onThreads(
                Transport.TCP, new GatewaySettings(maxPacketBytes, TimeUnit.SECONDS.toNanos(20), maxConnections));
    }

    @Override
    protected TestPeer connect(BoundGateway gateway) {
        return ((InMemoryGateway.Bound) gateway).connect();
    }

    @Override
    protected TestPeer slow(TestPeer peer) {
        ((InMemoryPeer) peer).pause(true);
        return peer;
    }

    @Override
    protected void fast(TestPeer peer) {
        ((InMemoryPeer) peer).pause(false);
    }

    @Override
    protected boolean isNetwork() {
        return false;
    }
}
