package io.fingerpost.client.android;

/** How a push wake-up ended, see {@link FingerpostAndroid#onPushWakeUp()}. */
public enum PushOutcome {
    /** The user is online, what waited was handed to the listener, and nothing more has come for a while. */
    FETCHED,
    /** The time was over first: the server could not be reached, or messages were still coming. */
    OUT_OF_TIME,
    /** Nobody is logged in and no login was stored, the login is over, or the client was closed or stopped. */
    NOT_LOGGED_IN
}
