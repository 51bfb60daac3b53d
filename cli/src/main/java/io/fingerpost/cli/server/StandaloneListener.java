package io.fingerpost.cli.server;

import io.fingerpost.cli.Printable;
import io.fingerpost.core.ErrorCode;
import io.fingerpost.core.Protocal;
import io.fingerpost.server.ImServer;
import io.fingerpost.server.LoginDecision;
import io.fingerpost.server.LoginRequest;
import io.fingerpost.server.LogoutReason;
import io.fingerpost.server.ServerEventListener;
import io.fingerpost.server.UserSession;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The application of a server that has none: lets users in, and logs who comes and goes. What messages say is never logged, nor are
 * tokens; user ids are made printable, because strangers choose them.
 */
final class StandaloneListener implements ServerEventListener {
    private static final Logger LOG = LoggerFactory.getLogger(StandaloneListener.class);
    private static final int REFUSED = ErrorCode.FIRST_APPLICATION_CODE;
    private static final int MAX_LOGGED_CHARS = 64;

    private final @Nullable UsersFile users;
    private final boolean echoC2s;
    private volatile @Nullable ImServer server; // set once, before the server starts

    /**
     * Creates the listener.
     *
     * @param users who may log in; null for everybody
     * @param echoC2s whether messages to the server are sent back
     */
    StandaloneListener(@Nullable UsersFile users, boolean echoC2s) {
        this.users = users;
        this.echoC2s = echoC2s;
    }

    /** Says which server this is the listener of; before it starts. */
    void attach(ImServer server) {
        this.server = server;
    }

    @Override
    public LoginDecision onUserLoginVerify(LoginRequest request) {
        if (users == null || users.admits(request.userId(), request.token())) {
            return LoginDecision.accept();
        }
        LOG.info(
                "{} refused over {} from {}: unknown user or wrong token",
                name(request.userId()),
                request.transport(),
                address(request.remoteAddress()));
        return LoginDecision.refuse(REFUSED);
    }

    @Override
    public void onUserLoginSuccess(UserSession session) {
        LOG.info(
                "{} logged in over {} from {}",
                name(session.userId()),
                session.transport(),
                address(session.remoteAddress()));
    }

    @Override
    public void onUserLogout(UserSession session, LogoutReason reason) {
        LOG.info("{} logged out: {}", name(session.userId()), describe(reason));
    }

    @Override
    public void onC2SMessage(Protocal p, UserSession from) {
        LOG.debug("message to the server from {}, fingerprint {}", name(from.userId()), name(String.valueOf(p.fp())));
        String text = p.dataContent();
        if (echoC2s && text != null) {
            Objects.requireNonNull(server, "server").sender().send(from.userId(), text, p.typeu());
        }
    }

    @Override
    public boolean onRealtimeSendFailed(Protocal p) {
        LOG.debug("{} cannot be reached with {} at the moment", name(p.to()), name(String.valueOf(p.fp())));
        return false; // left to the store
    }

    @Override
    public void onS2CLost(List<Protocal> lost) {
        lost.forEach(p -> LOG.debug("echo to {} lost", name(p.to())));
    }

    private static String address(InetSocketAddress address) {
        return address.getHostString() + ':' + address.getPort();
    }

    private static String name(String id) {
        return Printable.line(id, MAX_LOGGED_CHARS);
    }

    private static String describe(LogoutReason reason) {
        return switch (reason) {
            case LOGOUT -> "by request";
            case TIMEOUT -> "nothing heard for too long";
            case CLOSED -> "the connection ended";
            case KICKED_BY_DUPLICATE_LOGIN -> "logged in elsewhere";
            case KICKED_BY_ADMINISTRATOR -> "by an administrator";
        };
    }
}
