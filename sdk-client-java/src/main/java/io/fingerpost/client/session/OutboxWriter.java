package io.fingerpost.client.session;

import io.fingerpost.core.link.LinkLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the outbox of one user on the client's thread for the disk: what comes while that is busy is written in one go, and forced to the disk once.
 * May be called by any thread; what it calls back, it calls on the loop.
 */
final class OutboxWriter {
    private static final Logger log = LoggerFactory.getLogger(OutboxWriter.class);
    private static final int MIN_LENGTH_TO_COMPACT = 256 * 1024;
    private static final int AT_ONCE = -1;

    /** Changes the log, and returns the bytes that say so. */
    interface Entry {
        byte[] addTo(LinkLog kept);
    }

    /** Is told that everything up to here is on the disk, or why it is not. */
    interface Listener {
        void onWritten(@Nullable String failure);
    }

    /** Takes what was in the file, or why that cannot be told. */
    interface Opening {
        void onOpened(@Nullable LinkLog kept, boolean damaged, String failure);
    }

    private final ClientContext context;
    private final Executor disk;
    private final OutboxFile file;
    private List<Entry> entries = new ArrayList<>(); // guarded by this, like the next four
    private List<Listener> listeners = new ArrayList<>();
    private @Nullable Entry received; // only the latest counts
    private boolean scheduled;
    private boolean closed;

    private LinkLog kept = new LinkLog(); // confined to the disk's thread, like the next two
    private long length;
    private long compactFrom = AT_ONCE;

    OutboxWriter(ClientContext context, Executor disk, OutboxFile file) {
        this.context = context;
        this.disk = disk;
        this.file = file;
    }

    /**
     * Opens the file.
     *
     * @param device the device's name; null for the one in the file, or a new one
     */
    void open(@Nullable String device, long newEpoch, Opening opening) {
        disk.execute(() -> {
            try {
                byte[] bytes = file.open();
                kept = LinkLog.read(bytes);
                boolean damaged = bytes.length > 0 && kept.isDamaged();
                begin(device == null ? kept.device() : device, newEpoch);
                LinkLog copy = LinkLog.read(kept.compacted());
                context.loop.execute(() -> opening.onOpened(copy, damaged, ""));
            } catch (IOException e) {
                closeFile();
                context.loop.execute(() -> opening.onOpened(null, false, words(e)));
            }
        });
    }

    private void begin(String device, long newEpoch) throws IOException {
        file.truncate(kept.validBytes());
        length = kept.validBytes();
        if (kept.isDamaged() || !kept.device().equals(device)) {
            kept.numbering(device.isEmpty() ? context.device : device, newEpoch);
        } else {
            compactFrom = MIN_LENGTH_TO_COMPACT;
        }
        try {
            compact();
        } catch (IOException e) {
            log.warn("the outbox cannot be written anew, perhaps the disk is full: {}", words(e));
        }
    }

    private void compact() throws IOException {
        byte[] bytes = kept.compacted();
        file.replace(bytes);
        length = bytes.length;
        compactFrom = Math.max(MIN_LENGTH_TO_COMPACT, 4 * length);
    }

    /** Writes an entry some time. */
    void write(Entry entry) {
        enqueue(entry, null, null);
    }

    /** Writes an entry now, and tells when it is on the disk. Listeners are called in the order of their entries. */
    void write(Entry entry, Listener listener) {
        enqueue(entry, listener, null);
    }

    /** Writes an entry some time, unless another one comes before, by this method. */
    void writeLatest(Entry entry) {
        enqueue(null, null, entry);
    }

    private synchronized void enqueue(@Nullable Entry entry, @Nullable Listener listener, @Nullable Entry latest) {
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
        List<Entry> group;
        List<Listener> waiting;
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
        context.loop.execute(() -> waiting.forEach(listener -> listener.onWritten(failure)));
    }

    private @Nullable String write(List<Entry> group, boolean force) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Entry entry : group) {
            byte[] record = entry.addTo(kept);
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
            log.warn("the outbox cannot be written: {}", words(e));
            compactFrom = AT_ONCE; // what is missing now is in the log that is written next
            return words(e);
        }
    }

    /** Gives the file back, after what was handed in before has been written. */
    synchronized void close() {
        if (!closed) {
            closed = true;
            disk.execute(this::closeFile);
        }
    }

    private void closeFile() {
        try {
            file.close();
        } catch (IOException e) {
            log.debug("a file of the outbox did not close properly: {}", words(e));
        }
    }

    private static String words(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
