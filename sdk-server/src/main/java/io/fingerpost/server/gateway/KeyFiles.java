package io.fingerpost.server.gateway;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.Enumeration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;

/** Reads certificates and keys, and says which file is wrong and why. Never quotes what stands in a file. */
final class KeyFiles {
    private static final Pattern PRIVATE_KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final List<String> KEY_ALGORITHMS = List.of("RSA", "EC", "EdDSA");
    private static final long MAX_FILE_BYTES = 4 * 1024 * 1024;

    private KeyFiles() {}

    static KeyManagerFactory readPem(Path certificateChain, Path privateKey) throws IOException {
        Certificate[] chain = readChain(certificateChain);
        PrivateKey key = readKey(privateKey);
        try {
            if (!belongTogether(key, chain[0].getPublicKey())) {
                throw new IOException(privateKey + " is not the private key of the certificate in " + certificateChain);
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", key, new char[0], chain);
            return keyManagers(store, new char[0]);
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use " + certificateChain + " with " + privateKey + ": " + e.getMessage(), e);
        }
    }

    static KeyManagerFactory readKeyStore(Path file, char[] password) throws IOException {
        readFile(file); // for its errors, which are clearer than those of the key store
        KeyStore store;
        try {
            store = KeyStore.getInstance(file.toFile(), password);
        } catch (GeneralSecurityException | IOException e) {
            throw new IOException("cannot read key store " + file + ": " + e.getMessage(), e);
        }
        try {
            if (!hasKey(store)) {
                throw new IOException("no private key in key store " + file);
            }
            return keyManagers(store, password);
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use key store " + file + ": " + e.getMessage(), e);
        }
    }

    private static boolean hasKey(KeyStore store) throws GeneralSecurityException {
        for (Enumeration<String> aliases = store.aliases(); aliases.hasMoreElements(); ) {
            if (store.isKeyEntry(aliases.nextElement())) {
                return true;
            }
        }
        return false;
    }

    private static KeyManagerFactory keyManagers(KeyStore store, char[] password) throws GeneralSecurityException {
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, password);
        return factory;
    }

    private static Certificate[] readChain(Path file) throws IOException {
        byte[] content = readFile(file);
        Collection<? extends Certificate> chain;
        try {
            chain = CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(content));
        } catch (CertificateException e) {
            throw new IOException("cannot read the certificates in " + file + ": " + e.getMessage(), e);
        }
        if (chain.isEmpty()) {
            throw new IOException("no certificate in " + file);
        }
        return chain.toArray(new Certificate[0]);
    }

    private static PrivateKey readKey(Path file) throws IOException {
        String text = new String(readFile(file), StandardCharsets.ISO_8859_1);
        Matcher key = PRIVATE_KEY.matcher(text);
        if (!key.find()) {
            throw new IOException("no private key that can be used in " + file + whyNot(text));
        }
        try {
            return decodeKey(Base64.getMimeDecoder().decode(key.group(1)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(
                    "cannot read the private key in " + file + ": it is damaged, or not RSA, EC or EdDSA", e);
        }
    }

    private static String whyNot(String text) {
        if (text.contains("ENCRYPTED")) {
            return ": it is encrypted; use a key store, or decrypt it (openssl pkcs8 -in old.pem -out new.pem)";
        }
        if (text.contains("RSA PRIVATE KEY") || text.contains("EC PRIVATE KEY")) {
            return ": it is not in PKCS#8 form; convert it (openssl pkcs8 -topk8 -nocrypt -in old.pem -out new.pem)";
        }
        return ": no BEGIN PRIVATE KEY";
    }

    private static PrivateKey decodeKey(byte[] pkcs8) throws GeneralSecurityException {
        InvalidKeySpecException last = null;
        for (String algorithm : KEY_ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (InvalidKeySpecException e) {
                last = e; // a key of another kind: only the key itself knows which
            }
        }
        throw new InvalidKeySpecException("unknown kind of private key", last);
    }

    private static boolean belongTogether(PrivateKey key, PublicKey publicKey) throws GeneralSecurityException {
        String algorithm = signatureAlgorithm(key);
        if (algorithm == null || !key.getAlgorithm().equals(publicKey.getAlgorithm())) {
            return false;
        }
        byte[] probe = "fingerpost".getBytes(StandardCharsets.US_ASCII);
        Signature signer = Signature.getInstance(algorithm);
        signer.initSign(key);
        signer.update(probe);
        byte[] signature = signer.sign();
        signer.initVerify(publicKey);
        signer.update(probe);
        return signer.verify(signature);
    }

    private static @Nullable String signatureAlgorithm(PrivateKey key) {
        return switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case "EdDSA" -> "EdDSA";
            default -> null;
        };
    }

    private static byte[] readFile(Path file) throws IOException {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new IOException("too large for a certificate or a key");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new IOException("cannot read " + file + ": there is no such file", e);
        } catch (IOException e) {
            throw new IOException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
