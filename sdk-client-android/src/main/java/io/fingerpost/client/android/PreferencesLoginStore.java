package io.fingerpost.client.android;

import android.content.SharedPreferences;
import android.util.Base64;
import java.io.IOException;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/** Keeps a login in preferences, sealed. */
final class PreferencesLoginStore implements LoginStore {
    private final SharedPreferences preferences;
    private final String name;
    private final Sealer sealer;

    PreferencesLoginStore(SharedPreferences preferences, String name, Sealer sealer) {
        this.preferences = preferences;
        this.name = name;
        this.sealer = sealer;
    }

    @Override
    public void save(RememberedLogin login) throws IOException {
        String sealed;
        try {
            sealed = Base64.encodeToString(sealer.seal(login.toBytes()), Base64.NO_WRAP);
        } catch (GeneralSecurityException | RuntimeException e) { // keystores are known to throw anything
            throw new IOException("the login cannot be encrypted", e);
        }
        commit(preferences.edit().putString(name, sealed));
    }

    @Override
    public @Nullable RememberedLogin load() throws IOException {
        try {
            String sealed = preferences.getString(name, null);
            return sealed == null
                    ? null
                    : RememberedLogin.fromBytes(sealer.open(Base64.decode(sealed, Base64.NO_WRAP)));
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new IOException("the login that was kept cannot be decrypted", e);
        }
    }

    @Override
    public void erase() throws IOException {
        commit(preferences.edit().remove(name));
    }

    private static void commit(SharedPreferences.Editor editor) throws IOException {
        if (!editor.commit()) {
            throw new IOException("the preferences could not be written");
        }
    }
}
