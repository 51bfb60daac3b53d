package io.fingerpost.server.gateway;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A {@link TestPeer} over the JDK's WebSocket client. */
public final class WebSocketPeer implements TestPeer {
    private static final byte[] END = {};

    private final WebSocket socket;
    private final Events events;

    private WebSocketPeer(WebSocket socket, Events events) {
        this.socket = socket;
        this.events = events;
    }

    /**
     * Connects.
     *
     * @throws java.util.concurrent.CompletionException if the server refuses; its cause is a WebSocketHandshakeException
     */
    public static WebSocketPeer connect(URI uri, HttpClient client) {
        Events events = new Events();
        WebSocket socket = client.newWebSocketBuilder()
                .connectTimeout(Duration.ofMillis(PATIENCE_MILLIS))
                .buildAsync(uri, events)
                .join();
        return new WebSocketPeer(socket, events);
    }

    /** Returns the socket. */
    public WebSocket socket() {
        return socket;
    }

    /** Returns the status with which the server closed; 0 if it has not. */
    public int closeStatus() {
        return events.closeStatus;
    }

    /** Waits for an answer to a ping. */
    public byte[] receivePong() {
        return take(events.pongs);
    }

    @Override
    public void send(byte[] packet) {
        socket.sendText(new String(packet, StandardCharsets.UTF_8), true).join();
    }

    @Override
    public byte[] receive() {
        byte[] packet = take(events.packets);
        if (packet == END) {
            throw new AssertionError("the server has closed with " + events.closeStatus);
        }
        return packet;
    }

    @Override
    public void awaitClosed() {
        if (take(events.packets) != END) {
            throw new AssertionError("a packet came");
        }
    }

    private byte[] take(BlockingQueue<byte[]> queue) {
        socket.request(1);
        try {
            byte[] taken = queue.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            if (taken == null) {
                throw new AssertionError("nothing came");
            }
            return taken;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        socket.abort();
    }

    /** Called by one thread at a time; what it hands over goes through the queues. */
    private static final class Events implements WebSocket.Listener {
        private final BlockingQueue<byte[]> packets = new LinkedBlockingQueue<>();
        private final BlockingQueue<byte[]> pongs = new LinkedBlockingQueue<>();
        private final ByteArrayOutputStream parts = new ByteArrayOutputStream();
        private volatile int closeStatus;

        @Override
        public void onOpen(WebSocket socket) {
            // Nothing is asked for yet: the peer reads when the test does.
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            parts.writeBytes(data.toString().getBytes(StandardCharsets.UTF_8));
            if (last) {
                packets.add(parts.toByteArray());
                parts.reset();
            } else {
                socket.request(1);
            }
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
            byte[] content = new byte[message.remaining()];
            message.get(content);
            pongs.add(content);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            closeStatus = status;
            packets.add(END);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            packets.add(END);
        }
    }
}
