package io.fingerpost.demo.model;

import io.fingerpost.demo.network.LocalCertificate;
import io.fingerpost.demo.network.LocalServer;
import io.fingerpost.server.ImServer;
import io.fingerpost.server.UserSession;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** The server in this process, as its window shows it. Confined to the user interface's thread. */
public final class DemoServer {
    /** What it is doing. */
    public enum State {
        /** It does not run. */
        STOPPED,
        /** It is on its way to RUNNING. */
        STARTING,
        /** It serves clients. */
        RUNNING,
        /** It is on its way to STOPPED. */
        STOPPING
    }

    /**
     * Somebody who is logged in.
     *
     * @param transport in words
     */
    public record User(String name, String transport) {}

    /** A server that can be started, and what its clients need; made in the background, because keys take time. */
    private record Parts(LocalServer server, SSLContext clientTls) {}

    private final Ui ui;
    private final Clock clock;
    private final List<Runnable> listeners = new ArrayList<>();
    private State state = State.STOPPED;
    private String problem = "";
    private List<User> users = List.of();
    private @Nullable Parts parts; // from the first start on
    private CompletableFuture<?> change = CompletableFuture.completedFuture(null); // the latest start or stop

    DemoServer(Ui ui, Clock clock) {
        this.ui = ui;
        this.clock = clock;
    }

    /** Returns what it is doing. */
    public State state() {
        return state;
    }

    /** Returns why it could not be started; empty if it could, or was not asked to. */
    public String problem() {
        return problem;
    }

    /** Returns who is logged in, by name. */
    public List<User> users() {
        return users;
    }

    /** Returns whether it was ever started. */
    public boolean isUsed() {
        return parts != null;
    }

    /** Returns the port for a scheme; 0 before the first start. It stays the same when the server is stopped and started again. */
    public int port(String scheme) {
        return parts == null ? 0 : parts.server.port(scheme);
    }

    InetSocketAddress address(String scheme) {
        return Objects.requireNonNull(parts, "not started").server.address(scheme);
    }

    SSLContext clientTls() {
        return Objects.requireNonNull(parts, "not started").clientTls;
    }

    /** Adds somebody to tell of changes. */
    public void addListener(Runnable listener) {
        listeners.add(listener);
    }

    /** Removes somebody who was told of changes. */
    public void removeListener(Runnable listener) {
        listeners.remove(listener);
    }

    /** Starts it, if it does not run; completes when it does. */
    public CompletableFuture<?> start() {
        ui.check();
        if (state == State.RUNNING || state == State.STARTING) {
            return change;
        }
        if (state == State.STOPPING) {
            return change.thenCompose(stopped -> start());
        }
        become(State.STARTING);
        change = ui.background(() -> launch(parts)).handle((started, failure) -> {
            if (started == null) {
                problem = "The server cannot be started: " + Failures.describe(failure);
                become(State.STOPPED);
                throw new IllegalStateException(problem, failure);
            }
            parts = started;
            problem = "";
            become(State.RUNNING);
            countUsers();
            return null;
        });
        return change;
    }

    /** On a background thread. */
    private Parts launch(@Nullable Parts existing) throws IOException, GeneralSecurityException {
        Parts started = existing == null ? newParts() : existing;
        started.server.start();
        return started;
    }

    private Parts newParts() throws IOException, GeneralSecurityException {
        LocalCertificate certificate = LocalCertificate.create(clock.instant());
        ServerApplication application = new ServerApplication(() -> ui.execute(this::countUsers));
        LocalServer server = new LocalServer(application, certificate);
        application.attach(server);
        return new Parts(server, certificate.trustingContext());
    }

    /** Stops it, if it runs; completes when it does not. Clients notice, and try to reconnect. */
    public CompletableFuture<?> stop() {
        ui.check();
        Parts current = parts;
        if (state == State.STARTING) {
            return change.handle((started, failure) -> null).thenCompose(started -> stop());
        }
        if (state != State.RUNNING || current == null) {
            return change.handle((stopped, failure) -> null);
        }
        become(State.STOPPING);
        change = ui.background(() -> {
                    current.server.close();
                    return current;
                })
                .thenRun(() -> {
                    users = List.of();
                    become(State.STOPPED);
                });
        return change;
    }

    private void become(State next) {
        state = next;
        tell();
    }

    private void tell() {
        List.copyOf(listeners).forEach(Runnable::run);
    }

    /** Sends a message to everybody who is logged in. Returns to how many. */
    public int announce(String text) {
        ui.check();
        withRunning(server -> users.forEach(user -> server.sender().send(user.name(), text)));
        return users.size();
    }

    /** Ends a user's session. */
    public void kick(String user) {
        ui.check();
        withRunning(server -> server.sessions().kick(user, "kicked from the demo's server panel"));
    }

    private void countUsers() {
        users = List.of();
        withRunning(server -> users = server.sessions().all().stream()
                .map(DemoServer::describe)
                .sorted(Comparator.comparing(User::name))
                .toList());
        tell();
    }

    private static User describe(UserSession session) {
        String transport = switch (session.transport()) {
            case TCP -> "TCP";
            case UDP -> "UDP";
            case WEBSOCKET -> "WebSocket";
        };
        return new User(session.userId(), transport);
    }

    /** The server is neither started nor stopped while this runs, because both begin on this thread. */
    private void withRunning(Consumer<ImServer> action) {
        ImServer server = state == State.RUNNING && parts != null ? parts.server.running() : null;
        if (server != null) {
            action.accept(server);
        }
    }
}
