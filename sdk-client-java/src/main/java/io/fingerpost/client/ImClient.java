package io.fingerpost.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A client of one server, with one user logged in at a time. Safe for use by any thread, callbacks included; no method blocks. Many
 * clients may live side by side.
 *
 * <pre>{@code
 * ImClient client = ImClient.builder()
 *         .server("tcp://im.example:8901")
 *         .listener(new ClientListener() {
 *             public void onMessage(Protocal p) {
 *                 System.out.println(p.from() + ": " + p.dataContent());
 *             }
 *         })
 *         .build();
 * client.login("alice", token).thenAccept(result -> {
 *     if (result.accepted()) {
 *         client.sender().send("bob", "hello");
 *     }
 * });
 * }</pre>
 *
 * <p>What is attached to the futures runs on the callback executor.
 */
public interface ImClient extends AutoCloseable {
    /** Returns a builder. */
    static ImClientBuilder builder() {
        return new ImClientBuilder();
    }

    /** Logs in with a token that stays valid, see {@link #login(String, TokenSupplier, String)}. */
    default CompletableFuture<LoginResult> login(String userId, @Nullable String token) {
        return login(userId, token, null);
    }

    /** Logs in with a token that stays valid, see {@link #login(String, TokenSupplier, String)}. */
    CompletableFuture<LoginResult> login(String userId, @Nullable String token, @Nullable String extra);

    /** Logs in, see {@link #login(String, TokenSupplier, String)}. */
    default CompletableFuture<LoginResult> login(String userId, TokenSupplier tokens) {
        return login(userId, tokens, null);
    }

    /**
     * Logs in. Once the server has accepted, the client keeps the user online by itself until {@link #logout}, a refusal, a kick-out
     * or {@link #close}. A first login that fails is not tried again by itself.
     *
     * <p>If another user is logged in, he is logged out first and nothing of him remains. If the same user is logged in, nothing
     * changes, except that the token supplier is replaced and a client that waits to reconnect does so now. If a login is in progress,
     * the older future fails.
     *
     * @param tokens asked at this login and at every later one
     * @param extra what else the application in the server wants to be told
     * @return completes with the application's answer, yes or no; or fails with a {@link ClientException}: 202 if no server could be
     *     connected to or none answered in time, 203 if the client was closed, logged out or asked to log in again meanwhile, 204 if the
     *     device has no network, 205 if no server is configured, 4 if the user id cannot be one, and with the server's code if it
     *     answered with an error
     */
    CompletableFuture<LoginResult> login(String userId, TokenSupplier tokens, @Nullable String extra);

    /**
     * Comes back to a login that was accepted in an earlier run of the program, as after an outage: it is tried until it succeeds, by the
     * reconnect policy, and messages can be sent meanwhile. If the user has logged in elsewhere since, the server ends this login and not
     * the newer one: {@link ClientListener#onKickedOut}. For the rest see {@link #login(String, TokenSupplier, String)}.
     *
     * <p>Whether he comes online the listener is told: {@link ClientListener#onOnline}, or {@link ClientListener#onOffline} with {@code false}
     * if the server refuses him now.
     *
     * @param firstLoginTime what {@link LoginResult#firstLoginTime()} said then
     * @return completes, without waiting for the server, when messages can be sent; or fails with a {@link ClientException} as of
     *     {@link #login(String, TokenSupplier, String)} when the login is over before
     */
    CompletableFuture<Void> resume(String userId, TokenSupplier tokens, @Nullable String extra, long firstLoginTime);

    /**
     * Logs out, if anybody is logged in or about to be. Messages that are pending end as LOST.
     *
     * @return completes when nobody is logged in
     */
    CompletableFuture<Void> logout();

    /** Logs out, and gives all threads and connections back. Does not wait for that. Does nothing the second time. */
    @Override
    void close();

    /** Returns what the client is doing. */
    ClientState state();

    /** Returns the user who is logged in, or is between connections; null if there is none. */
    @Nullable String userId();

    /** Returns the way to send messages; always the same object, whoever is logged in. */
    LocalDataSender sender();

    /** Returns what the client has counted. */
    ClientStatistics statistics();

    /**
     * Tells the client that the device has a network, perhaps another one than before. A client that waits to reconnect does so at
     * once; one that is online makes sure that its connection still works.
     */
    void networkAvailable();

    /**
     * Tells the client that the device has another network than before. Unlike {@link #networkAvailable} this gives up what was connected
     * over the old one without asking whether it still works, and connects again at once; an attempt under way begins anew.
     */
    void networkChanged();

    /**
     * Changes the time between two keep-alives while the client runs, for example when an application goes into the background. It holds
     * for the current connection and for all later ones, until it is changed again. A server that has been silent for longer than the
     * new interval is probed before its connection is given up.
     *
     * @throws IllegalArgumentException if it is less than a second or more than a day, see {@link ImClientBuilder#heartbeat}
     */
    void heartbeat(long interval, TimeUnit unit);

    /** Tells the client that the device has no network. It goes offline and tries nothing until {@link #networkAvailable}. */
    void networkLost();
}
