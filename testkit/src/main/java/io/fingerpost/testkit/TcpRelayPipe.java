package io.fingerpost.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** One direction of a relayed connection. Confined to the relay's loop. */
final class TcpRelayPipe implements StreamSegments.Listener {
    /** A sender that is this far ahead is not read from until something was written: TCP then holds it back. */
    private static final int MAX_QUEUED_BYTES = 256 * 1024;

    private static final ByteBuffer END_OF_STREAM = ByteBuffer.allocate(0); // the only one that is empty

    private final TcpRelay relay;
    private final TcpRelayConnection connection;
    private final RelayFlow flow;
    private final SocketChannel source;
    private final SocketChannel sink;
    private final StreamSegments<ByteBuffer> segments;
    private @Nullable ByteBuffer writing; // arrived, and not written to its end
    private int queuedBytes;
    private boolean sourceEnded;
    private boolean sinkEnded;

    TcpRelayPipe(
            TcpRelay relay, TcpRelayConnection connection, RelayFlow flow, SocketChannel source, SocketChannel sink) {
        this.relay = relay;
        this.connection = connection;
        this.flow = flow;
        this.source = source;
        this.sink = sink;
        this.segments = new StreamSegments<>(flow.fates(), this);
    }

    /** Reads one chunk. */
    void read() throws IOException {
        ByteBuffer chunk = relay.chunk();
        int size = source.read(chunk);
        if (size < 0) {
            sourceEnded = true;
            segments.send(END_OF_STREAM);
        } else if (size > 0) {
            byte[] copy = new byte[size];
            chunk.flip().get(copy);
            queuedBytes += size;
            segments.send(ByteBuffer.wrap(copy));
        }
    }

    /** Writes what has arrived, as far as the sink takes it. */
    void flush() throws IOException {
        while (!relay.isBlackhole() && (writing != null || (writing = segments.pollArrived()) != null)) {
            if (writing.limit() == 0) {
                writing = null;
                sinkEnded = true;
                sink.shutdownOutput();
                return;
            }
            sink.write(writing);
            if (writing.hasRemaining()) {
                return;
            }
            flow.countForwarded(writing.limit());
            queuedBytes -= writing.limit();
            writing = null;
        }
    }

    boolean wantsToRead() {
        return !sourceEnded && queuedBytes < MAX_QUEUED_BYTES && !relay.isBlackhole();
    }

    boolean wantsToWrite() {
        return writing != null && !relay.isBlackhole();
    }

    /** Returns whether everything was passed on, the end of the stream too. */
    boolean isEnded() {
        return sinkEnded;
    }

    void close() {
        segments.close();
        writing = null;
    }

    @Override
    public void schedule(Runnable task, long delayNanos) {
        relay.loop().schedule(task, delayNanos);
    }

    @Override
    public void onLoss() {
        flow.countDropped();
    }

    @Override
    public void onArrival() {
        try {
            flush();
            connection.updateInterest();
        } catch (IOException e) {
            connection.abort();
        }
    }

    @Override
    public void onBroken() {
        connection.abort();
    }
}
