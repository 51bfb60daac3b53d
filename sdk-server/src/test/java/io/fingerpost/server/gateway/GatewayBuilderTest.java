package io.fingerpost.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fingerpost.server.gateway.tcp.TcpGateway;
import io.fingerpost.server.gateway.udp.UdpGateway;
import io.fingerpost.server.gateway.websocket.WebSocketGateway;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayBuilderTest {
    private static long expirySeconds(GatewayBuilder<?> builder) {
        return TimeUnit.NANOSECONDS.toSeconds(builder.options().settings().expiryNanos());
    }

    @Test
    void m2_defaultPortsAreThoseOfTheProtocol() {
        assertThat(TcpGateway.builder().build()).hasToString("TcpGateway[0.0.0.0:8901]");
        assertThat(UdpGateway.builder().build()).hasToString("UdpGateway[0.0.0.0:7901]");
        assertThat(WebSocketGateway.builder().build()).hasToString("WebSocketGateway[0.0.0.0:3000/websocket]");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5, 10, 15, 30, 60, 120})
    void m7_expiryFollowsTheHeartbeat(int heartbeat) {
        assertThat(expirySeconds(TcpGateway.builder().heartbeat(heartbeat, TimeUnit.SECONDS)))
                .isEqualTo(heartbeat + 5);
    }

    @Test
    void m7_defaultExpiryIs20SecondsOnStreamsAnd10OnUdp() {
        assertThat(expirySeconds(TcpGateway.builder())).isEqualTo(20);
        assertThat(expirySeconds(WebSocketGateway.builder())).isEqualTo(20);
        assertThat(expirySeconds(UdpGateway.builder())).isEqualTo(10);
    }

    @Test
    void anExplicitExpiryWinsInAnyOrder() {
        assertThat(expirySeconds(
                        TcpGateway.builder().expiry(7, TimeUnit.SECONDS).heartbeat(30, TimeUnit.SECONDS)))
                .isEqualTo(7);
    }

    @Test
    void packetsAreLimitedTo64KiBOrToOneDatagram() {
        assertThat(TcpGateway.builder().options().settings().maxPacketBytes()).isEqualTo(65_536);
        assertThat(UdpGateway.builder().options().settings().maxPacketBytes()).isEqualTo(65_507);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UdpGateway.builder().maxPacketBytes(65_508))
                .withMessageContaining("65507");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TcpGateway.builder().maxPacketBytes(100).build())
                .withMessageContaining("maxPacketBytes");
    }

    @Test
    void wrongValuesAreRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TcpGateway.builder().port(70_000).build())
                .withMessageContaining("port");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WebSocketGateway.builder().path("websocket"))
                .withMessageContaining("path");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TcpGateway.builder().heartbeat(0, TimeUnit.SECONDS))
                .withMessageContaining("heartbeat");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TcpGateway.builder().maxConnections(0).build())
                .withMessageContaining("maxConnections");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UdpGateway.builder().maxSockets(0))
                .withMessageContaining("maxSockets");
    }
}
