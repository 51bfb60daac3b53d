package io.fingerpost.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fingerpost.benchmarks.common.BenchException;
import io.fingerpost.benchmarks.common.Profile;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class LoadGeneratorTest {
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

    private LoadSettings settings(Transport transport, int threads) {
        return new LoadSettings(
                transport,
                Profile.BASE,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port(transport)),
                10,
                64,
                threads);
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void m60_everythingThatIsSentAsFastAsItGoesArrives(Transport transport) throws Exception {
        try (LoadGenerator load = LoadGenerator.connect(settings(transport, 1))) {
            load.closedLoop(4);
            await().atMost(LIMIT).until(() -> load.look().arrived() > 2_000);
            load.stop();
            assertThat(load.drain(LIMIT.toSeconds())).isZero();
            assertEverythingArrived(load.take());
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void everythingThatIsSentByTheTimetableArrives(Transport transport) throws Exception {
        try (LoadGenerator load = LoadGenerator.connect(settings(transport, 2))) {
            load.openLoop(2_000);
            await().atMost(LIMIT).until(() -> load.look().sent() > 500);
            load.stop();
            assertThat(load.drain(LIMIT.toSeconds())).isZero();
            assertEverythingArrived(load.take());
        }
    }

    private static void assertEverythingArrived(LoadCounts counts) {
        assertThat(counts.problem()).isNull();
        assertThat(counts.arrived()).isEqualTo(counts.sent());
        assertThat(counts.accepted()).isEqualTo(counts.sent());
        assertThat(counts.latencyNanos().getTotalCount()).isEqualTo(counts.sent());
    }

    @Test
    void latenciesAreTakenOnce() throws Exception {
        try (LoadGenerator load = LoadGenerator.connect(settings(Transport.TCP, 1))) {
            load.closedLoop(1);
            await().atMost(LIMIT).until(() -> load.look().arrived() > 100);
            load.stop();
            assertThat(load.drain(LIMIT.toSeconds())).isZero();
            assertThat(load.take().latencyNanos().getTotalCount()).isGreaterThan(100);
            assertThat(load.take().latencyNanos().getTotalCount()).isZero();
        }
    }

    @Test
    void whatTheServerSaysNoToIsTold() {
        LoadSettings twice = settings(Transport.TCP, 1);
        server.close();
        assertThatThrownBy(() -> LoadGenerator.connect(twice))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("cannot log in");
    }

    private static final class LetEverybodyIn implements ServerEventListener {
        @Override
        public LoginDecision onUserLoginVerify(LoginRequest request) {
            return LoginDecision.accept();
        }

        @Override
        public void onC2SMessage(Protocal p, UserSession from) {
            throw new UnsupportedOperationException();
        }
    }
}
