package io.fingerpost.benchmarks.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fingerpost.benchmarks.load.IdleConnections;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.Transport;
import io.fingerpost.server.ImServer;
import io.fingerpost.server.LoginDecision;
import io.fingerpost.server.LoginRequest;
import io.fingerpost.server.ServerEventListener;
import io.fingerpost.server.UserSession;
import io.fingerpost.server.gateway.tcp.TcpGateway;
import io.fingerpost.server.gateway.udp.UdpGateway;
import io.fingerpost.server.gateway.websocket.WebSocketGateway;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@EnabledOnOs(OS.LINUX) // has all of 127.0.0.0/8
final class CrowdTest {
    private static final String HOST = InetAddress.getLoopbackAddress().getHostAddress();
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final ImServer server = ImServer.builder()
            .gateway(TcpGateway.builder().host(HOST).port(0).build())
            .gateway(UdpGateway.builder().host(HOST).port(0).build())
            .gateway(WebSocketGateway.builder().host(HOST).port(0).build())
            .listener(new LetEverybodyIn())
            .build();

    @BeforeEach
    void start() throws Exception {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private InetSocketAddress address(Transport transport) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port(transport));
    }

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"TCP", "WEBSOCKET"})
    void connectionsComeAndGoAndComeAgain(Transport transport) throws Exception {
        try (IdleConnections crowd = new IdleConnections(transport, address(transport))) {
            for (int round = 0; round < 2; round++) {
                crowd.growTo(450);
                assertThat(server.sessions().count()).isEqualTo(450);
                crowd.keepAlive();
                crowd.shrinkTo(20);
                await().atMost(LIMIT).until(() -> server.sessions().count() == 20);
            }
        }
    }

    @Test
    void datagramSessionsComeAndGoAndComeAgain() throws Exception {
        DatagramCrowd crowd = new DatagramCrowd(address(Transport.UDP), 3);
        for (int round = 0; round < 2; round++) {
            crowd.growTo(450, n -> {});
            assertThat(server.sessions().count()).isEqualTo(450);
            assertThat(crowd.keepAlive()).isEqualTo(150);
            crowd.shrinkTo(20, n -> {});
            await().atMost(LIMIT).until(() -> server.sessions().count() == 20);
        }
    }

    private static final class LetEverybodyIn implements ServerEventListener {
        @Override
        public LoginDecision onUserLoginVerify(LoginRequest request) {
            return LoginDecision.accept();
        }

        @Override
        public void onC2SMessage(Protocal p, UserSession from) {}
    }
}
