package io.fingerpost.client.android;

import android.security.keystore.KeyGenParameterSpec;
import android.security.keystore.KeyProperties;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;

/** A key in the Android keystore: made there at the first use, and never seen outside of it. */
final class AndroidKeyStoreKey implements AesGcm.KeySource {
    private static final String PROVIDER = "AndroidKeyStore";
    private static final int KEY_BITS = 256;

    private final String alias;

    AndroidKeyStoreKey(String alias) {
        this.alias = alias;
    }

    @Override
    public SecretKey key() throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance(PROVIDER);
            store.load(null);
            Key key = store.getKey(alias, null);
            return key instanceof SecretKey ? (SecretKey) key : make();
        } catch (IOException e) {
            throw new GeneralSecurityException("the Android keystore cannot be opened", e);
        }
    }

    private SecretKey make() throws GeneralSecurityException {
        KeyGenerator generator = KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, PROVIDER);
        int purposes = KeyProperties.PURPOSE_ENCRYPT | KeyProperties.PURPOSE_DECRYPT;
        generator.init(new KeyGenParameterSpec.Builder(alias, purposes)
                .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
                .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
                .setKeySize(KEY_BITS)
                .build());
        return generator.generateKey();
    }
}
