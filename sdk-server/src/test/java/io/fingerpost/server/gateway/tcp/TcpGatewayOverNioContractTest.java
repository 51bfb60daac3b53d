package io.fingerpost.server.gateway.tcp;

import io.fingerpost.server.gateway.GatewayHarness;
import io.fingerpost.server.gateway.netty.NettyTransport;

class TcpGatewayOverNioContractTest extends TcpGatewayContractTest {
    @Override
    protected GatewayHarness newHarness() {
        return new GatewayHarness(NettyTransport.NIO);
    }
}
