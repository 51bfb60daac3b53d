package io.fingerpost.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsConfigTest {
    // Made once, before all tests: keytool is slow.
    private static TestCertificate rsa;
    private static TestCertificate ec;
    private static TestCertificate edDsa;
    private static TestCertificate otherEc;

    @TempDir
    private Path folder;

    private Path chain;
    private Path key;

    @BeforeAll
    static void makeCertificates(@TempDir Path stores) throws Exception {
        rsa = TestCertificate.create(stores, "rsa", "RSA");
        ec = TestCertificate.create(stores, "ec", "EC");
        edDsa = TestCertificate.create(stores, "eddsa", "Ed25519");
        otherEc = TestCertificate.create(stores, "other", "EC");
    }

    @BeforeEach
    void nameFiles() {
        chain = folder.resolve("chain.pem");
        key = folder.resolve("key.pem");
    }

    private void write(TestCertificate certificate) throws Exception {
        certificate.writeCertificate(chain);
        certificate.writePrivateKey(key);
    }

    private void assertPemFails(String... parts) {
        assertThatThrownBy(() -> TlsConfig.pem(chain, key).load())
                .isInstanceOf(IOException.class)
                .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    }

    @Test
    void pemFilesWithEveryKindOfKeyAreRead() throws Exception {
        for (TestCertificate certificate : List.of(rsa, ec, edDsa)) {
            write(certificate);
            assertThatCode(() -> TlsConfig.pem(chain, key).load()).doesNotThrowAnyException();
        }
    }

    @Test
    void aMissingFileIsNamed() throws Exception {
        assertPemFails("cannot read " + chain, "no such file");
        write(ec);
        Files.delete(key);
        assertPemFails("cannot read " + key, "no such file");
    }

    @Test
    void aFileWithoutWhatIsNeededIsNamed() throws Exception {
        write(ec);
        Files.writeString(key, "nothing");
        assertPemFails("no private key that can be used in " + key);
        Files.writeString(chain, "");
        assertPemFails("no certificate in " + chain);
        Files.writeString(chain, "nothing");
        assertPemFails(chain.toString());
    }

    @Test
    void aKeyInAnotherFormIsExplained() throws Exception {
        write(ec);
        Files.writeString(key, "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n");
        assertPemFails(key.toString(), "PKCS#8", "openssl pkcs8");
        Files.writeString(key, "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");
        assertPemFails(key.toString(), "encrypted");
        Files.writeString(key, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        assertPemFails("cannot read the private key in " + key);
    }

    @Test
    void aKeyOfAnotherCertificateIsSeen() throws Exception {
        write(ec);
        otherEc.writePrivateKey(key);
        assertPemFails(key + " is not the private key of the certificate in " + chain);
        rsa.writePrivateKey(key);
        assertPemFails(key + " is not the private key of the certificate in " + chain);
    }

    @Test
    void aKeyStoreIsReadAndAWrongPasswordIsReported() throws Exception {
        Path store = ec.keyStore();

        assertThatCode(() -> TlsConfig.keyStore(store, TestCertificate.PASSWORD.toCharArray())
                        .load())
                .doesNotThrowAnyException();
        assertThatThrownBy(
                        () -> TlsConfig.keyStore(store, "wrong".toCharArray()).load())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot read key store " + store)
                .hasMessageNotContaining("wrong");
    }
}
