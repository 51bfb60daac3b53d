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
 * A connection over a blocking socket: a reader thread that also connects, and a writer thread. The reader is the one that closes the
 * socket and tells the loop about it.
 */
final class StreamConnection implements ClientConnection {
    private static final long WRITABLE_BYTES = 256 * 1024;
    private static final long LINGER_MILLIS = TimeUnit.SECONDS.toMillis(2);

    private final ServerAddress address;
    private final LoopEvents events;
    private final Framing framing;
    private final SocketOpener opener;
    private final long hardLimitBytes;
    private volatile @Nullable StreamWriter writer; // set by the reader once there is a socket
    private volatile boolean opened; // set by the reader once packets can be sent
    private volatile boolean closed; // set by the loop

    private StreamConnection(ServerAddress address, ClientConfig config, LoopEvents events, Framing framing) {
        this.address = address;
        this.events = events;
        this.framing = framing;
        this.opener = new SocketOpener(address, config);
        // While it is writable, the client may send all that is pending in one go, and acknowledgements at any time.
        this.hardLimitBytes = 2 * WRITABLE_BYTES + 2 * (config.maxPendingBytes() + config.maxPacketBytes());
    }

    /** Begins to connect. */
    static StreamConnection connect(ServerAddress address, ClientConfig config, LoopEvents events, Framing framing) {
        StreamConnection connection = new StreamConnection(address, config, events, framing);
        startThread("reader", connection::runReader);
        return connection;
    }

    static Thread startThread(String role, Runnable body) {
        Thread thread = new Thread(body, "fingerpost-client-" + role);
        thread.setDaemon(true);
        thread.start();
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
            opener.endReading(); // the reader waits for the writer, not too long, and closes the socket
        } else {
            opener.abort();
        }
    }

    private void runReader() {
        int errorCode = ErrorCode.CONNECTION_BROKEN;
        String reason = "the server closed the connection";
        Socket socket = null;
        Thread writing = null;
        try {
            socket = opener.open();
            StreamWriter output =
                    new StreamWriter(socket.getOutputStream(), WRITABLE_BYTES, hardLimitBytes, events::writable);
            writer = output;
            writing = startThread("writer", () -> runWriter(output));
            framing.open(socket.getInputStream(), output);
            opened = true;
            events.opened();
            readPackets();
        } catch (IOException
                | RuntimeException e) { // such as a SecurityException without Android's INTERNET permission
            errorCode = opened ? ErrorCode.CONNECTION_BROKEN : Failures.connectCode(e);
            reason = opened ? "the connection broke: " + Failures.words(e) : Failures.connectReason(address, e);
        } catch (InterruptedException e) {
            reason = "the reader was interrupted"; // by somebody who does not own it: as good as broken
        } finally {
            release(socket, writing);
        }
        if (!closed) {
            events.closed(errorCode, reason);
        }
    }

    private void readPackets() throws IOException, InterruptedException {
        byte[] packet;
        while ((packet = framing.read()) != null && events.put(packet)) {
            // put waits while the loop is behind, which in the end makes the server wait
        }
    }

    private void runWriter(StreamWriter output) {
        if (!output.writeAll()) {
            opener.abort(); // the reader learns of it by that
        }
    }

    private void release(@Nullable Socket socket, @Nullable Thread writing) {
        StreamWriter current = writer;
        if (socket != null && writing != null && current != null) {
            current.finish();
            if (closed && endsInTime(writing)) {
                SocketOpener.close(socket); // with a proper goodbye of TLS
            }
        }
        opener.abort();
    }

    private static boolean endsInTime(Thread thread) {
        try {
            thread.join(LINGER_MILLIS);
            return !thread.isAlive();
        } catch (InterruptedException e) {
            return false; // somebody is in a hurry
        }
    }
}
