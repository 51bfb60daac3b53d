package io.fingerpost.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsConfigTest {
    @TempDir
    private Path folder;

    private Path chain;
    private Path key;

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

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void pemFilesWithEveryKindOfKeyAreRead(String algorithm) throws Exception {
        write(TestCertificate.create(folder, "server", algorithm));

        assertThatCode(() -> TlsConfig.pem(chain, key).load()).doesNotThrowAnyException();
    }

    @Test
    void aMissingFileIsNamed() throws Exception {
        assertPemFails("cannot read " + chain, "no such file");
        write(TestCertificate.create(folder, "server", "EC"));
        Files.delete(key);
        assertPemFails("cannot read " + key, "no such file");
    }

    @Test
    void aFileWithoutWhatIsNeededIsNamed() throws Exception {
        write(TestCertificate.create(folder, "server", "EC"));
        Files.writeString(key, "nothing");
        assertPemFails("no private key that can be used in " + key);
        Files.writeString(chain, "");
        assertPemFails("no certificate in " + chain);
        Files.writeString(chain, "nothing");
        assertPemFails(chain.toString());
    }

    @Test
    void aKeyInAnotherFormIsExplained() throws Exception {
        write(TestCertificate.create(folder, "server", "EC"));
        Files.writeString(key, "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n");
        assertPemFails(key.toString(), "PKCS#8", "openssl pkcs8");
        Files.writeString(key, "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");
        assertPemFails(key.toString(), "encrypted");
        Files.writeString(key, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        assertPemFails("cannot read the private key in " + key);
    }

    @Test
    void aKeyOfAnotherCertificateIsSeen() throws Exception {
        write(TestCertificate.create(folder, "server", "EC"));
        TestCertificate.create(folder, "other", "EC").writePrivateKey(key);
        assertPemFails(key + " is not the private key of the certificate in " + chain);
        TestCertificate.create(folder, "another", "RSA").writePrivateKey(key);
        assertPemFails(key + " is not the private key of the certificate in " + chain);
    }

    @Test
    void aKeyStoreIsReadAndAWrongPasswordIsReported() throws Exception {
        Path store = TestCertificate.create(folder, "server", "EC").keyStore();

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
