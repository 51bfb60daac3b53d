package io.fingerpost.client.android;

import io.fingerpost.client.ClientListener;
import io.fingerpost.client.LoginResult;
import io.fingerpost.client.OfflineReason;
import io.fingerpost.core.Protocal;

/** Hands on to the application's listener what the client tells, and lets the SDK know of it first. Called on the callback executor. */
final class ClientEvents implements ClientListener {
    /** What the SDK wants to know. */
    interface Observer {
        /** The user is online, or a message was handed over. */
        void onProgress();

        /** The user is not online for now. */
        void onOutage();

        /** The login is over: it was refused, replaced elsewhere or ended by the application. */
        void onLoginOver(OfflineReason reason);
    }

    private final ClientListener application;
    private final Observer observer;

    ClientEvents(ClientListener application, Observer observer) {
        this.application = application;
        this.observer = observer;
    }

    @Override
    public void onOnline(LoginResult result) {
        observer.onProgress();
        application.onOnline(result);
    }

    @Override
    public void onOffline(OfflineReason reason, boolean willReconnect) {
        if (willReconnect) {
            observer.onOutage();
        } else {
            observer.onLoginOver(reason);
        }
        application.onOffline(reason, willReconnect);
    }

    @Override
    public void onMessage(Protocal message) {
        try {
            application.onMessage(message);
        } finally {
            observer.onProgress(); // last, because the acknowledgement goes out from here on
        }
    }

    @Override
    public void onKickedOut(int code, String reason) {
        application.onKickedOut(code, reason);
    }

    @Override
    public void onError(int errorCode, String message) {
        application.onError(errorCode, message);
    }
}
