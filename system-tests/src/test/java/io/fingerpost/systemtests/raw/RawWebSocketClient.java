package io.fingerpost.systemtests.raw;

import io.fingerpost.core.Transport;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Packets over WebSocket, one a text message, by the JDK's own implementation. */
final class RawWebSocketClient implements RawClient {
    private static final long CALL_SECONDS = 10;

    private final Listener listener = new Listener();
    private final WebSocket socket;

    RawWebSocketClient(HttpClient http, URI server) {
        socket = done(http.newWebSocketBuilder().buildAsync(server, listener));
    }

    @Override
    public Transport transport() {
        return Transport.WEBSOCKET;
    }

    @Override
    public void sendBytes(byte[] packet) {
        done(socket.sendText(new String(packet, StandardCharsets.UTF_8), true));
    }

    private static <T> T done(CompletableFuture<T> future) {
        try {
            return future.get(CALL_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new CompletionException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        }
    }

    @Override
    public byte @Nullable [] receive(Duration timeout) {
        try {
            byte[] packet = listener.packets.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
            if (packet == Listener.END) {
                listener.packets.add(Listener.END); // so that the next call returns at once, too
                return null;
            }
            return packet;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    @Override
    public boolean isClosedByServer(Duration within) {
        try {
            listener.closed.get(within.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Returns the status code with which the server closed, or 1006 if it ended the connection without saying one. */
    int closeStatus() {
        return listener.closed.join();
    }

    @Override
    public void close() {
        socket.abort();
    }

    /** Called by the JDK's threads, one call at a time. */
    private static final class Listener implements WebSocket.Listener {
        private static final byte[] END = new byte[0]; // no packet is empty
        private static final int NO_STATUS = 1006;

        private final LinkedBlockingQueue<byte[]> packets = new LinkedBlockingQueue<>();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final StringBuilder message = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            message.append(data);
            if (last) {
                packets.add(message.toString().getBytes(StandardCharsets.UTF_8));
                message.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            packets.add(END);
            closed.complete(status);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            packets.add(END);
            closed.complete(NO_STATUS);
        }
    }
}
