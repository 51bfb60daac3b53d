package io.fingerpost.client.session;

import io.fingerpost.client.ClientException;
import io.fingerpost.client.LoginResult;
import io.fingerpost.core.ErrorCode;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Everything that belongs to one user's login, and ends with it: nothing of it can reach the next user. Confined to the loop, except
 * where its parts say otherwise.
 */
final class Login {
    private final ClientContext context;
    private final String userId;
    private final OutgoingMessages outgoing;
    private final IncomingMessages incoming;
    private Credentials credentials;
    private @Nullable CompletableFuture<LoginResult> future; // null once it was answered
    private @Nullable LoginResult accepted; // what the server said last; null until it has accepted
    private long firstLoginTime;

    /** How many addresses the first login has not tried yet. */
    int attemptsLeft;
    /** How many attempts have failed since the client was online for long enough to trust the connection. */
    int failures;

    Login(ClientContext context, String userId, Credentials credentials, CompletableFuture<LoginResult> future) {
        this.context = context;
        this.userId = userId;
        this.credentials = credentials;
        this.future = future;
        this.outgoing = new OutgoingMessages(context, userId);
        this.incoming = new IncomingMessages(context, userId);
        this.attemptsLeft = context.config.servers().size();
    }

    String userId() {
        return userId;
    }

    OutgoingMessages outgoing() {
        return outgoing;
    }

    IncomingMessages incoming() {
        return incoming;
    }

    Credentials credentials() {
        return credentials;
    }

    /** Returns 0 until the server has told it: the first login. */
    long firstLoginTime() {
        return firstLoginTime;
    }

    /** Returns what the server said when it accepted; null if it has not yet. */
    @Nullable LoginResult accepted() {
        return accepted;
    }

    /** Takes over what a later login of the same user brings. */
    void renew(Credentials newCredentials, CompletableFuture<LoginResult> newFuture) {
        credentials = newCredentials;
        fail(ErrorCode.CLIENT_NOT_READY, "replaced by a later login", null);
        future = newFuture;
    }

    /** Notes that the server has accepted. The first login's time is kept for all later ones. */
    LoginResult accept(long serversFirstLoginTime) {
        if (firstLoginTime == 0) {
            firstLoginTime = serversFirstLoginTime;
        }
        accepted = new LoginResult(userId, ErrorCode.OK, firstLoginTime);
        return accepted;
    }

    /** Answers the future, unless that was done. */
    void complete(LoginResult result) {
        CompletableFuture<LoginResult> waiting = future;
        future = null;
        if (waiting != null) {
            context.callbacks.execute(() -> waiting.complete(result));
        }
    }

    /** Fails the future, unless it was answered. */
    void fail(int errorCode, String message, @Nullable Throwable cause) {
        CompletableFuture<LoginResult> waiting = future;
        future = null;
        if (waiting != null) {
            ClientException failure = new ClientException(errorCode, message, cause);
            context.callbacks.execute(() -> waiting.completeExceptionally(failure));
        }
    }
}
