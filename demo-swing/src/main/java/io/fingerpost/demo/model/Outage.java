package io.fingerpost.demo.model;

import io.fingerpost.client.OfflineReason;
import io.fingerpost.core.KickoutCode;
import org.jspecify.annotations.Nullable;

/** What is wrong with the connection, from what the client tells. Confined to the user interface's thread. */
final class Outage {
    private static final int FIRST_CONNECTION_ERROR = 200; // 201 to 205 are made by the client itself
    private static final int LAST_CONNECTION_ERROR = 299;

    private String why = ""; // empty while nothing is wrong
    private boolean over; // the login has ended: nothing happens by itself
    private int attempt; // which one is under way or comes next; 0 unless the client tries to come back

    void onOnline() {
        why = "";
        over = false;
        attempt = 0;
    }

    void onOffline(OfflineReason reason, boolean willReconnect) {
        over = !willReconnect;
        attempt = willReconnect ? 1 : 0;
        if (reason != OfflineReason.KICKED_OUT) { // of which more is known
            why = describe(reason);
        }
    }

    void onKickedOut(int code, String reason) {
        String said = reason.isBlank() ? "" : ": " + reason;
        why = switch (code) {
            case KickoutCode.DUPLICATE_LOGIN -> "You were logged out, because you logged in elsewhere.";
            case KickoutCode.ADMINISTRATOR -> "An administrator logged you out" + said;
            default -> "The server logged you out, code " + code + said;
        };
    }

    void onError(int code) {
        if (attempt > 0 && code >= FIRST_CONNECTION_ERROR && code <= LAST_CONNECTION_ERROR) {
            attempt++;
        }
    }

    void onLoginFailed(String reason) {
        why = reason;
        over = true;
    }

    int attempt() {
        return attempt;
    }

    /** Returns what the user has to know; null while nothing is wrong. */
    @Nullable Banner banner(LinkStatus link) {
        if (why.isEmpty()) {
            return null;
        }
        return over
                ? new Banner(Banner.Kind.ERROR, why, Banner.Action.LOG_IN_AGAIN)
                : new Banner(Banner.Kind.WARNING, why + ' ' + link.recovery(), Banner.Action.RECONNECT_NOW);
    }

    private static String describe(OfflineReason reason) {
        return switch (reason) {
            case CONNECTION_BROKEN -> "The connection is broken.";
            case NETWORK_LOST -> "There is no network.";
            case SESSION_EXPIRED -> "The server does not know the session any more.";
            case LOGIN_REFUSED -> "The server refused to log you in again.";
            case KICKED_OUT, LOGGED_OUT, CLOSED -> "You are logged out.";
        };
    }
}
