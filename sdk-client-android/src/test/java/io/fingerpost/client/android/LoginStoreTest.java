package io.fingerpost.client.android;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import android.app.Application;
import android.content.Context;
import android.content.SharedPreferences;
import android.util.Base64;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;

@RunWith(RobolectricTestRunner.class)
public class LoginStoreTest {
    private static final RememberedLogin LOGIN =
            new RememberedLogin("älice 😀", "s3cret-töken", "extra", 1_763_000_000_000L);

    private final Application application = RuntimeEnvironment.getApplication();
    private final SharedPreferences preferences = application.getSharedPreferences("test", Context.MODE_PRIVATE);

    private static SecretKey key(int seed) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) seed;
        return new SecretKeySpec(bytes, "AES");
    }

    private PreferencesLoginStore store(SecretKey key) {
        return new PreferencesLoginStore(preferences, "login", new AesGcm(() -> key));
    }

    private void put(byte[] sealed) {
        preferences
                .edit()
                .putString("login", Base64.encodeToString(sealed, Base64.NO_WRAP))
                .commit();
    }

    private static void assertSame(RememberedLogin loaded, RememberedLogin saved) {
        assertThat(loaded).isNotNull();
        assertThat(loaded.toBytes()).isEqualTo(saved.toBytes());
        assertThat(loaded.userId()).isEqualTo(saved.userId());
        assertThat(loaded.token()).isEqualTo(saved.token());
        assertThat(loaded.extra()).isEqualTo(saved.extra());
        assertThat(loaded.firstLoginTime()).isEqualTo(saved.firstLoginTime());
    }

    @Test
    public void writtenReadAndErased() throws IOException {
        List<LoginStore> stores = new ArrayList<>();
        stores.add(LoginStores.plain(application, "p"));
        stores.add(store(key(1)));
        for (LoginStore store : stores) {
            assertThat(store.load()).isNull();
            store.save(LOGIN);
            assertSame(store.load(), LOGIN);
            RememberedLogin bare = new RememberedLogin("bob", null, null, 0);
            store.save(bare);
            assertSame(store.load(), bare);
            store.erase();
            assertThat(store.load()).isNull();
        }
    }

    @Test
    public void whatIsWrittenSaysNothing() throws IOException {
        store(key(1)).save(LOGIN);
        String first = preferences.getString("login", "");
        String bytes = new String(Base64.decode(first, Base64.NO_WRAP), StandardCharsets.ISO_8859_1);
        assertThat(bytes).doesNotContain("s3cret").doesNotContain("lice").doesNotContain("extra");
        store(key(1)).save(LOGIN);
        assertThat(preferences.getString("login", ""))
                .as("another nonce each time")
                .isNotEqualTo(first);
        assertThat(LOGIN.toString()).doesNotContain("s3cret").doesNotContain("extra=");
    }

    @Test
    public void whatWasChangedOrSealedByAnotherKeyIsRefused() throws IOException {
        store(key(1)).save(LOGIN);
        assertThatThrownBy(() -> store(key(2)).load()).isInstanceOf(IOException.class);
        byte[] sealed = Base64.decode(preferences.getString("login", ""), Base64.NO_WRAP);
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            put(changed);
            assertThatThrownBy(() -> store(key(1)).load()).as("byte " + i).isInstanceOf(IOException.class);
        }
        for (int length = 0; length < sealed.length; length++) {
            put(java.util.Arrays.copyOf(sealed, length));
            assertThatThrownBy(() -> store(key(1)).load())
                    .as("length " + length)
                    .isInstanceOf(IOException.class);
        }
        preferences.edit().putString("login", "\u0000 not base64").commit();
        assertThatThrownBy(() -> store(key(1)).load()).isInstanceOf(IOException.class);
    }

    @Test
    public void bytesOfSomethingElseAreRefused() {
        byte[] whole = LOGIN.toBytes();
        for (int length = 0; length < whole.length; length++) {
            byte[] part = java.util.Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> RememberedLogin.fromBytes(part)).isInstanceOf(IOException.class);
        }
        whole[0] = 9;
        assertThatThrownBy(() -> RememberedLogin.fromBytes(whole)).hasMessageContaining("version");
    }

    @Test
    public void withoutAKeystoreNothingIsWrittenInPlain() {
        LoginStore store = LoginStores.encrypted(application);
        assertThatThrownBy(() -> store.save(LOGIN)).isInstanceOf(IOException.class);
        assertThat(application
                        .getSharedPreferences("io.fingerpost.client.login", Context.MODE_PRIVATE)
                        .getAll())
                .isEmpty();
    }

    @Test
    public void theKeystoreMakesOneKeyAndGivesItAgain() throws Exception {
        FakeKeyStore provider = new FakeKeyStore();
        Security.addProvider(provider);
        try {
            LoginStore store = LoginStores.encrypted(application);
            store.save(LOGIN);
            assertSame(LoginStores.encrypted(application).load(), LOGIN);
            assertThat(FakeKeyStore.keyCount()).isEqualTo(1);
            FakeKeyStore.forgetKeys(); // another device, to which a backup was brought back
            assertThatThrownBy(store::load).isInstanceOf(IOException.class);
        } finally {
            Security.removeProvider(provider.getName());
            FakeKeyStore.forgetKeys();
        }
        assertThat(KeyGenerator.getInstance("AES")).isNotNull();
    }
}
