package io.fingerpost.demo.model;

import io.fingerpost.client.ImClientBuilder;
import io.fingerpost.client.ReconnectPolicy;
import io.fingerpost.demo.network.LocalServer;
import java.util.concurrent.TimeUnit;

/**
 * How patient the clients are.
 *
 * @param sendMillis after what time a message is lost
 * @param connectMillis the longest time to connect, and again to be logged in
 * @param reconnectMillis the longest wait before any attempt to reconnect
 */
public record Timing(long sendMillis, long connectMillis, long reconnectMillis) {
    /** For people who watch: everything happens within seconds, and can be followed. */
    public static final Timing DEMO = new Timing(10_000, 5_000, 6_000);

    private static final long FIRST_RECONNECT_MILLIS = 1_000;

    void applyTo(ImClientBuilder client) {
        long first = Math.min(FIRST_RECONNECT_MILLIS, reconnectMillis);
        client.heartbeat(LocalServer.HEARTBEAT_SECONDS, TimeUnit.SECONDS)
                .sendTimeout(sendMillis, TimeUnit.MILLISECONDS)
                .connectTimeout(connectMillis, TimeUnit.MILLISECONDS)
                .loginTimeout(connectMillis, TimeUnit.MILLISECONDS)
                .reconnect(ReconnectPolicy.exponential(first, reconnectMillis, TimeUnit.MILLISECONDS));
    }
}
