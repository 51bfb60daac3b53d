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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class LoadGeneratorTest {
    private static final String HOST = InetAddress.getLoopbackAddress().getHostAddress();
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final ImServer server = ImServer.builder()
            .loopThreads(2)
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

    private LoadSettings settings(Transport transport, Profile profile, int threads) {
        return new LoadSettings(
                transport,
                profile,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port(transport)),
                10,
                64,
                threads);
    }

    private static Stream<Arguments> waysToSpeak() {
        return Stream.of(Transport.values())
                .flatMap(transport -> Stream.of(Profile.values()).map(profile -> Arguments.of(transport, profile)));
    }

    @ParameterizedTest
    @MethodSource("waysToSpeak")
    void m60_everythingThatIsSentAsFastAsItGoesArrives(Transport transport, Profile profile) throws Exception {
        try (LoadGenerator load = LoadGenerator.connect(settings(transport, profile, 1))) {
            load.closedLoop(4);
            await().atMost(LIMIT).until(() -> load.look().arrived() > 2_000);
            load.stop();
            assertThat(load.drain(LIMIT.toSeconds())).isZero();
            assertEverythingArrived(load.take());
        }
    }

    @ParameterizedTest
    @MethodSource("waysToSpeak")
    void everythingThatIsSentByTheTimetableArrives(Transport transport, Profile profile) throws Exception {
        try (LoadGenerator load = LoadGenerator.connect(settings(transport, profile, 2))) {
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
        assertThat(counts.settled()).isEqualTo(counts.sent());
        assertThat(counts.latencyNanos().getTotalCount()).isEqualTo(counts.sent());
    }

    @Test
    void latenciesAreTakenOnce() throws Exception {
        try (LoadGenerator load = LoadGenerator.connect(settings(Transport.TCP, Profile.BASE, 1))) {
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
        LoadSettings twice = settings(Transport.TCP, Profile.BASE, 1);
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
