package io.fingerpost.demo.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fingerpost.client.ImClient;
import io.fingerpost.core.Protocal;
import io.fingerpost.server.LoginDecision;
import io.fingerpost.server.LoginRequest;
import io.fingerpost.server.ServerEventListener;
import io.fingerpost.server.UserSession;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LocalServerTest {
    private static final class OpenHouse implements ServerEventListener {
        @Override
        public LoginDecision onUserLoginVerify(LoginRequest request) {
            return LoginDecision.accept();
        }

        @Override
        public void onC2SMessage(Protocal p, UserSession from) {}
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "tls", "udp", "ws", "wss"})
    void servesClientsThroughANetworkPath(String scheme) throws Exception {
        LocalCertificate certificate = LocalCertificate.create(Clock.systemUTC().instant());
        try (LocalServer server = new LocalServer(new OpenHouse(), certificate).start();
                NetworkPath path =
                        NetworkPath.open(scheme, server.address(scheme), BadNetwork.PERFECT.conditions(), 1);
                ImClient client = ImClient.builder()
                        .server(path.entrance(scheme))
                        .sslContext(certificate.trustingContext())
                        .build()) {
            assertThat(client.login("alice", "token").get(20, TimeUnit.SECONDS).accepted())
                    .isTrue();
        }
    }

    @Test
    void keepsItsPortsWhenItIsStoppedAndStarted() throws Exception {
        LocalServer server = new LocalServer(new OpenHouse(), null);
        assertThat(server.port("udp")).isZero();
        try (server) {
            server.start();
            int port = server.port("tcp");
            assertThat(port).isPositive();
            server.close();
            assertThat(server.running()).isNull();
            server.start();
            assertThat(server.port("tcp")).isEqualTo(port);
            assertThat(server.running()).isNotNull();
        }
    }

    @Test
    void withoutACertificateItSpeaksNoTls() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LocalServer(new OpenHouse(), null).port("tls"))
                .withMessageContaining("tls");
    }
}
