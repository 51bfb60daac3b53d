package io.fingerpost.server.gateway.udp;

import io.fingerpost.server.gateway.GatewayHarness;
import io.fingerpost.server.gateway.netty.NettyTransport;

class UdpGatewayOverNioContractTest extends UdpGatewayContractTest {
    @Override
    protected GatewayHarness newHarness() {
        return new GatewayHarness(NettyTransport.NIO);
    }
}
