package io.fingerpost.systemtests.raw;

import static io.fingerpost.core.Transport.TCP;
import static io.fingerpost.core.Transport.UDP;
import static io.fingerpost.core.Transport.WEBSOCKET;

import io.fingerpost.core.Transport;
import io.fingerpost.server.ImServer;
import io.fingerpost.server.gateway.GatewayBuilder;
import io.fingerpost.server.gateway.tcp.TcpGateway;
import io.fingerpost.server.gateway.udp.UdpGateway;
import io.fingerpost.server.gateway.websocket.WebSocketGateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A server on free ports, reachable over all three transports, with its application and the clients of one test. */
final class RawServer implements AutoCloseable {
    private static final String PATH = "/websocket";
    private static final int EXPIRY_SECONDS = 60; // so that a client need not talk while a test does something else

    private final RecordingApp app = new RecordingApp();
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<RawPeer> peers = new ArrayList<>();
    private final ImServer server;
    private @Nullable Witnesses witnesses;

    RawServer() {
        this(settings -> {}, gateway -> {});
    }

    /**
     * Starts a server.
     *
     * @param settings configures the server
     * @param limits configures each of the three gateways
     */
    RawServer(Consumer<ImServer.Builder> settings, Consumer<GatewayBuilder<?>> limits) {
        TcpGateway.Builder tcp = TcpGateway.builder();
        UdpGateway.Builder udp = UdpGateway.builder();
        WebSocketGateway.Builder webSocket = WebSocketGateway.builder().path(PATH);
        for (GatewayBuilder<?> gateway : List.of(tcp, udp, webSocket)) {
            gateway.host(InetAddress.getLoopbackAddress().getHostAddress())
                    .port(0)
                    .expiry(EXPIRY_SECONDS, TimeUnit.SECONDS);
            limits.accept(gateway);
        }
        ImServer.Builder builder = ImServer.builder()
                .listener(app)
                .loopThreads(2)
                .gateway(tcp.build())
                .gateway(udp.build())
                .gateway(webSocket.build());
        settings.accept(builder);
        server = builder.build();
        start();
    }

    /** Starts it, for the first time or after {@link #stop}. */
    void start() {
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops it; whoever is connected stays so until told by the server. */
    void stop() {
        server.close();
    }

    ImServer server() {
        return server;
    }

    RecordingApp app() {
        return app;
    }

    InetSocketAddress address(Transport transport) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port(transport));
    }

    URI webSocketUri() {
        return URI.create("ws://127.0.0.1:" + server.port(WEBSOCKET) + PATH);
    }

    /** Connects a client that closes with the server. */
    RawPeer connect(Transport transport) {
        return peer(
                switch (transport) {
                    case TCP -> new RawTcpClient(address(TCP));
                    case UDP -> new RawUdpClient(address(UDP));
                    case WEBSOCKET -> new RawWebSocketClient(http, webSocketUri());
                });
    }

    RawTcpClient connectTcp() {
        return (RawTcpClient) connect(TCP).client();
    }

    /** Makes a peer of a client, which closes with the server. */
    RawPeer peer(RawClient client) {
        RawPeer peer = new RawPeer(client);
        peers.add(peer);
        return peer;
    }

    /** Connects a client and logs it in. */
    RawPeer online(String user, Transport transport) {
        RawPeer peer = connect(transport);
        peer.login(user);
        app.isTold("login " + user);
        return peer;
    }

    /**
     * Lets two clients that mean no harm exchange messages: the same two each time, so that whatever a test does in between must
     * not have cost them anything.
     */
    void servesOthers() {
        if (witnesses == null) {
            witnesses = new Witnesses(this);
        }
        witnesses.exchange();
    }

    /** Closes everything after a last exchange between clients that mean no harm. */
    void servesOthersToTheEnd() {
        try {
            servesOthers();
        } finally {
            close();
        }
    }

    /** Closes everything, and checks that no buffer was forgotten. */
    @Override
    public void close() {
        peers.forEach(RawPeer::close);
        server.close();
        BufferLeaks.assertNone();
    }
}
