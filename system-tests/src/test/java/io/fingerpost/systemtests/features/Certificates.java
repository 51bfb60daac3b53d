package io.fingerpost.systemtests.features;

import io.fingerpost.server.gateway.TlsConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A server's certificate that signed itself, made by keytool. */
final class Certificates {
    private static final String PASSWORD = "changeit";

    private final Path keyStore;

    private Certificates(Path keyStore) {
        this.keyStore = keyStore;
    }

    /**
     * Makes a certificate.
     *
     * @param names such as {@code dns:localhost,ip:127.0.0.1}
     */
    static Certificates make(Path folder, String file, String names) throws IOException, InterruptedException {
        Path keyStore = folder.resolve(file);
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=test",
                        "-ext",
                        "san=" + names,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keyStore.toString(),
                        "-storepass",
                        PASSWORD))
                .redirectErrorStream(true)
                .start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!keytool.waitFor(EventLog.PATIENCE.toSeconds(), TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new IOException("keytool failed: " + output);
        }
        return new Certificates(keyStore);
    }

    /** Returns the configuration of a server that shows it, and looks for a new one only when told to. */
    TlsConfig config() {
        return TlsConfig.keyStore(keyStore, PASSWORD.toCharArray()).withoutAutomaticReload();
    }

    /** Puts this one where the other one was. */
    void replace(Certificates other) throws IOException {
        Files.copy(keyStore, other.keyStore, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Returns a copy that stays when the file of this one is replaced. */
    Certificates copy(String file) throws IOException {
        Path copy = keyStore.resolveSibling(file);
        Files.copy(keyStore, copy);
        return new Certificates(copy);
    }

    /** Returns what a client needs to trust this certificate and no other. */
    SSLContext trust() throws IOException, GeneralSecurityException {
        KeyStore own = KeyStore.getInstance(keyStore.toFile(), PASSWORD.toCharArray());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", own.getCertificate("server"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
