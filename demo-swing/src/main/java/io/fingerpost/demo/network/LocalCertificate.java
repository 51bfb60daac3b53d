package io.fingerpost.demo.network;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate for 127.0.0.1 and localhost that signs itself, for a server and clients in one process. It is made by hand because the
 * JDK has no public way to make one, except for running its keytool, which takes seconds. Immutable.
 */
public final class LocalCertificate {
    private static final Duration CLOCK_TOLERANCE = Duration.ofHours(1);
    private static final Duration VALIDITY = Duration.ofDays(30);
    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final int SERIAL_BITS = 64;

    private static final byte[] ECDSA_WITH_SHA256 =
            Der.sequence(Der.oid(0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02)); // 1.2.840.10045.4.3.2, RFC 5758
    private static final byte[] COMMON_NAME = Der.oid(0x55, 0x04, 0x03); // 2.5.4.3
    private static final byte[] SUBJECT_ALT_NAME = Der.oid(0x55, 0x1D, 0x11); // 2.5.29.17
    private static final int DNS_NAME = 0x82; // RFC 5280, section 4.2.1.6
    private static final int IP_ADDRESS = 0x87;

    private final X509Certificate certificate;
    private final KeyPair keys;

    private LocalCertificate(X509Certificate certificate, KeyPair keys) {
        this.certificate = certificate;
        this.keys = keys;
    }

    /** Makes a certificate with a new key, which is valid for a month from now on. */
    public static LocalCertificate create(Instant now) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair keys = generator.generateKeyPair();
        byte[] content = content(keys, now);
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(keys.getPrivate());
        signature.update(content);
        byte[] encoded = Der.sequence(content, ECDSA_WITH_SHA256, Der.bits(signature.sign()));
        X509Certificate certificate = (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
        return new LocalCertificate(certificate, keys);
    }

    /** The part that is signed: TBSCertificate of RFC 5280, section 4.1. */
    private static byte[] content(KeyPair keys, Instant now) {
        byte[] name = Der.sequence(Der.set(Der.sequence(COMMON_NAME, Der.utf8("Fingerpost demo"))));
        byte[] names = Der.sequence(
                Der.tagged(DNS_NAME, "localhost".getBytes(StandardCharsets.US_ASCII)),
                Der.tagged(IP_ADDRESS, LOOPBACK));
        byte[] extensions = Der.sequence(Der.sequence(SUBJECT_ALT_NAME, Der.tagged(Der.OCTET_STRING, names)));
        return Der.sequence(
                Der.tagged(0xA0, Der.integer(BigInteger.TWO)), // version 3
                Der.integer(new BigInteger(SERIAL_BITS, new SecureRandom())),
                ECDSA_WITH_SHA256,
                name,
                Der.sequence(Der.time(now.minus(CLOCK_TOLERANCE)), Der.time(now.plus(VALIDITY))),
                name,
                keys.getPublic().getEncoded(),
                Der.tagged(0xA3, extensions));
    }

    /** Returns the certificate. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** Returns a context for clients that trust this certificate and no other. */
    public SSLContext trustingContext() throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("server", certificate);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** Writes the certificate as PEM. */
    void writeCertificate(Path file) throws IOException, GeneralSecurityException {
        Files.writeString(file, pem("CERTIFICATE", certificate.getEncoded()));
    }

    /** Writes the private key as PEM, in PKCS#8 form. */
    void writePrivateKey(Path file) throws IOException {
        Files.writeString(file, pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
    }

    private static String pem(String type, byte[] content) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n";
    }
}
