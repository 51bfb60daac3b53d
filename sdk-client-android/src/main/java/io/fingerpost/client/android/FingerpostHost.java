package io.fingerpost.client.android;

/**
 * Implemented by an {@link android.app.Application} that keeps a client, so that its services and receivers find it by {@link
 * FingerpostAndroid#of}: the SDK has no static field for it.
 */
public interface FingerpostHost {
    /** Returns the application's client, the same one whenever it is asked. Called on any thread. */
    FingerpostAndroid fingerpost();
}
