package io.fingerpost.client.android;

import android.content.Context;
import android.content.SharedPreferences;

/** The stores for logins that come with the SDK. Both keep the login in preferences that are private to the application. */
public final class LoginStores {
    private static final String PREFERENCES = "io.fingerpost.client.login";

    private LoginStores() {}

    /**
     * Returns the default: encrypted with AES-256 in GCM by a key that the Android keystore has made for this application and does not
     * give away. A login that was copied to another device, by a backup for example, cannot be read there: the user logs in again.
     */
    public static LoginStore encrypted(Context context) {
        return encrypted(context, "default");
    }

    /** Returns an encrypted store with a name, for an application that has several clients. */
    public static LoginStore encrypted(Context context, String name) {
        AesGcm cipher = new AesGcm(new AndroidKeyStoreKey(PREFERENCES));
        return new PreferencesLoginStore(preferences(context), name, cipher);
    }

    /**
     * Returns a store that writes the login, token included, as it is: for tests, and for tokens that are worth nothing to a thief.
     */
    public static LoginStore plain(Context context, String name) {
        return new PreferencesLoginStore(preferences(context), name, Sealer.NONE);
    }

    private static SharedPreferences preferences(Context context) {
        return context.getSharedPreferences(PREFERENCES, Context.MODE_PRIVATE);
    }
}
