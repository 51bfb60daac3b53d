package io.fingerpost.systemtests.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.client.ClientException;
import io.fingerpost.client.ClientState;
import io.fingerpost.core.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** M8: TLS on TCP and WebSocket. */
class TlsTest {
    @TempDir
    static Path folder;

    private static Certificates good;
    private static Certificates later;
    private static Certificates ofAnotherHost;

    @AutoClose
    private final Scene scene = new Scene();

    @BeforeAll
    static void makeCertificates() throws IOException, InterruptedException {
        good = Certificates.make(folder, "good.p12", "dns:localhost,ip:127.0.0.1");
        later = Certificates.make(folder, "later.p12", "dns:localhost,ip:127.0.0.1");
        ofAnotherHost = Certificates.make(folder, "other.p12", "dns:other.example");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tls", "wss"})
    void m8_messagesTravelOverTls(String scheme) throws IOException, GeneralSecurityException {
        TestServer server = scene.server(s -> s.tls(good.config()));
        var trust = good.trust();
        TestClient alice = scene.online("alice", server.url(scheme), b -> b.sslContext(trust));
        TestClient bob = scene.online(
                "bob", scheme + "://localhost:" + server.port(scheme), b -> b.sslContext(trust)); // by name, too
        TestClient carol = scene.online("carol", server.url("udp"));

        alice.sendConfirmed("bob", "secret");
        alice.sendConfirmed("carol", "x".repeat(60_000));
        assertThat(bob.awaitText()).isEqualTo("secret");
        assertThat(carol.awaitText()).hasSize(60_000);
        assertThat(TestClient.outcome(server.sender().send("alice", "from the server")))
                .isNotNull();
        assertThat(alice.awaitText()).isEqualTo("from the server");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tls", "wss"})
    void m8_aWrongHostNameIsRefusedByDefault(String scheme) throws IOException, GeneralSecurityException {
        TestServer server = scene.server(s -> s.tls(ofAnotherHost.config()));
        var trust = ofAnotherHost.trust();

        assertRefused(scene.client(server.url(scheme), b -> b.sslContext(trust)));

        scene.online("careless", server.url(scheme), b -> b.sslContext(trust).hostnameVerification(false));
        assertThat(server.app.count("verify")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tls", "wss"})
    void m8_anUntrustedCertificateIsRefused(String scheme) throws IOException, GeneralSecurityException {
        TestServer server = scene.server(s -> s.tls(good.config()));
        var trust = later.trust();

        assertRefused(scene.client(server.url(scheme)));
        assertRefused(scene.client(server.url(scheme), b -> b.sslContext(trust).hostnameVerification(false)));
        assertThat(server.app.count("verify")).isZero();
    }

    private static void assertRefused(TestClient client) {
        ClientException why = (ClientException) TestClient.failureOf(client.im.login("mallet", "token"));
        assertThat(why.errorCode()).isEqualTo(ErrorCode.CANNOT_CONNECT);
        assertThat(why).hasMessageContaining("TLS");
        assertThat(client.im.state()).isEqualTo(ClientState.DISCONNECTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tls", "wss"})
    void m8_aNewCertificateIsShownWithoutARestart(String scheme) throws IOException, GeneralSecurityException {
        Certificates current = good.copy(scheme + "-current.p12");
        TestServer server = scene.server(s -> s.tls(current.config()));
        var oldTrust = good.trust();
        var newTrust = later.trust();
        TestClient before = scene.online("before", server.url(scheme), b -> b.sslContext(oldTrust));

        later.replace(current);
        server.im().reloadCertificates();

        TestClient after = scene.online("after", server.url(scheme), b -> b.sslContext(newTrust));
        assertRefused(scene.client(server.url(scheme), b -> b.sslContext(oldTrust)));
        after.sendConfirmed("before", "your connection stands");
        assertThat(before.awaitText()).isEqualTo("your connection stands");
        assertThat(server.app.count("logout")).isZero();
    }
}
