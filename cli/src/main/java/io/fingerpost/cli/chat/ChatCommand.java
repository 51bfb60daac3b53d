package io.fingerpost.cli.chat;

import io.fingerpost.cli.CliException;
import io.fingerpost.cli.Terminal;
import io.fingerpost.client.ImClient;
import io.fingerpost.client.ImClientBuilder;
import io.fingerpost.client.ReconnectPolicy;
import io.fingerpost.client.ServerAddress;
import java.io.Console;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fingerpost chat}: one user's side of conversations, line by line. */
@Command(
        name = "chat",
        description =
                "Chat line by line. What is typed goes to the current receiver; lines that begin with a colon are"
                        + " commands, ':help' lists them. Input may be piped: the exit code is 0 if all messages were confirmed.",
        sortOptions = false)
public final class ChatCommand implements Callable<Integer> {
    private static final int MIN_HEARTBEAT_SECONDS = 1;
    private static final int MAX_HEARTBEAT_SECONDS = 3_600;
    private static final long MAX_RECONNECT_SECONDS = 10; // somebody sits and waits
    private static final long LOGOUT_SECONDS = 1;

    private final Terminal terminal;

    @Parameters(
            paramLabel = "SERVER",
            description =
                    "Such as tcp://localhost:8901, udp://localhost, ws://localhost:3000/websocket; with TLS tls://host or"
                            + " wss://host.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String server;

    @Option(names = "--user", paramLabel = "USER", required = true, description = "Who to log in as.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String user;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description =
                    "What proves it. Better not given here, where other users of the machine can see it: on a terminal it"
                            + " is asked for.")
    private @Nullable String token;

    @Option(names = "--to", paramLabel = "USER", description = "The first receiver; ':to USER' changes it.")
    private @Nullable String to;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "Trust the certificates in this PEM file, and no others.")
    private @Nullable Path ca;

    @Option(names = "--insecure", description = "Trust any certificate: encrypted, but perhaps with the wrong server.")
    private boolean insecure;

    @Option(
            names = "--heartbeat",
            paramLabel = "SECONDS",
            description = "Time between signs of life (default: 15, over UDP 5).")
    private @Nullable Integer heartbeat;

    /** Creates the command. */
    public ChatCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws CliException, InterruptedException {
        ServerAddress address = checkedAddress();
        ChatLoop loop = new ChatLoop();
        ImClientBuilder builder = ImClient.builder().callbackExecutor(loop);
        configure(builder, address);
        ChatSession session = new ChatSession(terminal, loop, address, to);
        try (ImClient client = builder.listener(session).build()) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> logout(client), "fingerpost-logout"));
            session.start(client, user, askForToken());
            return loop.run();
        }
    }

    private ServerAddress checkedAddress() throws CliException {
        try {
            return ServerAddress.parse(server);
        } catch (IllegalArgumentException e) {
            throw CliException.usage(String.valueOf(e.getMessage()));
        }
    }

    private void configure(ImClientBuilder builder, ServerAddress address) throws CliException {
        builder.server(address.toString());
        builder.reconnect(ReconnectPolicy.exponential(1, MAX_RECONNECT_SECONDS, TimeUnit.SECONDS));
        if ((ca != null || insecure) && !address.isSecure()) {
            throw CliException.usage("--ca and --insecure are for tls:// and wss://; " + address + " is not encrypted");
        }
        if (ca != null && insecure) {
            throw CliException.usage("--ca and --insecure exclude each other");
        }
        if (ca != null) {
            builder.sslContext(ClientTls.trusting(ca));
        }
        if (insecure) {
            builder.sslContext(ClientTls.trustingAnybody()).hostnameVerification(false);
        }
        if (heartbeat != null) {
            if (heartbeat < MIN_HEARTBEAT_SECONDS || heartbeat > MAX_HEARTBEAT_SECONDS) {
                throw CliException.usage("--heartbeat must be from " + MIN_HEARTBEAT_SECONDS + " to "
                        + MAX_HEARTBEAT_SECONDS + ": " + heartbeat);
            }
            builder.heartbeat(heartbeat, TimeUnit.SECONDS);
        }
    }

    private @Nullable String askForToken() {
        Console console = Terminal.console();
        if (token != null || !terminal.interactive() || console == null) {
            return token;
        }
        char[] typed = console.readPassword("Token of %s (empty for none): ", user);
        return typed == null || typed.length == 0 ? null : new String(typed);
    }

    /** Says goodbye when the user ends the program, so that the server need not wait for a silent client. */
    private static void logout(ImClient client) {
        if (client.state().isClosed()) {
            return; // an ordinary end
        }
        try {
            client.logout().get(LOGOUT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            client.close(); // it has to find out by itself
        }
    }
}
