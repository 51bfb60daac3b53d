package io.fingerpost.server.store;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.fingerpost.server.store.EmbeddedMessageStore.Tuning;
import io.fingerpost.server.store.GroupQueue.Item;
import io.fingerpost.server.store.MessageStore.Result;
import io.fingerpost.server.store.MessageStore.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
    private static final int IDLE_FILL_PERCENT = 80;
    private static final int BUSY_FILL_PERCENT = 40;
    private static final int TIDY_BYTES = 4 << 20;

    /** The file, as long as it is open, and the rules over it. */
    record Opened(StoreFile file, EmbeddedTables tables, StoreRules rules) {}

    private final GroupQueue queue;
    private final StoreDirectory directory;
    private final StoreLimits limits;
    private final StoreClock clock;
    private final long retryDelayNanos;
    private final long tidyNanos;

    private volatile @Nullable Opened opened; // null while the file cannot be opened; written by this thread

    // All that follows belongs to this thread.
    private StoreFile file; // the last one, open or not
    private @Nullable String trouble; // why the last group could not be written; null if it could
    private long retryNanos; // with trouble: not to be tried before
    private long lastTidyNanos = System.nanoTime();
    private boolean untidy; // a page cannot be read, so that space cannot be freed by moving it
    private boolean defectLogged;

    StoreWriter(
            GroupQueue queue,
            StoreDirectory directory,
            StoreFile file,
            StoreLimits limits,
            StoreClock clock,
            Tuning tuning) {
        this.queue = queue;
        this.directory = directory;
        this.limits = limits;
        this.clock = clock;
        this.retryDelayNanos = MILLISECONDS.toNanos(tuning.retryMillis());
        this.tidyNanos = MILLISECONDS.toNanos(tuning.tidyMillis());
        this.file = file;
        this.opened = rules(file);
    }

    private Opened rules(StoreFile of) {
        EmbeddedTables tables = new EmbeddedTables(of.entries());
        return new Opened(
                of, tables, new StoreRules(limits, clock, tables, of.totals().bytes()));
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
            lookAfter(group.isEmpty());
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
            reopen();
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
            throw new IOException("the file is not open");
        }
        List<Result> results = new ArrayList<>(group.size());
        for (Item item : group) {
            results.add(item.action().apply(now.rules()));
        }
        if (now.tables().endGroup(now.rules()::totalBytes, clock)) {
            file.commit();
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

    /** Says what is wrong, once until all is well again. Returns it. */
    private String begin(String what, Throwable e) {
        if (trouble == null) {
            LOG.error("{}; changes are refused until that has passed. {}", what, IoTrouble.detail(e));
            LOG.debug("This is why", e);
        }
        trouble = what;
        retryNanos = System.nanoTime() + retryDelayNanos;
        return what;
    }

    /** Drops what was not committed. Whoever reads goes on with what was. */
    private void reopen() {
        opened = null;
        try {
            file = file.reopen();
            opened = rules(file);
        } catch (IOException | RuntimeException e) {
            begin("The message store cannot be opened again", e);
        }
    }

    // ---- between groups ----

    private void lookAfter(boolean idle) {
        long now = System.nanoTime();
        if (now - lastTidyNanos < tidyNanos) {
            return;
        }
        lastTidyNanos = now;
        if (opened == null) {
            reopen();
        } else if (trouble == null && !untidy) {
            tidy(idle ? IDLE_FILL_PERCENT : BUSY_FILL_PERCENT);
        }
        directory.noteVersion(file.version());
    }

    private void tidy(int fillPercent) {
        try {
            file.tidy(fillPercent, TIDY_BYTES);
        } catch (Throwable e) {
            reopen();
            if (IoTrouble.is(e)) {
                begin("The message store cannot write: " + IoTrouble.reason(e), e);
            } else {
                untidy = true;
                LOG.error("The message store cannot free space any more, and will grow", e);
            }
        }
    }

    private void end() {
        boolean open = opened != null;
        opened = null;
        try {
            if (open) {
                file.close();
                directory.noteVersion(file.version());
            }
        } catch (RuntimeException e) {
            LOG.warn("The message store was not closed cleanly; what was confirmed is there", e);
            file.abandon();
        }
    }
}
