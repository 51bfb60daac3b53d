package io.fingerpost.cli.server;

import io.fingerpost.cli.CliException;
import io.fingerpost.core.Transport;
import io.fingerpost.server.ImServer;
import io.fingerpost.server.ListeningAddress;
import io.fingerpost.server.store.MessageStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A server as the options want it, and what its user should know before it starts.
 *
 * @param server the server, which does not run yet
 * @param store where messages wait; null if nowhere. To be closed after the server
 * @param notes lines for the user
 */
record StandaloneServer(ImServer server, @Nullable MessageStore store, List<String> notes) {
    private static final String LEAK_DETECTION = "io.netty.leakDetection.level";
    private static final String[] EVERYBODY = {
        "**************************************************************************",
        "*  EVERYBODY IS LET IN: there is no --users file, so anybody can log in  *",
        "*  as any user, with any token. Do not let strangers reach this server.  *",
        "**************************************************************************"
    };
    private static final Map<Transport, String> NAMES =
            Map.of(Transport.TCP, "tcp", Transport.UDP, "udp", Transport.WEBSOCKET, "ws");

    /** Creates the server. */
    static StandaloneServer create(ServerOptions options) throws CliException {
        if (System.getProperty(LEAK_DETECTION) == null) {
            System.setProperty(
                    LEAK_DETECTION, "disabled"); // Netty's search for lost buffers: 2 % of the processor time
        }
        UsersFile users = options.users == null ? null : UsersFile.read(options.users);
        StandaloneListener listener = new StandaloneListener(users, options.echoC2s);
        ImServer.Builder builder = ImServer.builder()
                .listener(listener)
                .timestamps(options.timestamps)
                .deliveryTimeout(options.deliveryTimeout, TimeUnit.SECONDS);
        if (options.loops != null) {
            builder.loopThreads(options.loops);
        }
        try {
            new Gateways(options).addTo(builder);
        } catch (IllegalArgumentException e) {
            throw CliException.usage(String.valueOf(e.getMessage()));
        }
        MessageStore store = options.store.open(); // last, so that nothing can fail and leave it open
        List<String> notes = new ArrayList<>(warnings(options, users));
        notes.add(options.store.describe());
        ImServer server = builder.store(store).build();
        listener.attach(server);
        return new StandaloneServer(server, store, notes);
    }

    /** Starts the server. Closes the store if that fails. */
    void start() throws IOException {
        try {
            server.start();
        } catch (IOException | RuntimeException e) {
            closeStore();
            throw e;
        }
    }

    /** Ends the server, and then the store. */
    void close() {
        try {
            server.close();
        } finally {
            closeStore();
        }
    }

    private void closeStore() {
        if (store != null) {
            store.close();
        }
    }

    private static List<String> warnings(ServerOptions options, @Nullable UsersFile users) {
        if (users == null) {
            return List.of(EVERYBODY);
        }
        List<String> warnings = new ArrayList<>();
        if (users.size() == 0) {
            warnings.add("WARNING: " + options.users + " has no users, so nobody can log in.");
        }
        if (users.isReadableByOthers()) {
            warnings.add("WARNING: " + options.users + " holds secrets, and every user of this machine can read it.");
        }
        if (options.cert == null || options.port(Transport.UDP) != null) {
            warnings.add("WARNING: tokens and messages travel unencrypted"
                    + (options.cert == null ? "; see --cert." : " over UDP."));
        }
        return warnings;
    }

    /** Returns what tells a script that the server listens, and where: {@code ready tcp=8901 udp=7901 ws=3000}. */
    static String readyLine(List<ListeningAddress> addresses) {
        StringBuilder line = new StringBuilder("ready");
        for (ListeningAddress a : addresses) {
            line.append(' ')
                    .append(NAMES.get(a.transport()))
                    .append('=')
                    .append(a.address().getPort());
        }
        return line.toString();
    }
}
