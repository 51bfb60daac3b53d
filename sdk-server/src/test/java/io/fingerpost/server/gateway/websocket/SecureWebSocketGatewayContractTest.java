package io.fingerpost.server.gateway.websocket;

import io.fingerpost.server.gateway.BoundGateway;
import io.fingerpost.server.gateway.Gateway;
import io.fingerpost.server.gateway.GatewayContractTest;
import io.fingerpost.server.gateway.TestCertificate;
import io.fingerpost.server.gateway.TestPeer;
import io.fingerpost.server.gateway.TlsConfig;
import io.fingerpost.server.gateway.WebSocketPeer;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("M8: TLS on WebSocket")
class SecureWebSocketGatewayContractTest extends GatewayContractTest {
    @TempDir
    private static Path folder;

    // Written once, before all tests.
    private static TlsConfig tls;
    private static HttpClient client;

    @BeforeAll
    static void makeCertificate() throws Exception {
        TestCertificate certificate = TestCertificate.create(folder, "server", "RSA");
        Path chain = folder.resolve("chain.pem");
        Path key = folder.resolve("key.pem");
        certificate.writeCertificate(chain);
        certificate.writePrivateKey(key);
        tls = TlsConfig.pem(chain, key);
        client = HttpClient.newBuilder()
                .sslContext(certificate.trustingContext())
                .build();
    }

    @Override
    protected Gateway gateway(int port, int maxPacketBytes, int maxConnections) {
        return WebSocketGateway.builder()
                .port(port)
                .maxPacketBytes(maxPacketBytes)
                .maxConnections(maxConnections)
                .tls(tls)
                .build();
    }

    @Override
    protected TestPeer connect(BoundGateway gateway) {
        return WebSocketPeer.connect(
                URI.create("wss://localhost:" + gateway.address().getPort() + "/websocket"), client);
    }
}
