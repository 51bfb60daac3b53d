package io.fingerpost.demo.model;

import io.fingerpost.client.ClientException;
import io.fingerpost.client.ImClient;
import io.fingerpost.client.ImClientBuilder;
import io.fingerpost.client.LoginResult;
import io.fingerpost.core.ErrorCode;
import io.fingerpost.demo.network.BadNetwork;
import io.fingerpost.demo.network.NetworkPath;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole demo: the server in this process, if it is wanted, all clients, and the settings. Confined to the user interface's thread. */
public final class DemoModel {
    private static final Logger LOG = LoggerFactory.getLogger(DemoModel.class);
    private static final List<String> NAMES = List.of("alice", "bob", "carol", "dave", "erin", "frank");
    private static final List<String> NEXT_SCHEMES = List.of("tcp", "udp", "ws"); // so that different ones meet

    /**
     * How a client gets to its server.
     *
     * @param tls whom to trust; null for whom the platform trusts
     * @param path null for a direct connection
     */
    private record Route(
            String address,
            @Nullable SSLContext tls,
            @Nullable NetworkPath path) {}

    private final Ui ui;
    private final Timing timing;
    private final Path settingsFile;
    private final Clock clock = Clock.systemUTC();
    private final DemoServer server;
    private final List<ClientModel> clients = new ArrayList<>();
    private Settings settings;
    private CompletableFuture<?> saved = CompletableFuture.completedFuture(null);
    private CompletableFuture<?> clientsClosed = CompletableFuture.completedFuture(null); // those that were told to
    private boolean closing;

    /**
     * Creates the model; nothing runs yet.
     *
     * @param settings as they were read from the file
     */
    public DemoModel(Ui ui, Timing timing, Path settingsFile, Settings settings) {
        this.ui = ui;
        this.timing = timing;
        this.settingsFile = settingsFile;
        this.settings = settings;
        this.server = new DemoServer(ui, clock);
    }

    /** Returns the server in this process. */
    public DemoServer server() {
        return server;
    }

    /** Returns the clients that are logged in, or were. */
    public List<ClientModel> clients() {
        return List.copyOf(clients);
    }

    /** Returns what is remembered. */
    public Settings settings() {
        return settings;
    }

    /** Remembers settings, and writes them to the file. */
    public void remember(Settings changed) {
        ui.check();
        if (changed.equals(settings)) {
            return;
        }
        settings = changed;
        saved = saved.thenCompose(before -> ui.background(() -> {
                    changed.save(settingsFile);
                    return null;
                }))
                .exceptionally(failure -> {
                    LOG.warn("the settings were not written: {}", failure.toString());
                    return null;
                });
    }

    /** Returns what to offer in the next login window: the first time what was used last, then the next name. */
    public LoginForm suggestion() {
        LoginForm last = settings.login();
        if (clients.isEmpty()) {
            return last;
        }
        String name = NAMES.stream()
                .filter(n -> clients.stream().noneMatch(c -> c.user().equals(n)))
                .findFirst()
                .orElse("user" + (clients.size() + 1));
        ServerChoice choice = clients.get(clients.size() - 1).server();
        if (choice.here()) {
            int next = (NEXT_SCHEMES.indexOf(choice.scheme()) + 1) % NEXT_SCHEMES.size();
            return new LoginForm(new ServerChoice(true, NEXT_SCHEMES.get(next), "", 0), name, "");
        }
        return new LoginForm(choice, name, "");
    }

    /**
     * Makes a client and logs it in, after starting the server if it is to be the one here.
     *
     * @return fails with a message that is fit for a user
     */
    public CompletableFuture<ClientModel> logIn(LoginForm form) {
        ui.check();
        CompletableFuture<?> ready = form.server().here() ? server.start() : CompletableFuture.completedFuture(null);
        return ready.thenCompose(started -> openRoute(form.server())).thenCompose(route -> connect(form, route));
    }

    private CompletableFuture<Route> openRoute(ServerChoice choice) {
        String scheme = choice.scheme();
        if (choice.here()) {
            InetSocketAddress address = server.address(scheme);
            SSLContext tls = choice.isSecure() ? server.clientTls() : null;
            return ui.background(() -> throughRelay(scheme, address, tls));
        }
        if (choice.isSecure()) { // its certificate carries its name, which a relay does not have
            return CompletableFuture.completedFuture(new Route(choice.address(), null, null));
        }
        return ui.background(() -> throughRelay(scheme, lookUp(choice), null));
    }

    private static Route throughRelay(String scheme, InetSocketAddress to, @Nullable SSLContext tls) {
        NetworkPath path = NetworkPath.open(
                scheme,
                to,
                BadNetwork.PERFECT.conditions(),
                ThreadLocalRandom.current().nextLong());
        return new Route(path.entrance(scheme), tls, path);
    }

    private static InetSocketAddress lookUp(ServerChoice choice) throws IOException {
        try {
            return new InetSocketAddress(InetAddress.getByName(choice.host()), choice.port());
        } catch (UnknownHostException e) {
            throw new IOException("There is no host with the name " + choice.host() + '.', e);
        }
    }

    private CompletableFuture<ClientModel> connect(LoginForm form, Route route) {
        ImClientBuilder builder = ImClient.builder().server(route.address);
        timing.applyTo(builder);
        if (route.tls != null) {
            builder.sslContext(route.tls);
        }
        ClientModel client = new ClientModel(ui, form, builder, new NetworkModel(ui, route.path), clock);
        return client.logIn().handle((result, failure) -> {
            String problem = closing ? "The demo was closed." : problem(form, result, failure);
            if (problem != null) {
                clientsClosed = CompletableFuture.allOf(clientsClosed, client.close());
                throw new CompletionException(new IOException(problem, failure));
            }
            introduce(client);
            return client;
        });
    }

    private static @Nullable String problem(LoginForm form, @Nullable LoginResult result, @Nullable Throwable failure) {
        if (result != null) {
            return result.accepted() ? null : "The server refused the login, code " + result.code() + '.';
        }
        boolean relayed = !form.server().isSecure();
        if (failure != null
                && Failures.cause(failure) instanceof ClientException e
                && e.errorCode() == ErrorCode.CANNOT_CONNECT
                && relayed) {
            return "No server answers at " + form.server().address() + '.'; // the client knows the relay's address only
        }
        return Failures.describe(failure);
    }

    /** People at the same screen know each other, and who has nothing to look at yet looks at the other. */
    private void introduce(ClientModel newcomer) {
        for (ClientModel other : clients) {
            boolean sameServer = other.server().here() == newcomer.server().here();
            if (sameServer && !other.user().equals(newcomer.user())) {
                Conversation withNewcomer = other.addContact(newcomer.user());
                if (other.conversations().selected().messages().isEmpty()) {
                    other.select(withNewcomer);
                }
                newcomer.select(newcomer.addContact(other.user()));
            }
        }
        clients.add(newcomer);
    }

    /** Logs a client out, and ends it. Completes when it is done. */
    public CompletableFuture<?> close(ClientModel client) {
        ui.check();
        clients.remove(client);
        clientsClosed = CompletableFuture.allOf(clientsClosed, client.close());
        return clientsClosed;
    }

    /** Ends all that is left: clients, then the server. Completes when nothing runs any more, except for the background threads. */
    public CompletableFuture<?> close() {
        ui.check();
        closing = true;
        clients().forEach(this::close);
        return clientsClosed
                .handle((closed, failure) -> null)
                .thenCompose(closed -> server.stop())
                .thenCompose(stopped -> saved);
    }
}
