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
 *
 * <p>An entry changes the log, and returns the bytes that say so.
 */
public final class LinkLogWriter {
    private static final Logger log = LoggerFactory.getLogger(LinkLogWriter.class);
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
    private List<Function<LinkLog, byte[]>> entries = new ArrayList<>(); // guarded by this, like the next four
    private List<Consumer<@Nullable String>> listeners = new ArrayList<>();
    private @Nullable Function<LinkLog, byte[]> received; // only the latest counts
    private boolean scheduled;
    private boolean closed;

    private LinkLog kept = new LinkLog(); // confined to the disk's thread, like the next two
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
            log.warn("the log of a link cannot be written anew, perhaps the disk is full: {}", words(e));
        }
    }

    private void compact() throws IOException {
        byte[] bytes = kept.compacted();
        file.replace(bytes);
        length = bytes.length;
        compactFrom = Math.max(MIN_LENGTH_TO_COMPACT, 4 * length);
    }

    /** Writes an entry some time. */
    public void write(Function<LinkLog, byte[]> entry) {
        enqueue(entry, null, null);
    }

    /** Writes an entry now, and tells when it is on the disk. The listener is told null, or why it is not; listeners are called in the order of their entries. */
    public void write(Function<LinkLog, byte[]> entry, Consumer<@Nullable String> listener) {
        enqueue(entry, listener, null);
    }

    /** Writes an entry some time, unless another one comes before, by this method. */
    public void writeLatest(Function<LinkLog, byte[]> entry) {
        enqueue(null, null, entry);
    }

    private synchronized void enqueue(
            @Nullable Function<LinkLog, byte[]> entry,
            @Nullable Consumer<@Nullable String> listener,
            @Nullable Function<LinkLog, byte[]> latest) {
        if (closed) {
            return;
        }
        if (entry != null) {
            entries.add(entry);
        }
        if (listener != null) {
            listeners.add(listener);
        }
        if (latest != null) {
            received = latest;
        }
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
            log.warn("the log of a link cannot be written: {}", words(e));
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
            log.debug("the log of a link did not close properly: {}", words(e));
        }
    }

    private static String words(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
