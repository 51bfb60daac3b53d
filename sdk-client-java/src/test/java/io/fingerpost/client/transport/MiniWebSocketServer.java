package io.fingerpost.client.transport;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import org.java_websocket.WebSocket;
import org.java_websocket.WebSocketAdapter;
import org.java_websocket.WebSocketImpl;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.handshake.Handshakedata;

/**
 * The library's protocol on blocking sockets. Its own server is not used, because with TLS it sometimes loses what comes right behind
 * the handshake (TooTallNate/Java-WebSocket, issue 1418).
 */
final class MiniWebSocketServer extends MiniTcpServer {
    volatile String lastPath;
    volatile String lastHost;
    volatile WebSocket lastPeer;

    MiniWebSocketServer(SSLContext tls) throws IOException {
        super(
                tls == null ? ServerSocketFactory.getDefault() : tls.getServerSocketFactory(),
                tls == null ? "ws" : "wss");
    }

    @Override
    void talk(Socket socket) throws IOException {
        WebSocketImpl engine = new WebSocketImpl(new Events(socket), List.of(new Draft_6455()));
        lastPeer = engine;
        byte[] buffer = new byte[8_192];
        InputStream in = socket.getInputStream();
        int bytes;
        while (!engine.isFlushAndClose() && (bytes = in.read(buffer)) >= 0) {
            engine.decode(ByteBuffer.wrap(buffer, 0, bytes));
        }
    }

    private final class Events extends WebSocketAdapter {
        private final Socket socket;

        Events(Socket socket) {
            this.socket = socket;
        }

        @Override
        public void onWebsocketOpen(WebSocket conn, Handshakedata handshake) {
            lastPath = ((ClientHandshake) handshake).getResourceDescriptor();
            lastHost = handshake.getFieldValue("Host");
        }

        @Override
        public void onWebsocketMessage(WebSocket conn, String message) {
            onPacket(
                    message.getBytes(StandardCharsets.UTF_8),
                    answer -> conn.send(new String(answer, StandardCharsets.UTF_8)));
        }

        @Override
        public synchronized void onWriteDemand(WebSocket conn) {
            ByteBuffer frame;
            while ((frame = ((WebSocketImpl) conn).outQueue.poll()) != null) {
                byte[] bytes = new byte[frame.remaining()];
                frame.get(bytes);
                try {
                    write(socket, bytes);
                } catch (IOException e) {
                    lastFailure = e; // the client is gone
                }
            }
        }

        @Override
        public void onWebsocketMessage(WebSocket conn, ByteBuffer blob) {}

        @Override
        public void onWebsocketClose(WebSocket conn, int code, String reason, boolean remote) {}

        @Override
        public void onWebsocketClosing(WebSocket conn, int code, String reason, boolean remote) {}

        @Override
        public void onWebsocketCloseInitiated(WebSocket conn, int code, String reason) {}

        @Override
        public void onWebsocketError(WebSocket conn, Exception e) {}

        @Override
        public InetSocketAddress getLocalSocketAddress(WebSocket conn) {
            return null;
        }

        @Override
        public InetSocketAddress getRemoteSocketAddress(WebSocket conn) {
            return null;
        }
    }
}
