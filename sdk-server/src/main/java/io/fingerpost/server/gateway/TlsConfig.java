package io.fingerpost.server.gateway;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;

/**
 * Where a gateway finds its certificate and private key. Immutable; reads the files only when a gateway is bound, and again when
 * they change. Versions 1.2 and 1.3 of TLS are spoken.
 *
 * <pre>{@code
 * TlsConfig.pem(Path.of("fullchain.pem"), Path.of("privkey.pem"))
 * TlsConfig.keyStore(Path.of("server.p12"), password).reloadEvery(1, TimeUnit.MINUTES)
 * }</pre>
 */
public final class TlsConfig {
    private static final long DEFAULT_RELOAD_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final List<Path> files;
    private final KeySource source;
    private final long reloadNanos;

    private TlsConfig(List<Path> files, KeySource source, long reloadNanos) {
        this.files = files;
        this.source = source;
        this.reloadNanos = reloadNanos;
    }

    /**
     * Takes PEM files, as certificate authorities hand them out.
     *
     * @param certificateChain the server's certificate, then those between it and the root
     * @param privateKey its private key in PKCS#8 form ({@code BEGIN PRIVATE KEY}), not encrypted; RSA, EC or EdDSA
     */
    public static TlsConfig pem(Path certificateChain, Path privateKey) {
        Objects.requireNonNull(certificateChain, "certificateChain");
        Objects.requireNonNull(privateKey, "privateKey");
        return new TlsConfig(
                List.of(certificateChain, privateKey),
                () -> KeyFiles.readPem(certificateChain, privateKey),
                DEFAULT_RELOAD_NANOS);
    }

    /**
     * Takes a key store of any kind that the JDK reads: PKCS#12 or JKS.
     *
     * @param file the key store, with one private key and its certificate chain at least
     * @param password the password of the store and of the key; copied
     */
    public static TlsConfig keyStore(Path file, char[] password) {
        Objects.requireNonNull(file, "file");
        char[] copy = password.clone();
        return new TlsConfig(List.of(file), () -> KeyFiles.readKeyStore(file, copy), DEFAULT_RELOAD_NANOS);
    }

    /** Returns the same, with the files looked at for changes at this interval instead of every 10 s. At least 100 ms. */
    public TlsConfig reloadEvery(long interval, TimeUnit unit) {
        long nanos = unit.toNanos(interval);
        if (nanos < TimeUnit.MILLISECONDS.toNanos(100)) {
            throw new IllegalArgumentException("the reload interval must be at least 100 ms");
        }
        return new TlsConfig(files, source, nanos);
    }

    /** Returns the same, with the files read again only when {@link BoundGateway#reloadCertificates()} is called. */
    public TlsConfig withoutAutomaticReload() {
        return new TlsConfig(files, source, 0);
    }

    /** Returns the files that it reads. */
    public List<Path> files() {
        return files;
    }

    /** Returns the interval in nanoseconds at which the files are looked at for changes; 0 if never. */
    public long reloadNanos() {
        return reloadNanos;
    }

    /**
     * Reads the files.
     *
     * @throws IOException if they cannot be used; its message names the file and what is wrong with it
     */
    public KeyManagerFactory load() throws IOException {
        return source.load();
    }

    @Override
    public String toString() {
        return "TlsConfig" + files;
    }

    @FunctionalInterface
    private interface KeySource {
        KeyManagerFactory load() throws IOException;
    }
}
