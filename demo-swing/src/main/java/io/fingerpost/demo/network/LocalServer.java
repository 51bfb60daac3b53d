package io.fingerpost.demo.network;

import io.fingerpost.server.ImServer;
import io.fingerpost.server.ListeningAddress;
import io.fingerpost.server.ServerEventListener;
import io.fingerpost.server.gateway.Gateway;
import io.fingerpost.server.gateway.TlsConfig;
import io.fingerpost.server.gateway.tcp.TcpGateway;
import io.fingerpost.server.gateway.udp.UdpGateway;
import io.fingerpost.server.gateway.websocket.WebSocketGateway;
import io.fingerpost.server.store.MessageStore;
import io.fingerpost.server.store.MessageStores;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A server for clients in this process: on free ports of the loopback interface, by every transport. It can be stopped and started again;
 * ports and stored messages stay the same then. Starting and closing block for as long as the server does, the rest does not. Safe for use by any thread.
 */
public final class LocalServer implements AutoCloseable {
    /** How often clients give a sign of life; short, so that a dead link is noticed while somebody looks. */
    public static final int HEARTBEAT_SECONDS = 3;

    private static final List<String> PLAIN = List.of("tcp", "udp", "ws");
    private static final List<String> ALL = List.of("tcp", "udp", "ws", "tls", "wss");
    private static final int LOOP_THREADS = 1; // for a handful of clients

    private final ServerEventListener application;
    private final @Nullable LocalCertificate certificate;
    private final MessageStore store = MessageStores.inMemory();
    private volatile Map<String, Integer> ports; // by scheme, 0 before the first start; never changed, but replaced
    private volatile @Nullable ImServer running; // written under this

    /**
     * Creates a server, which does not run yet.
     *
     * @param certificate for the schemes {@code tls} and {@code wss}; null for a server without them
     */
    public LocalServer(ServerEventListener application, @Nullable LocalCertificate certificate) {
        this.application = application;
        this.certificate = certificate;
        Map<String, Integer> unknown = new LinkedHashMap<>();
        (certificate == null ? PLAIN : ALL).forEach(scheme -> unknown.put(scheme, 0));
        this.ports = unknown;
    }

    /**
     * Starts it.
     *
     * @throws IOException if a port cannot be had, which the first time none should be
     * @throws IllegalStateException if it runs already
     */
    public synchronized LocalServer start() throws IOException {
        if (running != null) {
            throw new IllegalStateException("the server runs already");
        }
        Path keys = certificate == null ? null : Files.createTempDirectory("fingerpost-demo");
        try {
            ImServer server = newServer(keys).start();
            rememberPorts(server);
            running = server;
        } finally {
            deleteKeys(keys); // they have been read
        }
        return this;
    }

    private ImServer newServer(@Nullable Path keys) throws IOException {
        TlsConfig tls = keys == null ? null : writeKeys(Objects.requireNonNull(certificate), keys);
        ImServer.Builder builder =
                ImServer.builder().loopThreads(LOOP_THREADS).store(store).listener(application);
        ports.forEach((scheme, port) -> builder.gateway(newGateway(scheme, port, tls)));
        return builder.build();
    }

    private static Gateway newGateway(String scheme, int port, @Nullable TlsConfig tls) {
        return switch (scheme) {
            case "tcp" -> tcp(port).build();
            case "tls" -> tcp(port).tls(Objects.requireNonNull(tls)).build();
            case "ws" -> webSocket(port).build();
            case "wss" -> webSocket(port).tls(Objects.requireNonNull(tls)).build();
            case "udp" ->
                UdpGateway.builder()
                        .host(host())
                        .port(port)
                        .heartbeat(HEARTBEAT_SECONDS, TimeUnit.SECONDS)
                        .build();
            default -> throw new IllegalArgumentException(scheme);
        };
    }

    private static TcpGateway.Builder tcp(int port) {
        return TcpGateway.builder().host(host()).port(port).heartbeat(HEARTBEAT_SECONDS, TimeUnit.SECONDS);
    }

    private static WebSocketGateway.Builder webSocket(int port) {
        return WebSocketGateway.builder().host(host()).port(port).heartbeat(HEARTBEAT_SECONDS, TimeUnit.SECONDS);
    }

    private static TlsConfig writeKeys(LocalCertificate certificate, Path folder) throws IOException {
        Path chain = folder.resolve("certificate.pem");
        Path key = folder.resolve("key.pem");
        try {
            certificate.writeCertificate(chain);
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificate cannot be written", e);
        }
        certificate.writePrivateKey(key);
        return TlsConfig.pem(chain, key).withoutAutomaticReload();
    }

    private static void deleteKeys(@Nullable Path folder) throws IOException {
        if (folder != null) {
            Files.deleteIfExists(folder.resolve("certificate.pem"));
            Files.deleteIfExists(folder.resolve("key.pem"));
            Files.delete(folder);
        }
    }

    private void rememberPorts(ImServer server) {
        Iterator<ListeningAddress> addresses = server.addresses().iterator(); // in the order of the gateways
        Map<String, Integer> known = new LinkedHashMap<>(ports);
        known.replaceAll((scheme, before) -> addresses.next().address().getPort());
        ports = known;
    }

    /** Returns where every server of this class listens. */
    public static String host() {
        return InetAddress.getLoopbackAddress().getHostAddress();
    }

    /**
     * Returns the port for one of the schemes of a server's address, also while the server is stopped; 0 before its first start.
     *
     * @throws IllegalArgumentException if the server does not speak it
     */
    public int port(String scheme) {
        Integer port = ports.get(scheme);
        if (port == null) {
            throw new IllegalArgumentException("not spoken here: " + scheme);
        }
        return port;
    }

    /** Returns where a scheme is served, see {@link #port}. */
    public InetSocketAddress address(String scheme) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port(scheme));
    }

    /** Returns the server while it runs, otherwise null. */
    public @Nullable ImServer running() {
        return running;
    }

    /** Stops it. Does nothing if it does not run. */
    @Override
    public synchronized void close() {
        ImServer server = running;
        running = null;
        if (server != null) {
            server.close();
        }
    }
}
