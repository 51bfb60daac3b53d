package io.fingerpost.demo.model;

import io.fingerpost.client.ClientState;
import io.fingerpost.client.ClientStatistics;
import java.util.Locale;

/**
 * How the connection does at one moment.
 *
 * @param attempt which attempt to reconnect is under way or comes next; 0 while nothing is wrong
 * @param statistics the client's
 * @param roundTrip to the server and back, in words
 */
public record LinkStatus(int attempt, ClientStatistics statistics, String roundTrip) {
    private static final double MILLIS_PER_SECOND = 1e3;

    /** Returns the state in words. */
    public String state() {
        ClientState state = statistics.state();
        return switch (state) {
            case ONLINE -> "Online";
            case CONNECTING -> "Connecting";
            case AUTHENTICATING -> "Logging in";
            case WAITING_RECONNECT -> "Offline";
            case DISCONNECTED -> "Logged out";
            case CLOSED -> "Closed";
        };
    }

    /** Returns what the client does to come back; empty while nothing is wrong. */
    public String recovery() {
        if (attempt == 0) {
            return "";
        }
        long millis = statistics.reconnectInMillis();
        return millis < 0
                ? "Attempt " + attempt + " is under way …"
                : String.format(Locale.ROOT, "Attempt %d in %.1f s.", attempt, millis / MILLIS_PER_SECOND);
    }
}
