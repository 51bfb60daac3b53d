package io.fingerpost.client.session;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.fingerpost.client.ClientState;
import io.fingerpost.client.LoginResult;
import io.fingerpost.client.OfflineReason;
import io.fingerpost.core.ErrorCode;
import io.fingerpost.core.codec.CodeBody;
import io.fingerpost.core.codec.LinkHello;
import io.fingerpost.core.codec.Packets;
import io.fingerpost.core.codec.ProtocalCodec;
import io.fingerpost.core.time.TaskLoop.Timeout;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is logged in, and by which connection: logging in and out, and coming back after an outage; see {@link ClientState} for the states.
 * Confined to the loop, except for the methods that say otherwise.
 */
final class SessionMachine {
    private static final Logger log = LoggerFactory.getLogger(SessionMachine.class);

    /** Online for less, the client does not trust the connection: a loop of logins and losses slows down. */
    private static final long STABLE_NANOS = SECONDS.toNanos(10);
    /** So long at most after an expired session: many may expire at once, when a server was started again. */
    private static final long EXPIRED_SESSION_JITTER_NANOS = MILLISECONDS.toNanos(200);

    // As long as the client.
    private final ClientContext context;
    private volatile ClientState state = ClientState.DISCONNECTED;
    private volatile @Nullable Login established; // the login that the server has accepted and that is not over
    private int addressIndex;
    private boolean networkLost;
    private long heartbeatNanos; // 0 = as configured

    // As long as a login; the server may not have accepted it yet.
    private @Nullable Login login;
    private @Nullable Timeout reconnect; // not null only in WAITING_RECONNECT
    private volatile long reconnectDueNanos; // when it runs; written by the loop

    // As long as a connection.
    private @Nullable Dialogue dialogue; // not null in CONNECTING, AUTHENTICATING and ONLINE
    private long onlineSinceNanos;

    SessionMachine(ClientContext context) {
        this.context = context;
    }

    /** Any thread may ask. */
    ClientState state() {
        return state;
    }

    /** Returns the login that messages can be sent for. Any thread may ask. */
    @Nullable Login established() {
        return established;
    }

    /** Returns how long it is until the next attempt in nanoseconds; means something only while waiting for one. Any thread may ask. */
    long nanosUntilReconnect() {
        return reconnectDueNanos - context.loop.nowNanos();
    }

    // ---- What the application wants ----

    /**
     * Logs in, or comes back to a login of an earlier run of the program, as if the connection had been lost a moment ago.
     *
     * @param firstLoginTime of the login to come back to; otherwise 0
     * @param ready runs when messages can be sent on the login to come back to, on the application's thread for callbacks; otherwise null
     */
    void logIn(
            String userId,
            Credentials credentials,
            CompletableFuture<LoginResult> future,
            long firstLoginTime,
            @Nullable Runnable ready) {
        Login next = take(userId, credentials, future);
        if (next == null) {
            return;
        }
        if (ready != null) {
            next.accept(firstLoginTime);
        } else if (networkLost) {
            next.fail(ErrorCode.NO_LOCAL_NETWORK, "the device has no network", null);
            return;
        }
        login = next;
        state = ClientState.CONNECTING;
        next.open(() -> onOutboxOpened(next, ready), reason -> onOutboxFailed(next, reason));
    }

    /** Returns a new login to begin, or null if there is none: the user is logged in already, or nobody can be. */
    private @Nullable Login take(String userId, Credentials credentials, CompletableFuture<LoginResult> future) {
        Login current = login;
        if (current != null && current.accepted() != null && current.userId().equals(userId)) {
            renew(current, credentials, future);
            return null;
        }
        String why = "replaced by a later login";
        if (current != null && current.userId().equals(userId)) { // not answered yet: nobody is offline by this
            endLogin(OfflineReason.CLOSED, ErrorCode.CLIENT_NOT_READY, why, null);
        } else if (current != null) {
            logOut(why);
        }
        Login next = new Login(context, userId, credentials, future);
        if (state == ClientState.CLOSED) {
            next.fail(ErrorCode.CLIENT_NOT_READY, "the client is closed", null);
            return null;
        }
        if (context.config.servers().isEmpty()) {
            next.fail(ErrorCode.NO_SERVER_ADDRESS, "no server is configured: give the builder one", null);
            return null;
        }
        return next;
    }

    private void onOutboxOpened(Login next, @Nullable Runnable ready) {
        if (login != next) {
            return;
        }
        if (ready != null) {
            established = next;
            context.callbacks.execute(ready);
        }
        if (networkLost) {
            waitToReconnect(next, 0);
        } else {
            connect(next);
        }
    }

    private void onOutboxFailed(Login next, String reason) {
        if (login == next) {
            String why = "the outbox of this user cannot be used: " + reason;
            endLogin(OfflineReason.CONNECTION_BROKEN, ErrorCode.CLIENT_NOT_READY, why, null);
        }
    }

    private void renew(Login current, Credentials credentials, CompletableFuture<LoginResult> future) {
        current.renew(credentials, future);
        LoginResult last = current.accepted();
        if (state == ClientState.ONLINE && last != null) {
            current.complete(last);
        } else if (!networkLost) {
            current.failures = 0;
            connect(current);
        }
    }

    void logOut(String why) {
        sayGoodbye();
        endLogin(OfflineReason.LOGGED_OUT, ErrorCode.CLIENT_NOT_READY, why, null);
    }

    void close() {
        sayGoodbye();
        endLogin(OfflineReason.CLOSED, ErrorCode.CLIENT_NOT_READY, "the client was closed", null);
        state = ClientState.CLOSED;
    }

    private void sayGoodbye() {
        if (state == ClientState.ONLINE && login != null) {
            login.channel().sendOnce(ProtocalCodec.encode(Packets.logout(login.userId())));
        }
    }

    void networkAvailable() {
        networkLost = false;
        Login current = login;
        if (current == null) {
            return;
        }
        current.failures = 0;
        if (state == ClientState.WAITING_RECONNECT) {
            connect(current);
        } else if (state == ClientState.ONLINE && dialogue != null) {
            dialogue.connection().probe();
            if (state == ClientState.WAITING_RECONNECT) { // it has been silent for too long already, as after a sleep
                connect(current);
            }
        }
    }

    /** Gives up what goes over the network that was there before, and connects over the new one at once. */
    void networkChanged() {
        networkLost = false;
        if (state == ClientState.ONLINE) {
            onOutage(OfflineReason.CONNECTION_BROKEN, "the device has another network");
        }
        Login current = login;
        if (current != null) {
            current.failures = 0;
            connect(current);
        }
    }

    /** Changes the time between two keep-alives, for this connection and all later ones. */
    void heartbeat(long intervalNanos) {
        heartbeatNanos = intervalNanos;
        if (dialogue != null) {
            dialogue.connection().heartbeat(intervalNanos);
        }
    }

    void networkLost() {
        networkLost = true;
        if (state == ClientState.ONLINE) {
            onOutage(OfflineReason.NETWORK_LOST, "the device has no network");
        } else if (dialogue != null) {
            onAttemptFailed(ErrorCode.NO_LOCAL_NETWORK, "the device has no network", null);
        } else {
            cancelReconnect();
        }
    }

    // ---- Connecting ----

    private void connect(Login forWhom) {
        if (!forWhom.isOpen()) {
            return; // it connects when its outbox is open
        }
        closeConnection();
        cancelReconnect();
        state = ClientState.CONNECTING;
        dialogue = new Dialogue(context, this, forWhom, context.config.servers().get(addressIndex));
    }

    /** The user could not be logged in on this connection. */
    void onAttemptFailed(int errorCode, String reason, @Nullable Throwable cause) {
        Login current = login;
        if (current == null) {
            return;
        }
        closeConnection();
        log.debug("an attempt to log in has failed: {}", reason);
        addressIndex = (addressIndex + 1) % context.config.servers().size();
        if (current.accepted() != null) {
            context.callbacks.error(errorCode, reason);
            waitToReconnect(current, context.config.reconnectPolicy().delayNanos(current.failures++, context.random));
        } else if (--current.attemptsLeft > 0 && !networkLost) {
            connect(current);
        } else {
            endLogin(OfflineReason.CONNECTION_BROKEN, errorCode, reason, cause);
        }
    }

    /** The user was online and is not any more, against his will. */
    private void onOutage(OfflineReason reason, String why) {
        Login current = login;
        if (current == null) {
            return;
        }
        closeConnection();
        log.debug("{} went offline: {}", current.userId(), why);
        if (!context.config.reconnectPolicy().reconnects()) {
            endLogin(reason, reason.errorCode(), why, null);
            return;
        }
        if (context.loop.nowNanos() - onlineSinceNanos >= STABLE_NANOS) {
            current.failures = 0;
        }
        boolean atOnce = reason == OfflineReason.SESSION_EXPIRED && current.failures == 0;
        long jitterNanos = (long) (context.random.nextDouble() * EXPIRED_SESSION_JITTER_NANOS);
        long delayNanos = context.config.reconnectPolicy().delayNanos(current.failures++, context.random);
        waitToReconnect(current, atOnce ? jitterNanos : delayNanos);
        context.callbacks.offline(reason, true);
    }

    private void waitToReconnect(Login waiting, long delayNanos) {
        reconnectDueNanos = context.loop.nowNanos() + delayNanos;
        state = ClientState.WAITING_RECONNECT;
        cancelReconnect();
        if (!networkLost) {
            reconnect = context.loop.schedule(() -> connect(waiting), delayNanos);
        }
    }

    /** Ends the login, if there is one: nobody is logged in any more. */
    private void endLogin(OfflineReason reason, int errorCode, String why, @Nullable Throwable cause) {
        Login ending = login;
        if (ending != null) {
            forgetLogin();
            settle(ending, reason, errorCode, why, cause);
        }
    }

    private void forgetLogin() {
        closeConnection();
        cancelReconnect();
        login = null;
        established = null;
        state = ClientState.DISCONNECTED;
    }

    /** Gives everything that waited for a login that has ended its outcome, and tells the application. */
    private void settle(Login ended, OfflineReason reason, int errorCode, String why, @Nullable Throwable cause) {
        log.debug("the login of {} is over: {}", ended.userId(), why);
        ended.incoming().end();
        ended.outgoing().end(errorCode, why, reason != OfflineReason.LOGGED_OUT);
        if (ended.accepted() != null) {
            context.callbacks.offline(reason, false);
        }
        ended.fail(errorCode, why, cause);
    }

    private void closeConnection() {
        if (dialogue != null) {
            dialogue.close();
            dialogue = null;
        }
        if (login != null) {
            login.disconnected();
        }
    }

    private void cancelReconnect() {
        if (reconnect != null) {
            reconnect.cancel();
            reconnect = null;
        }
    }

    // ---- What is learned from a connection, until it is closed from either side ----

    void onOpened() {
        state = ClientState.AUTHENTICATING;
    }

    void onLost(int errorCode, String reason) {
        if (state == ClientState.ONLINE) {
            onOutage(OfflineReason.CONNECTION_BROKEN, reason);
        } else {
            int code = errorCode == ErrorCode.CONNECTION_BROKEN ? ErrorCode.CANNOT_CONNECT : errorCode;
            onAttemptFailed(code, reason, null);
        }
    }

    void onAccepted(Login current, Dialogue on, CodeBody answer) {
        LinkHello link = answer.link();
        if (link != null && !current.knows(link)) {
            onAttemptFailed(
                    ErrorCode.UNKNOWN, "the server knows messages of this device that the client does not", null);
            return;
        }
        if (current.accepted() != null) {
            context.counters.reconnects.incrementAndGet();
        }
        LoginResult result = current.accept(answer.firstLoginTime());
        established = current;
        current.connected(on, link); // before anybody hears of it and sends
        state = ClientState.ONLINE;
        onlineSinceNanos = context.loop.nowNanos();
        context.callbacks.online(result);
        current.complete(result);
        byte[] keepAlive = ProtocalCodec.encode(Packets.keepAlive(current.userId()));
        long intervalNanos = heartbeatNanos > 0
                ? heartbeatNanos
                : context.config.heartbeatNanos(on.connection().transport());
        on.connection().startHeartbeat(intervalNanos, () -> current.channel().sendOnce(keepAlive));
    }

    void onRefused(Login refused, int code) {
        forgetLogin();
        refused.complete(new LoginResult(refused.userId(), code, 0));
        String why = "the server refused to log the user in again, with code " + code;
        if (refused.accepted() != null) {
            context.callbacks.error(code, why);
        }
        settle(refused, OfflineReason.LOGIN_REFUSED, OfflineReason.LOGIN_REFUSED.errorCode(), why, null);
    }

    /** The server does not know who sends on this connection. */
    void onSessionUnknown() {
        String why = "the server does not know the session";
        context.callbacks.error(ErrorCode.SERVER_NOT_LOGGED_IN, why);
        if (state == ClientState.ONLINE) {
            onOutage(OfflineReason.SESSION_EXPIRED, why);
        }
    }

    void onKickedOut(Login ended, int code, String reason) {
        forgetLogin();
        context.callbacks.kickedOut(code, reason);
        String why = "the server ended the session, with code " + code;
        settle(ended, OfflineReason.KICKED_OUT, OfflineReason.KICKED_OUT.errorCode(), why, null);
    }
}
