package io.fingerpost.client.transport;

import io.fingerpost.client.ServerAddress;
import io.fingerpost.core.link.LinkEnd;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Queue;
import org.java_websocket.WebSocket;
import org.java_websocket.WebSocketAdapter;
import org.java_websocket.WebSocketImpl;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.exceptions.InvalidHandshakeException;
import org.java_websocket.exceptions.WebsocketNotConnectedException;
import org.java_websocket.framing.BinaryFrame;
import org.java_websocket.framing.CloseFrame;
import org.java_websocket.framing.DataFrame;
import org.java_websocket.framing.TextFrame;
import org.java_websocket.handshake.HandshakeImpl1Client;
import org.java_websocket.handshake.Handshakedata;
import org.jspecify.annotations.Nullable;

/**
 * WebSocket (RFC 6455): one packet a text frame, one link frame a binary frame. The library does the protocol only; socket, threads and bounds are ours, as for TCP. Its
 * own timer for dead connections is not used, because the client has a heartbeat.
 */
final class WebSocketFraming extends WebSocketAdapter implements Framing {
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final int MAX_HANDSHAKE_BYTES = 64 * 1024;
    private static final int MAX_HEADER_BYTES = 14;

    private final ServerAddress address;
    private final WebSocketImpl engine;
    private final byte[] buffer = new byte[BUFFER_BYTES]; // confined to the reader thread, like the next two
    private final Queue<byte[]> packets = new ArrayDeque<>();
    private @Nullable InputStream in;
    private volatile @Nullable StreamWriter out;
    private volatile boolean ended; // set by the loop
    private volatile @Nullable String failure; // why the connection is being closed; null if the other end wants it

    WebSocketFraming(ServerAddress address, int maxPacketBytes) {
        this.address = address;
        this.engine = new WebSocketImpl(this, new Draft_6455(Collections.emptyList(), maxPacketBytes));
    }

    @Override
    public void open(InputStream stream, StreamWriter writer) throws IOException {
        in = stream;
        out = writer;
        try {
            engine.startHandshake(request());
        } catch (InvalidHandshakeException e) {
            throw new IOException("WebSocket: " + e.getMessage(), e);
        }
        int received = 0;
        while (!engine.isOpen()) {
            int bytes = decodeMore(stream);
            received += bytes;
            if (bytes < 0 || received > MAX_HANDSHAKE_BYTES || isEnding()) {
                String reason = failure;
                throw new IOException(
                        "WebSocket: the handshake failed" + (reason == null || reason.isEmpty() ? "" : ": " + reason));
            }
        }
    }

    private HandshakeImpl1Client request() {
        String host = address.host().indexOf(':') < 0 ? address.host() : '[' + address.host() + ']';
        boolean usualPort =
                address.port() == (address.isSecure() ? WebSocketImpl.DEFAULT_WSS_PORT : WebSocketImpl.DEFAULT_PORT);
        HandshakeImpl1Client request = new HandshakeImpl1Client();
        request.setResourceDescriptor(address.path());
        request.put("Host", usualPort ? host : host + ':' + address.port());
        return request;
    }

    @Override
    public byte @Nullable [] read() throws IOException {
        InputStream stream = in;
        if (stream == null) {
            throw new IllegalStateException("not open");
        }
        byte[] packet;
        while ((packet = packets.poll()) == null) {
            if (isEnding() && !ended) {
                String reason = failure;
                if (reason != null) {
                    throw new IOException("WebSocket: " + reason);
                }
                return null;
            }
            if (decodeMore(stream) < 0) {
                return null;
            }
        }
        return packet;
    }

    private int decodeMore(InputStream stream) throws IOException {
        int bytes = stream.read(buffer);
        if (bytes > 0) {
            try {
                engine.decode(ByteBuffer.wrap(buffer, 0, bytes));
            } catch (RuntimeException e) { // the library's answer to some malformed frames
                throw new IOException("WebSocket: a frame cannot be read", e);
            }
        }
        return bytes;
    }

    private boolean isEnding() {
        return engine.isClosing() || engine.isClosed() || engine.isFlushAndClose();
    }

    @Override
    public boolean write(byte[] packet) {
        StreamWriter writer = out;
        if (writer == null || !writer.hasRoom(packet.length + MAX_HEADER_BYTES)) {
            return false;
        }
        DataFrame frame = LinkEnd.isFrame(packet) ? new BinaryFrame() : new TextFrame();
        frame.setPayload(ByteBuffer.wrap(packet));
        frame.setTransferemasked(true); // RFC 6455, section 5.3: all frames of a client are
        try {
            engine.sendFrame(frame);
            return true;
        } catch (WebsocketNotConnectedException e) {
            return false;
        }
    }

    @Override
    public void end() {
        ended = true;
        engine.close(CloseFrame.NORMAL);
    }

    /** By RFC 6455, section 7.1.1, the server does: one that sees the end of the stream first may drop what came before it. */
    @Override
    public boolean endsStreamFirst() {
        return false;
    }

    // ---- what the library tells, on the reader thread; write demands come from the loop too ----

    @Override
    public void onWebsocketMessage(WebSocket socket, String message) {
        byte[] packet = message.getBytes(StandardCharsets.UTF_8);
        if (!LinkEnd.isFrame(packet)) { // a packet is JSON, which begins with a brace
            packets.add(packet);
        }
    }

    @Override
    public void onWebsocketMessage(WebSocket socket, ByteBuffer blob) {
        byte[] frame = new byte[blob.remaining()];
        blob.get(frame);
        if (LinkEnd.isFrame(frame)) { // whoever sends anything else means somebody else
            packets.add(frame);
        }
    }

    @Override
    public synchronized void onWriteDemand(WebSocket socket) {
        StreamWriter writer = out;
        ByteBuffer frame;
        while (writer != null && (frame = engine.outQueue.poll()) != null) {
            writer.offer(frame);
        }
    }

    @Override
    public void onWebsocketClosing(WebSocket socket, int code, String reason, boolean remote) {
        failure = remote ? null : reason;
    }

    @Override
    public void onWebsocketError(WebSocket socket, Exception e) {
        failure = e.getMessage();
    }

    @Override
    public void onWebsocketOpen(WebSocket socket, Handshakedata handshake) {}

    @Override
    public void onWebsocketClose(WebSocket socket, int code, String reason, boolean remote) {}

    @Override
    public void onWebsocketCloseInitiated(WebSocket socket, int code, String reason) {}

    @Override
    public @Nullable InetSocketAddress getLocalSocketAddress(WebSocket socket) {
        return null;
    }

    @Override
    public @Nullable InetSocketAddress getRemoteSocketAddress(WebSocket socket) {
        return null;
    }
}
