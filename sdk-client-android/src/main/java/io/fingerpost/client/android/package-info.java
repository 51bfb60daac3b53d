/**
 * The client for Android: {@link io.fingerpost.client.ImClient} and what it needs to know of a phone.
 *
 * <p>{@link io.fingerpost.client.android.FingerpostAndroid} is where to begin. Threads: callbacks run on the main thread unless the
 * application gives another executor; the client's own loop and sockets run on threads of the client; token sources and the login store
 * run on two threads that exist only while they have something to do. What Android tells on any thread is guarded by the monitor of the
 * object that takes it, and nothing of the application is called under such a monitor.
 */
package io.fingerpost.client.android;
