package io.fingerpost.server.gateway.tcp;

import io.fingerpost.server.gateway.BoundGateway;
import io.fingerpost.server.gateway.Gateway;
import io.fingerpost.server.gateway.GatewayContractTest;
import io.fingerpost.server.gateway.TcpPeer;
import io.fingerpost.server.gateway.TestCertificate;
import io.fingerpost.server.gateway.TestPeer;
import io.fingerpost.server.gateway.TlsConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("M8: TLS on TCP")
class TlsTcpGatewayContractTest extends GatewayContractTest {
    @TempDir
    private static Path folder;

    private static TestCertificate certificate; // written once, before all tests

    @BeforeAll
    static void makeCertificate() throws Exception {
        certificate = TestCertificate.create(folder, "server", "EC");
    }

    @Override
    protected Gateway gateway(int port, int maxPacketBytes, int maxConnections) {
        return TcpGateway.builder()
                .port(port)
                .maxPacketBytes(maxPacketBytes)
                .maxConnections(maxConnections)
                .tls(TlsConfig.keyStore(certificate.keyStore(), TestCertificate.PASSWORD.toCharArray()))
                .build();
    }

    @Override
    protected TestPeer connect(BoundGateway gateway) throws Exception {
        return TcpPeer.connect(gateway.address(), certificate.trustingContext());
    }
}
