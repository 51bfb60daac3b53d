package io.fingerpost.core.link;

import io.fingerpost.core.time.TaskLoop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a {@link LinkLog} on a thread that may wait for the disk: what comes while that is busy is written in one go, and forced to the disk once.
 * May be called by any thread; what it calls back, it calls on the loop.
 */
public final class LinkLogWriter {
    private static final Logger LOG = LoggerFactory.getLogger(LinkLogWriter.class);
    private static final int MIN_LENGTH_TO_COMPACT = 256 * 1024;
    private static final int AT_ONCE = -1;

    /** Takes what was in the file, or why that cannot be told. */
    public interface Opening {
        /**
         * Is told once, on the loop.
         *
         * @param kept what was in the file; null if it cannot be had
         * @param damaged whether something of it may be missing
         * @param failure why the file cannot be had, in words
         */
        void onOpened(@Nullable LinkLog kept, boolean damaged, String failure);
    }

    private final TaskLoop loop;
    private final Executor disk;
    private final LinkLogFile file;

    // Guarded by this. An entry changes the log, and returns the bytes that say so.
    private List<Function<LinkLog, byte[]>> entries = new ArrayList<>();
    private List<Consumer<@Nullable String>> listeners = new ArrayList<>();
    private @Nullable Function<LinkLog, byte[]> received; // only the latest counts
    private boolean scheduled;
    private boolean closed;

    // Confined to the disk's thread.
    private LinkLog kept = new LinkLog();
    private long length;
    private long compactFrom = AT_ONCE;

    /**
     * Creates a writer for a file that is not open.
     *
     * @param disk runs what waits for the disk, one at a time and in order
     */
    public LinkLogWriter(TaskLoop loop, Executor disk, LinkLogFile file) {
        this.loop = loop;
        this.disk = disk;
        this.file = file;
    }

    /**
     * Opens the file.
     *
     * @param device the device's name; null for the one in the file
     * @param newDevice its name if there is none in the file
     * @param newEpoch the numbering that begins if the file has none that can go on
     */
    public void open(@Nullable String device, String newDevice, long newEpoch, Opening opening) {
        disk.execute(() -> {
            try {
                byte[] bytes = file.open();
                kept = LinkLog.read(bytes);
                boolean damaged = bytes.length > 0 && kept.isDamaged();
                String known = kept.device().isEmpty() ? newDevice : kept.device();
                begin(device == null ? known : device, newEpoch);
                LinkLog copy = LinkLog.read(kept.compacted());
                loop.execute(() -> opening.onOpened(copy, damaged, ""));
            } catch (IOException e) {
                closeFile();
                loop.execute(() -> opening.onOpened(null, false, words(e)));
            }
        });
    }

    private void begin(String device, long newEpoch) throws IOException {
        file.truncate(kept.validBytes());
        length = kept.validBytes();
        if (kept.isDamaged() || !kept.device().equals(device)) {
            kept.numbering(device, newEpoch);
        } else {
            compactFrom = MIN_LENGTH_TO_COMPACT;
        }
        try {
            compact();
        } catch (IOException e) {
            LOG.warn("the log of a link cannot be written anew, perhaps the disk is full: {}", words(e));
        }
    }

    private void compact() throws IOException {
        byte[] bytes = kept.compacted();
        file.replace(bytes);
        length = bytes.length;
        compactFrom = Math.max(MIN_LENGTH_TO_COMPACT, 4 * length);
    }

    /** Notes that a numbering begins, some time; see {@link LinkLog#numbering}. */
    public void numbering(String device, long epoch) {
        enqueue(log -> log.numbering(device, epoch), null);
    }

    /**
     * Keeps a message, now.
     *
     * @param listener is told null once it is on the disk, or why it is not; listeners are called in the order of these calls
     */
    public void message(long firstSq, byte[] message, Consumer<@Nullable String> listener) {
        enqueue(log -> log.message(firstSq, message), listener);
    }

    /** Notes that a message has its outcome, some time. */
    public void ended(long firstSq) {
        enqueue(log -> log.ended(firstSq), null);
    }

    /** Notes what was received, some time, unless this is called again before. */
    public synchronized void received(String token, AckBlock done) {
        if (!closed) {
            received = log -> log.received(token, done);
            schedule();
        }
    }

    /** Tells a listener, as of {@link #message}, when everything that was handed in before is on the disk. */
    public void sync(Consumer<@Nullable String> listener) {
        enqueue(null, listener);
    }

    private synchronized void enqueue(
            @Nullable Function<LinkLog, byte[]> entry, @Nullable Consumer<@Nullable String> listener) {
        if (closed) {
            return;
        }
        if (entry != null) {
            entries.add(entry);
        }
        if (listener != null) {
            listeners.add(listener);
        }
        schedule();
    }

    private synchronized void schedule() {
        if (!scheduled) {
            scheduled = true;
            disk.execute(this::flush);
        }
    }

    private void flush() {
        List<Function<LinkLog, byte[]>> group;
        List<Consumer<@Nullable String>> waiting;
        synchronized (this) {
            group = entries;
            waiting = listeners;
            if (received != null) {
                group.add(received);
            }
            entries = new ArrayList<>();
            listeners = new ArrayList<>();
            received = null;
            scheduled = false;
        }
        String failure = write(group, !waiting.isEmpty());
        loop.execute(() -> waiting.forEach(listener -> listener.accept(failure)));
    }

    private @Nullable String write(List<Function<LinkLog, byte[]>> group, boolean force) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Function<LinkLog, byte[]> entry : group) {
            byte[] record = entry.apply(kept);
            bytes.write(record, 0, record.length);
        }
        try {
            length += bytes.size();
            if (length > compactFrom) {
                compact();
            } else {
                file.append(bytes.toByteArray(), force);
            }
            return null;
        } catch (IOException e) {
            LOG.warn("the log of a link cannot be written: {}", words(e));
            compactFrom = AT_ONCE; // what is missing now is in the log that is written next
            return words(e);
        }
    }

    /** Gives the file back, after what was handed in before has been written. */
    public synchronized void close() {
        if (!closed) {
            closed = true;
            disk.execute(this::closeFile);
        }
    }

    private void closeFile() {
        try {
            file.close();
        } catch (IOException e) {
            LOG.debug("the log of a link did not close properly: {}", words(e));
        }
    }

    private static String words(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
