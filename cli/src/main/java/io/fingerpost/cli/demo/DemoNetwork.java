package io.fingerpost.cli.demo;

import io.fingerpost.cli.CliException;
import io.fingerpost.client.ClientListener;
import io.fingerpost.client.ImClient;
import io.fingerpost.client.LoginResult;
import io.fingerpost.client.OfflineReason;
import io.fingerpost.client.ReconnectPolicy;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.delivery.Delivery;
import io.fingerpost.demo.network.LocalServer;
import io.fingerpost.demo.network.NetworkPath;
import io.fingerpost.server.ImServer;
import io.fingerpost.server.LoginDecision;
import io.fingerpost.server.LoginRequest;
import io.fingerpost.server.ServerEventListener;
import io.fingerpost.server.UserSession;
import io.fingerpost.testkit.NetworkConditions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server, three clients, and a bad network between each of them and the server. All in this process, over real sockets. */
final class DemoNetwork implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DemoNetwork.class);
    private static final int LOGIN_ATTEMPTS = 3; // through a bad network a first login may fail
    private static final long FIRST_RECONNECT_MILLIS = 250;
    private static final long LAST_RECONNECT_MILLIS = 1_000;
    private static final long LOGOUT_SECONDS = 2;

    /** Is told what happens; on the stage. */
    interface Events {
        void arrived(Role at, Protocal message, long nowNanos);

        void offline(Role who);

        void online(Role who);
    }

    private final Executor stage;
    private final Events events;
    private final LocalServer server;
    private final Map<Role, NetworkPath> paths = new EnumMap<>(Role.class);
    private final Map<Role, ImClient> clients = new EnumMap<>(Role.class);

    /**
     * Starts everything; nobody is logged in yet.
     *
     * @param stage runs the clients' callbacks and the events, one at a time
     */
    DemoNetwork(DemoSettings settings, Executor stage, Events events) throws IOException {
        this.stage = stage;
        this.events = events;
        this.server = new LocalServer(new Application(), null).start();
        try {
            long seed = settings.seed();
            for (Role role : List.of(Role.ALICE, Role.BOB, Role.CAROL)) {
                paths.put(role, newPath(role, settings.conditions(), seed++));
                clients.put(role, newClient(role));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private NetworkPath newPath(Role role, NetworkConditions conditions, long seed) {
        return NetworkPath.open(role.link(), server.address(role.link()), conditions, seed);
    }

    private ImClient newClient(Role role) {
        return ImClient.builder()
                .server(path(role).entrance(role.link()))
                .heartbeat(LocalServer.HEARTBEAT_SECONDS, TimeUnit.SECONDS)
                .reconnect(ReconnectPolicy.exponential(
                        FIRST_RECONNECT_MILLIS, LAST_RECONNECT_MILLIS, TimeUnit.MILLISECONDS))
                .callbackExecutor(stage)
                .listener(new Listener(role))
                .build();
    }

    /** Logs everybody in, and waits until they are. */
    void logIn() throws CliException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            List<CompletableFuture<LoginResult>> logins = new ArrayList<>();
            clients.forEach((role, client) -> logins.add(client.login(role.userId(), (String) null)));
            try {
                CompletableFuture.allOf(logins.toArray(CompletableFuture[]::new))
                        .get();
                return;
            } catch (ExecutionException e) {
                if (attempt == LOGIN_ATTEMPTS) {
                    throw CliException.failure("the clients cannot log in: " + e.getCause(), e);
                }
            }
        }
    }

    /** Sends a message. */
    Delivery send(Step.Say line) {
        return line.from() == Role.SERVER
                ? running().sender().send(line.to().userId(), line.text())
                : client(line.from()).sender().send(line.to().userId(), line.text());
    }

    /** Breaks the connections of a link, and lets nothing through any more. */
    void cut(Role who) {
        path(who).cut();
    }

    /** Makes a link work again, as well as before. */
    void restore(Role who) {
        path(who).restore();
    }

    /** Returns what was lost on a link, in both directions: datagrams, or on a stream the losses that became stalls. */
    long dropped(Role who) {
        return path(who).dropped();
    }

    /** Returns how many datagrams were doubled on a link, in both directions. */
    long duplicated(Role who) {
        return path(who).duplicated();
    }

    /** Returns how many messages came to the clients again, and were not given to their applications again. */
    long repeatsSuppressed() {
        return clients.values().stream()
                .mapToLong(client -> client.statistics().duplicatesSuppressed())
                .sum();
    }

    private ImServer running() {
        return Objects.requireNonNull(server.running(), "the server does not run");
    }

    private NetworkPath path(Role who) {
        return Objects.requireNonNull(paths.get(who), "no path");
    }

    private ImClient client(Role who) {
        return Objects.requireNonNull(clients.get(who), "no client");
    }

    /** Ends everything, from the outside in. */
    @Override
    public void close() {
        CompletableFuture<?>[] logouts =
                clients.values().stream().map(ImClient::logout).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(logouts).get(LOGOUT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("not everybody could log out; everything is closed all the same", e);
        }
        clients.values().forEach(ImClient::close);
        paths.values().forEach(NetworkPath::close);
        server.close();
    }

    /** The application in the server: lets everybody in and takes what is sent to it; the script answers. */
    private final class Application implements ServerEventListener {
        @Override
        public LoginDecision onUserLoginVerify(LoginRequest request) {
            return LoginDecision.accept();
        }

        @Override
        public void onC2SMessage(Protocal p, UserSession from) {
            long now = System.nanoTime();
            stage.execute(() -> events.arrived(Role.SERVER, p, now));
        }
    }

    private final class Listener implements ClientListener {
        private final Role role;

        Listener(Role role) {
            this.role = role;
        }

        @Override
        public void onMessage(Protocal message) {
            events.arrived(role, message, System.nanoTime());
        }

        @Override
        public void onOnline(LoginResult result) {
            events.online(role);
        }

        @Override
        public void onOffline(OfflineReason reason, boolean willReconnect) {
            if (willReconnect) {
                events.offline(role);
            }
        }
    }
}
