package io.fingerpost.systemtests.features;

import io.fingerpost.server.ImServer;
import io.fingerpost.server.ServerSender;
import io.fingerpost.server.Sessions;
import io.fingerpost.server.gateway.Gateway;
import io.fingerpost.server.gateway.GatewayBuilder;
import io.fingerpost.server.gateway.TlsConfig;
import io.fingerpost.server.gateway.tcp.TcpGateway;
import io.fingerpost.server.gateway.udp.UdpGateway;
import io.fingerpost.server.gateway.websocket.WebSocketGateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A server on the loopback interface with the gateways that a test wants, and its application. Confined to the thread of the test. */
final class TestServer implements AutoCloseable {
    /** What differs between the servers of tests. By default udp, tcp and ws on free ports, with the gateways' own settings. */
    static final class Settings {
        private Consumer<ImServer.Builder> change = b -> {};
        private List<String> schemes = List.of("udp", "tcp", "ws");
        private TlsConfig tls;
        private long expiryMillis;
        private int heartbeatSeconds;
        private boolean restartable;

        /** Changes the server's own settings. */
        Settings with(Consumer<ImServer.Builder> newChange) {
            change = newChange;
            return this;
        }

        /** Leaves out the transports that are not named. */
        Settings only(String... names) {
            schemes = List.of(names);
            return this;
        }

        /** Adds tls and wss. */
        Settings tls(TlsConfig config) {
            tls = config;
            schemes = List.of("udp", "tcp", "ws", "tls", "wss");
            return this;
        }

        /** Ends sessions after this silence. */
        Settings expiryMillis(long millis) {
            expiryMillis = millis;
            return this;
        }

        /** Sets the heartbeat preset of all gateways. */
        Settings heartbeatSeconds(int seconds) {
            heartbeatSeconds = seconds;
            return this;
        }

        /** Lets the server be started again where it was. */
        Settings restartable() {
            restartable = true;
            return this;
        }
    }

    // Below the range from which the system takes ports for outgoing connections, so that nobody gets ours while we are
    // away.
    private static final int FIRST_FIXED_PORT = 15_000;
    private static final int LAST_FIXED_PORT = 32_000;
    private static final int ATTEMPTS = 20;

    final TestApplication app = new TestApplication();
    private final Settings settings;
    private final List<Integer> ports;
    private ImServer server;

    TestServer(Consumer<Settings> change) {
        settings = new Settings();
        change.accept(settings);
        server = startSomewhere();
        ports = server.addresses().stream().map(a -> a.address().getPort()).toList();
    }

    private ImServer startSomewhere() {
        for (int attempt = 1; ; attempt++) {
            try {
                return start(settings.restartable ? fixedPorts() : Collections.nCopies(settings.schemes.size(), 0));
            } catch (IOException e) {
                if (!settings.restartable || attempt == ATTEMPTS) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private List<Integer> fixedPorts() {
        List<Integer> chosen = new ArrayList<>();
        while (chosen.size() < settings.schemes.size()) {
            chosen.add(ThreadLocalRandom.current().nextInt(FIRST_FIXED_PORT, LAST_FIXED_PORT));
        }
        return chosen;
    }

    private ImServer start(List<Integer> wanted) throws IOException {
        ImServer.Builder builder = ImServer.builder().loopThreads(2).listener(app);
        for (int i = 0; i < wanted.size(); i++) {
            builder.gateway(gateway(settings.schemes.get(i), wanted.get(i)));
        }
        settings.change.accept(builder);
        return builder.build().start();
    }

    private Gateway gateway(String scheme, int port) {
        return switch (scheme) {
            case "udp" -> common(UdpGateway.builder(), port).build();
            case "tcp" -> common(TcpGateway.builder(), port).build();
            case "ws" -> common(WebSocketGateway.builder(), port).build();
            case "tls" ->
                common(TcpGateway.builder(), port)
                        .tls(Objects.requireNonNull(settings.tls))
                        .build();
            case "wss" ->
                common(WebSocketGateway.builder(), port)
                        .tls(Objects.requireNonNull(settings.tls))
                        .build();
            default -> throw new IllegalArgumentException(scheme);
        };
    }

    private <B extends GatewayBuilder<B>> B common(B gateway, int port) {
        gateway.port(port);
        if (settings.heartbeatSeconds > 0) {
            gateway.heartbeat(settings.heartbeatSeconds, TimeUnit.SECONDS);
        }
        if (settings.expiryMillis > 0) {
            gateway.expiry(settings.expiryMillis, TimeUnit.MILLISECONDS);
        }
        return gateway;
    }

    /** Returns the port of a scheme's gateway. */
    int port(String scheme) {
        return ports.get(settings.schemes.indexOf(scheme));
    }

    /** Returns the address for clients. */
    String url(String scheme) {
        return scheme + "://127.0.0.1:" + port(scheme);
    }

    /** Returns where a scheme's gateway listens. */
    InetSocketAddress address(String scheme) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port(scheme));
    }

    ImServer im() {
        return server;
    }

    ServerSender sender() {
        return server.sender();
    }

    Sessions sessions() {
        return server.sessions();
    }

    /** Stops the server; only a restartable one can be started again. */
    void stop() {
        server.close();
    }

    /** Starts the server again, as a new one, where it was. */
    void startAgain() {
        try {
            server = start(ports);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
