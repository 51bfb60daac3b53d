package io.fingerpost.client.android.sample;

import android.app.Application;
import android.util.Log;
import io.fingerpost.client.ClientListener;
import io.fingerpost.client.OfflineReason;
import io.fingerpost.client.android.FingerpostAndroid;
import io.fingerpost.client.android.FingerpostHost;
import io.fingerpost.core.Protocal;

/** The sample of docs/android.md: an application that keeps its user online. */
public class ChatApplication extends Application implements FingerpostHost {
    private FingerpostAndroid im;

    @Override
    public void onCreate() {
        super.onCreate();
        im = FingerpostAndroid.builder(this)
                .client(c -> c.server("tls://im.example").listener(new Chat()))
                .build();
        im.resume().thenAccept(found -> {
            if (!found) {
                showLogin();
            }
        });
    }

    @Override
    public FingerpostAndroid fingerpost() {
        return im;
    }

    /** What the login screen calls. */
    void logIn(String user, String token) {
        im.login(user, token).whenComplete((result, failure) -> {
            if (failure == null && result.accepted()) {
                im.sender().send("bob", "hello");
            } else {
                showLogin();
            }
        });
    }

    private void showLogin() {
        Log.i("chat", "please log in");
    }

    private final class Chat implements ClientListener {
        @Override
        public void onMessage(Protocal p) { // on the main thread
            Log.i("chat", p.from() + " wrote");
        }

        @Override
        public void onOffline(OfflineReason reason, boolean willReconnect) {
            if (!willReconnect) {
                showLogin();
            }
        }
    }
}
