package io.fingerpost.client.transport;

import io.fingerpost.client.ClientConfig;
import io.fingerpost.client.ServerAddress;
import io.fingerpost.client.session.ClientConnection;
import io.fingerpost.core.ErrorCode;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection over a blocking socket: a reader thread that also connects, a writer thread, and at the end a closer thread for a moment.
 * The reader is the one that tells the loop how it went.
 *
 * <p>Closing takes two seconds at most, during which what was sent is written and what still comes is read away: a socket that is closed
 * with unread bytes resets the connection, and the peer could lose what it was sent last (RFC 1122, section 4.2.2.13).
 */
final class StreamConnection implements ClientConnection {
    private static final long WRITABLE_BYTES = 256 * 1024;
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final ServerAddress address;
    private final LoopEvents events;
    private final Framing framing;
    private final SocketOpener opener;
    private final long hardLimitBytes;
    private final Thread reader;
    private volatile @Nullable Thread writing; // set by the reader once there is a socket, like the next one
    private volatile @Nullable StreamWriter writer;
    private volatile boolean opened; // set by the reader once packets can be sent
    private volatile boolean closed; // set by the loop

    private StreamConnection(ServerAddress address, ClientConfig config, LoopEvents events, Framing framing) {
        this.address = address;
        this.events = events;
        this.framing = framing;
        this.opener = new SocketOpener(address, config);
        this.reader = newThread("reader", this::runReader);
        // While it is writable, the client may send all that is pending in one go, and acknowledgements at any time.
        this.hardLimitBytes = 2 * WRITABLE_BYTES + 2 * (config.maxPendingBytes() + config.maxPacketBytes());
    }

    /** Begins to connect. */
    static StreamConnection connect(ServerAddress address, ClientConfig config, LoopEvents events, Framing framing) {
        StreamConnection connection = new StreamConnection(address, config, events, framing);
        connection.reader.start();
        return connection;
    }

    static Thread newThread(String role, Runnable body) {
        Thread thread = new Thread(body, "fingerpost-client-" + role);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public boolean send(byte[] packet) {
        return opened && !closed && framing.write(packet);
    }

    @Override
    public boolean isWritable() {
        StreamWriter current = writer;
        return current != null && current.isWritable();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        events.stop();
        StreamWriter current = writer;
        if (opened && current != null) {
            framing.end();
            current.finish();
            newThread("closer", this::runCloser).start();
        } else {
            opener.abort();
        }
    }

    private void runCloser() {
        long deadlineNanos = System.nanoTime() + LINGER_NANOS;
        if (endsInTime(writing, deadlineNanos)) {
            if (framing.endsStreamFirst()) {
                opener.endWriting();
            }
            endsInTime(reader, deadlineNanos);
        }
        opener.abort();
    }

    private static boolean endsInTime(@Nullable Thread thread, long deadlineNanos) {
        long millis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
        try {
            if (thread != null && millis > 0) {
                thread.join(millis);
            }
            return thread == null || !thread.isAlive();
        } catch (InterruptedException e) {
            return false; // somebody is in a hurry
        }
    }

    private void runReader() {
        Exception failure = null;
        try {
            openAndRead();
        } catch (IOException
                | InterruptedException // by somebody who does not own the reader: as good as broken
                | RuntimeException e) { // such as a SecurityException without Android's INTERNET permission
            failure = e;
        } finally {
            opener.abort();
            StreamWriter output = writer;
            if (output != null) {
                output.finish();
            }
        }
        if (closed) {
            return;
        }
        if (failure == null) {
            events.closed(ErrorCode.CONNECTION_BROKEN, "the server closed the connection");
        } else {
            Failures.tell(events, address, opened, failure);
        }
    }

    private void openAndRead() throws IOException, InterruptedException {
        Socket socket = opener.open();
        StreamWriter output =
                new StreamWriter(socket.getOutputStream(), WRITABLE_BYTES, hardLimitBytes, events::writable);
        Thread thread = newThread("writer", () -> runWriter(output));
        writing = thread;
        writer = output;
        thread.start();
        framing.open(socket.getInputStream(), output);
        opened = true;
        events.opened();
        byte[] packet;
        while ((packet = framing.read()) != null) {
            events.put(packet); // waits while the loop is behind, which in the end makes the server wait
        }
    }

    private void runWriter(StreamWriter output) {
        if (!output.writeAll()) {
            opener.abort(); // the reader learns of it by that
        }
    }
}
