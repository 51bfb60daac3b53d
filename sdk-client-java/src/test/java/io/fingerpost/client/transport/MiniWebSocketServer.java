package io.fingerpost.client.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import org.java_websocket.WebSocket;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.server.DefaultSSLWebSocketServerFactory;
import org.java_websocket.server.WebSocketServer;

final class MiniWebSocketServer extends MiniServer {
    private final CountDownLatch started = new CountDownLatch(1);
    private final String scheme;
    private final WebSocketServer server;
    volatile String lastPath;
    volatile String lastHost;

    MiniWebSocketServer(SSLContext tls) throws InterruptedException {
        scheme = tls == null ? "ws" : "wss";
        server = new WebSocketServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1) {
            @Override
            public void onOpen(WebSocket conn, ClientHandshake handshake) {
                lastPath = handshake.getResourceDescriptor();
                lastHost = handshake.getFieldValue("Host");
            }

            @Override
            public void onMessage(WebSocket conn, String message) {
                onPacket(
                        message.getBytes(StandardCharsets.UTF_8),
                        answer -> conn.send(new String(answer, StandardCharsets.UTF_8)));
            }

            @Override
            public void onClose(WebSocket conn, int code, String reason, boolean remote) {}

            @Override
            public void onError(WebSocket conn, Exception e) {}

            @Override
            public void onStart() {
                started.countDown();
            }
        };
        server.setDaemon(true);
        if (tls != null) {
            server.setWebSocketFactory(new DefaultSSLWebSocketServerFactory(tls));
        }
        server.start();
        started.await();
    }

    WebSocketServer server() {
        return server;
    }

    @Override
    String address() {
        return scheme + "://localhost:" + server.getPort();
    }

    @Override
    public void close() throws IOException {
        try {
            server.stop(1_000);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
