package io.fingerpost.server.gateway.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fingerpost.server.gateway.BoundGateway;
import io.fingerpost.server.gateway.GatewayHarness;
import io.fingerpost.server.gateway.RecordingHandler;
import io.fingerpost.server.gateway.TcpPeer;
import io.fingerpost.server.gateway.TestCertificate;
import io.fingerpost.server.gateway.TlsConfig;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateReloadTest {
    // Made once, before all tests: keytool is slow.
    private static TestCertificate first;
    private static TestCertificate second;

    @TempDir
    private Path folder;

    private final GatewayHarness harness = new GatewayHarness();
    private TlsConfig tls;

    @BeforeAll
    static void makeCertificates(@TempDir Path stores) throws Exception {
        first = TestCertificate.create(stores, "first", "EC");
        second = TestCertificate.create(stores, "second", "EC");
    }

    @BeforeEach
    void installFirst() throws Exception {
        tls = TlsConfig.pem(folder.resolve("chain.pem"), folder.resolve("key.pem"))
                .withoutAutomaticReload();
        install(first);
        harness.handleBy(RecordingHandler.Echo::new);
    }

    @AfterEach
    void close() {
        harness.close();
    }

    private void install(TestCertificate certificate) throws Exception {
        certificate.writeCertificate(folder.resolve("chain.pem"));
        certificate.writePrivateKey(folder.resolve("key.pem"));
    }

    private BoundGateway bind(TlsConfig config) throws IOException {
        return harness.bind(TcpGateway.builder().port(0).tls(config).build());
    }

    private static boolean shows(BoundGateway gateway, TestCertificate certificate) throws Exception {
        try (TcpPeer peer = TcpPeer.connect(gateway.address(), certificate.trustingContext())) {
            peer.send("hello");
            return peer.receiveText().equals("hello");
        } catch (SSLException e) {
            return false;
        }
    }

    @Test
    void m8_newConnectionsSeeTheNewCertificateAndOldOnesGoOn() throws Exception {
        BoundGateway gateway = bind(tls);
        try (TcpPeer old = TcpPeer.connect(gateway.address(), first.trustingContext())) {
            install(second);
            assertThat(shows(gateway, first)).isTrue();

            gateway.reloadCertificates();

            assertThat(shows(gateway, second)).isTrue();
            assertThat(shows(gateway, first)).isFalse();
            old.send("still here");
            assertThat(old.receiveText()).isEqualTo("still here");
        }
    }

    @Test
    void m8_changedFilesAreFoundByThemselves() throws Exception {
        BoundGateway gateway = bind(tls.reloadEvery(100, TimeUnit.MILLISECONDS));
        assertThat(shows(gateway, first)).isTrue();

        install(second);

        await().atMost(Duration.ofSeconds(10)).until(() -> shows(gateway, second));
    }

    @Test
    void m8_aBrokenFileLeavesTheOldCertificate() throws Exception {
        BoundGateway gateway = bind(tls);
        Files.writeString(folder.resolve("key.pem"), "broken");

        assertThatThrownBy(gateway::reloadCertificates)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(folder.resolve("key.pem").toString());

        assertThat(shows(gateway, first)).isTrue();
    }

    @Test
    void m8_aBrokenFileFoundByItselfLeavesTheOldCertificateUntilItIsRepaired() throws Exception {
        BoundGateway gateway = bind(tls.reloadEvery(100, TimeUnit.MILLISECONDS));
        Files.writeString(folder.resolve("key.pem"), "broken");
        await().during(Duration.ofMillis(400)).atMost(Duration.ofSeconds(10)).until(() -> shows(gateway, first));

        install(second);

        await().atMost(Duration.ofSeconds(10)).until(() -> shows(gateway, second));
    }

    @Test
    void aBrokenFileAtTheStartFailsWithAClearMessageAndFreesThePort() throws Exception {
        Files.writeString(folder.resolve("key.pem"), "broken");
        BoundGateway other = harness.bind(TcpGateway.builder().port(0).build());
        int port = other.address().getPort();
        other.close();

        assertThatThrownBy(() ->
                        harness.bind(TcpGateway.builder().port(port).tls(tls).build()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot listen on tcp 0.0.0.0:" + port + ": no private key that can be used in "
                        + folder.resolve("key.pem"));
        harness.bind(TcpGateway.builder().port(port).build());
    }

    @Test
    void m20_theThreadThatLooksAtTheFilesEndsWithTheGateway() throws Exception {
        BoundGateway gateway = bind(tls.reloadEvery(100, TimeUnit.MILLISECONDS));
        assertThat(watchers()).hasSize(1);

        gateway.close();

        await().until(() -> watchers().isEmpty()); // an executor has ended a moment before its thread has
    }

    private List<String> watchers() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("fingerpost-certificates ") && name.contains(folder.toString()))
                .toList();
    }

    @Test
    void whatIsNotTlsIsClosed() throws Exception {
        BoundGateway gateway = bind(tls);
        try (Socket socket = new Socket("localhost", gateway.address().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(TcpPeer.frame("not TLS at all".getBytes(StandardCharsets.UTF_8)));
            while (socket.getInputStream().read() >= 0) {
                // an alert, perhaps
            }
        }
        assertThat(harness.handlers()).isEmpty();
    }

    @Test
    void m8_versions12And13OfTlsAreSpoken() throws Exception {
        BoundGateway gateway = bind(tls);
        for (String version : new String[] {"TLSv1.2", "TLSv1.3"}) {
            try (SSLSocket socket = (SSLSocket) first.trustingContext()
                    .getSocketFactory()
                    .createSocket("localhost", gateway.address().getPort())) {
                socket.setEnabledProtocols(new String[] {version});
                socket.startHandshake();
                assertThat(socket.getSession().getProtocol()).isEqualTo(version);
            }
        }
    }
}
