package io.fingerpost.client.android;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import android.content.Context;
import android.content.ContextWrapper;
import io.fingerpost.client.ClientState;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import org.junit.Test;

/** What is kept of a login, and what a later process makes of it. */
public class ProcessDeathTest extends PhoneTest {
    @Test
    public void aLaterProcessLogsInAgainAsTheSameSession() throws IOException {
        FingerpostAndroid first = phone.client(server.tcp());
        phone.get(first.login("alice", "secret", "phone"));
        phone.await(() -> phone.store.load() != null);
        phone.kill(first);

        FingerpostAndroid second = phone.client(server.tcp());
        assertThat(phone.get(second.resume())).isTrue();
        phone.awaitEvent("online alice");
        assertThat(server.logins).hasSize(2);
        assertThat(server.logins.get(1).token()).isEqualTo("secret");
        assertThat(server.logins.get(1).extra()).isEqualTo("phone");
        assertThat(server.logins.get(1).relogin()).isTrue();
        assertThat(phone.get(second.resume())).as("again").isTrue();
        assertThat(server.logins).hasSize(2);
    }

    @Test
    public void nobodyToResume() {
        FingerpostAndroid im = phone.client(server.tcp());
        assertThat(phone.get(im.resume())).isFalse();
        assertThat(im.state()).isEqualTo(ClientState.DISCONNECTED);
    }

    @Test
    public void resumedWithoutANetworkItWaitsForOne() throws IOException {
        phone.store.save(new RememberedLogin("alice", "secret", null, 1_000));
        FingerpostAndroid im = phone.client(server.tcp());
        phone.lose(phone.mobile);
        assertThat(phone.get(im.resume())).isTrue();
        assertThat(im.userId()).isEqualTo("alice");
        var delivery = im.sender().sendToServer("written offline");
        phone.offer(phone.wifi);
        phone.get(delivery.delivered());
    }

    @Test
    public void tokensOfASourceAreNotKept() throws IOException {
        int[] asked = {0};
        Thread[] on = {null};
        TokenSource tokens = user -> {
            on[0] = Thread.currentThread();
            return user + "-" + ++asked[0];
        };
        FingerpostAndroid first = phone.client(server.tcp(), b -> b.tokens(tokens));
        phone.get(first.login("alice"));
        assertThat(on[0]).isNotSameAs(Thread.currentThread());
        phone.await(() -> phone.store.load() != null);
        assertThat(phone.store.load().token()).isNull();
        phone.kill(first);

        FingerpostAndroid second = phone.client(server.tcp(), b -> b.tokens(tokens));
        phone.get(second.resume());
        phone.awaitEvent("online alice");
        assertThat(server.logins.get(1).token()).isEqualTo("alice-2");
    }

    @Test
    public void logoutForgets() throws IOException {
        FingerpostAndroid im = phone.online(server.tcp());
        phone.await(() -> phone.store.load() != null);
        phone.get(im.logout());
        assertThat(phone.store.load()).isNull();
        assertThat(im.state()).isEqualTo(ClientState.DISCONNECTED);
        assertThat(phone.get(im.resume())).isFalse();
    }

    @Test
    public void forgetKeepsTheUserOnline() throws IOException {
        FingerpostAndroid im = phone.online(server.tcp());
        phone.get(im.forget());
        assertThat(phone.store.load()).isNull();
        assertThat(im.state()).isEqualTo(ClientState.ONLINE);
    }

    @Test
    public void aLogoutBeforeTheAnswerLeavesNothingBehind() throws IOException {
        FingerpostAndroid im = phone.client(server.tcp());
        var login = im.login("alice", "secret");
        phone.await(() -> im.state() == ClientState.ONLINE || login.isDone());
        phone.get(im.logout());
        phone.await(login::isDone);
        assertThat(phone.store.load()).isNull();
    }

    @Test
    public void aRefusalOfTheTokenThatWasKeptForgetsIt() throws IOException {
        phone.store.save(new RememberedLogin("alice", "refused", null, 1_000));
        FingerpostAndroid im = phone.client(server.tcp());
        assertThat(phone.get(im.resume())).isTrue();
        phone.awaitEvent("offline LOGIN_REFUSED for good");
        phone.await(() -> phone.store.load() == null);
        assertThat(phone.get(im.resume())).isFalse();
    }

    @Test
    public void aPhoneThatMissedItsKickOutDoesNotKickTheOtherDevice() throws IOException {
        FingerpostAndroid first = phone.client(server.tcp());
        phone.get(first.login("alice", "secret"));
        phone.await(() -> phone.store.load() != null);
        RememberedLogin kept = phone.store.load();
        phone.kill(first);
        LoginStore other = LoginStores.plain(phone.application, "desktop");
        phone.await(() -> System.currentTimeMillis() > kept.firstLoginTime() + 1); // the server's clock has to go on
        FingerpostAndroid desktop = phone.client(server.tcp(), b -> b.store(other));
        phone.get(desktop.login("alice", "secret"));

        FingerpostAndroid second = phone.client(server.tcp());
        phone.get(second.resume());
        phone.awaitEvent("kicked out 1");
        phone.await(() -> phone.store.load() == null);
        assertThat(desktop.state()).isEqualTo(ClientState.ONLINE);
    }

    @Test
    public void aLoginThatCannotBeKeptIsTold() {
        FingerpostAndroid im = phone.client(server.tcp(), b -> b.store(new BrokenStore()));
        assertThat(phone.get(im.login("alice", "secret")).accepted()).isTrue();
        phone.awaitEvent("error 2");
        assertThatThrownBy(() -> phone.get(im.forget()))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(IOException.class);
    }

    @Test
    public void aLoginThatCannotBeReadIsNone() {
        FingerpostAndroid im = phone.client(server.tcp(), b -> b.store(new BrokenStore()));
        assertThat(phone.get(im.resume())).isFalse();
        phone.awaitEvent("error 2");
    }

    @Test
    public void servicesFindTheClientOfTheApplication() {
        FingerpostAndroid im = phone.client(server.tcp());
        class Host extends ContextWrapper implements FingerpostHost {
            Host(Context base) {
                super(base);
            }

            @Override
            public Context getApplicationContext() {
                return this;
            }

            @Override
            public FingerpostAndroid fingerpost() {
                return im;
            }
        }
        Context service = new ContextWrapper(new Host(phone.application));
        assertThat(FingerpostAndroid.of(service)).isSameAs(im);
        assertThat(phone.get(FingerpostAndroid.resume(service))).isFalse();
        assertThatThrownBy(() -> FingerpostAndroid.of(phone.application)).isInstanceOf(IllegalStateException.class);
    }

    private static final class BrokenStore implements LoginStore {
        @Override
        public void save(RememberedLogin login) throws IOException {
            throw new IOException("full");
        }

        @Override
        public RememberedLogin load() throws IOException {
            throw new IOException("changed");
        }

        @Override
        public void erase() throws IOException {
            throw new IOException("read-only");
        }
    }
}
