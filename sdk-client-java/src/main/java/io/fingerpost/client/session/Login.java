package io.fingerpost.client.session;

import io.fingerpost.client.ClientException;
import io.fingerpost.client.LoginResult;
import io.fingerpost.client.Profile;
import io.fingerpost.core.ErrorCode;
import io.fingerpost.core.codec.LinkHello;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
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
    private final Outbox outbox;
    private @Nullable LinkChannel link; // null if only the base profile is wanted, and before the outbox is open
    private boolean begunAnew;
    private boolean open; // the outbox is
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
        this.outbox = new Outbox(context, userId);
        this.outgoing = new OutgoingMessages(context, userId, outbox);
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

    /**
     * Takes what an earlier run of the program has left, if that is kept.
     *
     * @param opened runs when the user can be logged in; in this call if nothing is kept
     * @param failed is told why he cannot be
     */
    void open(Runnable opened, Consumer<String> failed) {
        outbox.open(
                outgoing::restore,
                () -> {
                    open = true;
                    link = context.config.profile() == Profile.LINK ? new LinkChannel(context, outgoing, outbox) : null;
                    opened.run();
                },
                failed);
    }

    /** Returns whether the outbox is open, so that it can connect. */
    boolean isOpen() {
        return open;
    }

    /** Returns how packets travel. */
    MessageChannel channel() {
        return outgoing.channel();
    }

    /** Returns what the server is told of our link; null if we do not want one. */
    @Nullable LinkHello hello() {
        return link == null ? null : link.hello();
    }

    /**
     * Returns whether the server does not know more of our messages than we do. Otherwise the numbers of messages begin anew, which the next
     * connection tells.
     */
    boolean knows(LinkHello server) {
        if (link == null || link.knows(server)) {
            return true;
        }
        leaveLink(link);
        attemptsLeft += begunAnew ? 0 : 1;
        begunAnew = true;
        return false;
    }

    private void leaveLink(@Nullable LinkChannel left) {
        outgoing.travelBy(outgoing.base(), context.config.maxSentPacketBytes());
        if (left != null) {
            left.setAside();
        }
    }

    /**
     * Begins a connection on which the user is logged in, and sends on it everything that waits.
     *
     * @param server what the server said of its link; null for the base profile
     */
    void connected(Dialogue on, @Nullable LinkHello server) {
        ServerConnection connection = on.connection();
        LinkChannel linked = link;
        incoming.use(connection);
        if (server == null || linked == null) {
            leaveLink(linked);
            outgoing.base().connect(connection);
        } else {
            outgoing.travelBy(linked, Math.min(server.maxMessageBytes(), context.config.maxPacketBytes()));
            linked.connect(on, server);
        }
        outgoing.connected(connection.transport());
    }

    /** There is no connection any more, and none is about to be. */
    void disconnected() {
        incoming.use(null);
        outgoing.disconnected();
        outgoing.base().disconnect();
        if (link != null) {
            link.disconnect();
        }
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
