package io.fingerpost.server.store;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.fingerpost.server.store.GroupQueue.Item;
import io.fingerpost.server.store.MessageStore.Result;
import io.fingerpost.server.store.MessageStore.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that writes: takes all changes that wait, makes them, forces them to the disk together, and then answers them. When the
 * disk cannot take them, all of the group come to nothing, and the file is opened anew as the last commit left it.
 */
final class StoreWriter implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(StoreWriter.class);
    private static final long IDLE_MILLIS = 1_000;
    private static final long RETRY_NANOS = MILLISECONDS.toNanos(500);
    private static final int IDLE_FILL_PERCENT = 80;
    private static final int BUSY_FILL_PERCENT = 40;
    private static final int TIDY_BYTES = 4 << 20;

    /** The file, as long as it is open, and the rules over it. */
    record Opened(StoreFile file, EmbeddedTables tables, StoreRules rules) {}

    private final GroupQueue queue;
    private final String fileName;
    private final StoreLimits limits;
    private final StoreClock clock;

    private volatile @Nullable Opened opened; // written by this thread
    private long lastVersion; // the number of the last commit; this and what follows is this thread's own
    private @Nullable String trouble; // why the last group could not be written; null if it could
    private long retryNanos; // with trouble: not to be tried before
    private long lastTidyNanos = System.nanoTime();
    private boolean defectLogged;
    private boolean untidy; // a page cannot be read, so that none can be freed by moving it

    StoreWriter(GroupQueue queue, String fileName, StoreFile file, StoreLimits limits, StoreClock clock) {
        this.queue = queue;
        this.fileName = fileName;
        this.limits = limits;
        this.clock = clock;
        this.lastVersion = file.version();
        this.opened = open(file);
    }

    private Opened open(StoreFile file) {
        EmbeddedTables tables = new EmbeddedTables(file.map());
        return new Opened(
                file,
                tables,
                new StoreRules(limits, clock, tables, file.totals().bytes()));
    }

    /** Returns what is open now, to read from; null if nothing is. Any thread may call this. */
    @Nullable Opened opened() {
        return opened;
    }

    @Override
    public void run() {
        while (!queue.isOver()) {
            List<Item> group = queue.take(IDLE_MILLIS);
            if (!group.isEmpty()) {
                write(group, true);
            }
            tidy(group.isEmpty());
        }
        end();
    }

    // ---- a group ----

    private void write(List<Item> group, boolean again) {
        if (trouble != null && System.nanoTime() - retryNanos < 0) {
            fail(group, trouble);
            return;
        }
        List<Result> results;
        try {
            results = perform(group);
        } catch (Throwable e) { // an error too: whoever waits for an answer must have one
            abandon();
            if (IoTrouble.isClosed(e) && again) {
                write(group, false); // an interrupted reader closed the file under us; nothing is wrong with the group
            } else if (IoTrouble.is(e)) {
                fail(group, begin("The message store cannot write: " + IoTrouble.reason(e), e));
            } else {
                eachAlone(group, e);
            }
            return;
        }
        if (trouble != null) {
            trouble = null;
            LOG.warn("The message store can write again");
        }
        for (int i = 0; i < results.size(); i++) {
            answer(group.get(i), results.get(i));
        }
    }

    /** Makes the changes of a group, and returns what became of each once that is safe. */
    private List<Result> perform(List<Item> group) throws IOException {
        Opened now = opened;
        if (now == null) {
            now = reopen();
        }
        List<Result> results = new ArrayList<>(group.size());
        for (Item item : group) {
            results.add(item.action().apply(now.rules()));
        }
        if (now.tables().endGroup(now.rules()::totalBytes, clock)) {
            now.file().commit();
            lastVersion = now.file().version();
        }
        return results;
    }

    /** Something is wrong with one change, or what it concerns: the others are not to suffer from it. */
    private void eachAlone(List<Item> group, Throwable e) {
        if (group.size() == 1) {
            if (!defectLogged) {
                LOG.error("The message store cannot make a change; further ones like it are not logged", e);
                defectLogged = true;
            }
            fail(group, "The message store cannot make this change");
            return;
        }
        for (Item item : group) {
            write(List.of(item), true);
        }
    }

    private static void fail(List<Item> group, String reason) {
        Result failed = new Result(Status.FAILED, 0, reason);
        group.forEach(item -> answer(item, failed));
    }

    private static void answer(Item item, Result result) {
        try {
            item.answer().accept(result);
        } catch (RuntimeException e) {
            LOG.error("An answer of the message store was not taken", e);
        }
    }

    // ---- trouble ----

    /** Says what is wrong, unless it is known already. Returns it. */
    private String begin(String what, Throwable e) {
        if (!what.equals(trouble)) {
            LOG.error("{}; messages are refused until it can", what, e);
        }
        trouble = what;
        retryNanos = System.nanoTime() + RETRY_NANOS;
        return what;
    }

    /** Drops what was not committed. Whoever reads goes on with what was. */
    private void abandon() {
        Opened now = opened;
        if (now != null) {
            now.file().abandon();
        }
        opened = null;
        tryReopen();
    }

    private void tryReopen() {
        try {
            reopen();
        } catch (IOException | RuntimeException e) {
            begin("The message store cannot be opened again", e);
        }
    }

    private Opened reopen() throws IOException {
        Opened now = open(StoreFile.open(fileName, lastVersion));
        lastVersion = now.file().version();
        opened = now;
        return now;
    }

    // ---- between groups ----

    private void tidy(boolean idle) {
        Opened now = opened;
        if (now == null) {
            tryReopen();
            return;
        }
        long time = System.nanoTime();
        if (trouble != null || untidy || time - lastTidyNanos < MILLISECONDS.toNanos(IDLE_MILLIS)) {
            return;
        }
        lastTidyNanos = time;
        try {
            now.file().tidy(idle ? IDLE_FILL_PERCENT : BUSY_FILL_PERCENT, TIDY_BYTES);
            lastVersion = now.file().version();
        } catch (Throwable e) {
            abandon();
            if (IoTrouble.is(e)) {
                begin("The message store cannot write: " + IoTrouble.reason(e), e);
            } else {
                untidy = true;
                LOG.error("The message store cannot free space any more; it will grow", e);
            }
        }
    }

    private void end() {
        Opened now = opened;
        opened = null;
        if (now == null) {
            return;
        }
        try {
            if (trouble == null) {
                now.file().close();
                return;
            }
        } catch (MVStoreException e) {
            LOG.warn("The message store was not closed cleanly; nothing is lost by that", e);
        }
        now.file().abandon();
    }
}
