package io.fingerpost.client.transport;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to a stream on a thread of its own, so that a peer that does not read blocks nobody else. What waits is bounded in bytes. Safe for
 * use by any thread.
 */
final class StreamWriter {
    private static final Logger log = LoggerFactory.getLogger(StreamWriter.class);
    private static final int BUFFER_BYTES = 8 * 1024;

    private final OutputStream out;
    private final long softLimitBytes;
    private final long hardLimitBytes;
    private final Runnable onWritable;
    private final Deque<ByteBuffer> frames = new ArrayDeque<>(); // guarded by this
    private long waitingBytes; // guarded by this
    private boolean crowded; // guarded by this: was over the soft limit, and is not under half of it again
    private boolean finished; // guarded by this

    /**
     * Creates a writer, whose thread calls {@link #writeAll}.
     *
     * @param softLimitBytes from here on {@link #isWritable()} is false
     * @param hardLimitBytes from here on frames are dropped
     * @param onWritable called on the writer's thread when it is writable again
     */
    StreamWriter(OutputStream out, long softLimitBytes, long hardLimitBytes, Runnable onWritable) {
        this.out = new BufferedOutputStream(out, BUFFER_BYTES);
        this.softLimitBytes = softLimitBytes;
        this.hardLimitBytes = hardLimitBytes;
        this.onWritable = onWritable;
    }

    /** Takes a frame to be written; the buffer has an array. Returns false, and drops it, if there is no room or no more to come. */
    synchronized boolean offer(ByteBuffer frame) {
        if (!hasRoom(frame.remaining())) {
            return false;
        }
        frames.add(frame);
        waitingBytes += frame.remaining();
        crowded |= waitingBytes >= softLimitBytes;
        notifyAll();
        return true;
    }

    synchronized boolean isWritable() {
        return !crowded;
    }

    /** Takes no more: the thread ends once everything is written. */
    synchronized void finish() {
        finished = true;
        notifyAll();
    }

    /** Returns whether a frame of this size would be taken. */
    synchronized boolean hasRoom(int bytes) {
        return !finished && waitingBytes + bytes <= hardLimitBytes;
    }

    /** Writes until it is finished. Returns false if the stream failed before. */
    boolean writeAll() {
        try {
            ByteBuffer frame;
            while ((frame = next()) != null) {
                out.write(frame.array(), frame.arrayOffset() + frame.position(), frame.remaining());
                written(frame.remaining());
            }
            out.flush();
            return true;
        } catch (IOException | InterruptedException e) {
            log.debug("writing to the server failed: {}", e.toString());
            drop();
            return false;
        }
    }

    private @Nullable ByteBuffer next() throws IOException, InterruptedException {
        ByteBuffer frame = poll();
        if (frame == null) {
            out.flush(); // outside the lock: it blocks while the peer does not read
            frame = take();
        }
        return frame;
    }

    private synchronized @Nullable ByteBuffer poll() {
        return frames.poll();
    }

    private synchronized @Nullable ByteBuffer take() throws InterruptedException {
        while (frames.isEmpty() && !finished) {
            wait();
        }
        return frames.poll();
    }

    private void written(int bytes) {
        boolean again;
        synchronized (this) {
            waitingBytes -= bytes;
            again = crowded && waitingBytes <= softLimitBytes / 2;
            crowded &= !again;
        }
        if (again) {
            onWritable.run();
        }
    }

    private synchronized void drop() {
        finished = true;
        frames.clear();
    }
}
