package io.fingerpost.client.android;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES in Galois/Counter Mode (NIST SP 800-38D) with a tag of 128 bits. The nonce is made by the cipher, since the Android keystore lets
 * nobody else choose it, and stands before the ciphertext with its length.
 */
final class AesGcm implements Sealer {
    private static final String TRANSFORMATION = "AES/GCM/NoPadding";
    private static final int TAG_BITS = 128;

    /** Has the key. */
    interface KeySource {
        /** Returns the key, a new one if there is none yet. */
        SecretKey key() throws GeneralSecurityException;
    }

    private final KeySource keys;

    AesGcm(KeySource keys) {
        this.keys = keys;
    }

    @Override
    public byte[] seal(byte[] plain) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(TRANSFORMATION);
        cipher.init(Cipher.ENCRYPT_MODE, keys.key());
        byte[] nonce = cipher.getIV();
        byte[] ciphertext = cipher.doFinal(plain);
        byte[] sealed = new byte[1 + nonce.length + ciphertext.length];
        sealed[0] = (byte) nonce.length;
        System.arraycopy(nonce, 0, sealed, 1, nonce.length);
        System.arraycopy(ciphertext, 0, sealed, 1 + nonce.length, ciphertext.length);
        return sealed;
    }

    @Override
    public byte[] open(byte[] sealed) throws GeneralSecurityException {
        int nonceEnd = sealed.length == 0 ? 0 : 1 + sealed[0];
        if (nonceEnd <= 1 || nonceEnd > sealed.length) {
            throw new GeneralSecurityException("not something that was sealed");
        }
        Cipher cipher = Cipher.getInstance(TRANSFORMATION);
        byte[] nonce = Arrays.copyOfRange(sealed, 1, nonceEnd);
        cipher.init(Cipher.DECRYPT_MODE, keys.key(), new GCMParameterSpec(TAG_BITS, nonce));
        return cipher.doFinal(sealed, nonceEnd, sealed.length - nonceEnd);
    }
}
