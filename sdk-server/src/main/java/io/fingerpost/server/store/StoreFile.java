package io.fingerpost.server.store;

import io.fingerpost.server.store.OrderedFile.Written;
import io.fingerpost.server.store.Records.Totals;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/**
 * The open file of an embedded store: one MVStore with one map. Changes are made, committed and closed by one thread; any thread may
 * read, and sees what was committed last.
 *
 * <p>A commit of MVStore is a chunk of changed pages, written where there is nothing that one of the last versions needs. After a write
 * error MVStore closes itself; there is nothing to do then but to open the file {@linkplain #reopen anew}.
 */
final class StoreFile {
    private static final String MAP = "messages";

    /**
     * What these versions need is not overwritten. At the beginning of the file MVStore says where a commit is that is up to 21 commits
     * old, from which recovery finds the later ones: so no fewer than that.
     */
    private static final int VERSIONS_TO_KEEP = 24;

    private final String name;
    private final OrderedFile file;
    private final MVStore store;
    private final MVMap<byte[], byte[]> map;
    private final Entries entries;

    private long version; // of the last commit that succeeded; this and what follows belongs to the thread that writes
    private final SortedMap<byte[], Optional<byte[]>> originals =
            new TreeMap<>(Arrays::compareUnsigned); // what was changed since that commit, as it was then
    private final List<Written> toMend = new ArrayList<>(); // what commits that failed have left
    private long tidyBytes; // how much may be written to free space

    private volatile Snapshot committed;

    private StoreFile(String name, OrderedFile file, MVStore store, MVMap<byte[], byte[]> map) {
        this.name = name;
        this.file = file;
        this.store = store;
        this.map = map;
        this.entries = new Entries(map, (key, before) -> originals.putIfAbsent(key, Optional.ofNullable(before)));
        this.version = store.getCurrentVersion();
        this.tidyBytes = file.size();
        this.committed = new Snapshot();
    }

    /** What was committed last, and the promise of MVStore that its pages stay where they are while anybody reads it. */
    private final class Snapshot {
        private final MVStore.TxCounter use =
                store.registerVersionUsage(); // first: it is good for this version and later ones
        private final Entries entries = new Entries(map.openVersion(store.getCurrentVersion()));
        private final AtomicInteger users =
                new AtomicInteger(1); // the readers, and 1 while it is the last; 0 is the end

        /** Returns false if it is not the last any more, and nobody reads it. */
        boolean tryUse() {
            return users.getAndUpdate(n -> n == 0 ? 0 : n + 1) > 0;
        }

        void release() {
            if (users.decrementAndGet() == 0) {
                store.deregisterVersionUsage(use);
            }
        }
    }

    /** Lets readers see what was committed. */
    private void show() {
        Snapshot before = committed;
        committed = new Snapshot();
        before.release();
    }

    // ---- opening ----

    private static MVStore openStore(String name, OrderedFile file) {
        file.open(name, false, null);
        // No thread of MVStore's own, and no commit that we did not ask for.
        MVStore store = new MVStore.Builder()
                .adoptFileStore(file)
                .autoCommitDisabled()
                .autoCommitBufferSize(0)
                .open();
        file.opened();
        // Each version is on the disk before the next is written, so that space may be used again without a delay.
        store.setRetentionTime(0);
        store.setVersionsToKeep(VERSIONS_TO_KEEP);
        return store;
    }

    private static MVMap<byte[], byte[]> openMap(MVStore store) {
        return store.openMap(
                MAP,
                new MVMap.Builder<byte[], byte[]>()
                        .keyType(CheckedBytes.INSTANCE)
                        .valueType(CheckedBytes.INSTANCE));
    }

    /** Makes a file in which nothing is kept yet, and closes it. */
    static void create(String name, Totals totals) {
        OrderedFile file = new OrderedFile(0);
        MVStore store = openStore(name, file);
        try {
            store.setStoreVersion(Records.FORMAT);
            openMap(store).put(Keys.totals(), Records.of(totals));
            store.commit();
            file.sync();
        } finally {
            store.closeImmediately();
        }
    }

    /**
     * Opens a file as the last commit left it.
     *
     * @param leastVersion a version that is known to have been committed
     * @throws IOException if the file cannot be read, or is damaged; the message says which
     */
    static StoreFile open(String name, long leastVersion) throws IOException {
        OrderedFile file = new OrderedFile(leastVersion);
        MVStore store;
        try {
            store = openStore(name, file);
        } catch (MVStoreException e) {
            throw refusal(e);
        }
        boolean usable = false;
        try {
            if (store.getCurrentVersion() < leastVersion) {
                throw new IOException("it is damaged: what was written to it last is missing");
            }
            if (!store.hasMap(MAP) || store.getStoreVersion() != Records.FORMAT) {
                throw new IOException("it is damaged, or not a message store");
            }
            StoreFile opened = new StoreFile(name, file, store, openMap(store));
            opened.totals();
            usable = true;
            return opened;
        } catch (MVStoreException e) {
            throw refusal(e);
        } finally {
            if (!usable) {
                store.closeImmediately();
            }
        }
    }

    private static IOException refusal(RuntimeException e) {
        return new IOException(IoTrouble.is(e) ? "it cannot be read: " + IoTrouble.reason(e) : "it is damaged", e);
    }

    /** Returns whether there was a commit that was not complete, and has been undone. */
    boolean hasUndone() {
        return file.hasUndone();
    }

    // ---- for the thread that writes ----

    /** Returns what is kept, to be changed. */
    Entries entries() {
        return entries;
    }

    /** Returns what is kept once. */
    Totals totals() {
        return Records.totals(Objects.requireNonNull(entries.get(Keys.totals())));
    }

    /** Returns the number of the last commit. */
    long version() {
        return version;
    }

    /** Makes the changes safe: they are on the disk when this returns, and can be read. */
    void commit() {
        commitAll();
        tidyBytes += file.bytesWritten();
    }

    private void commitAll() {
        if (!toMend.isEmpty()) {
            file.mend(toMend, store.getCurrentVersion());
            toMend.clear();
        }
        file.begin(store.getCurrentVersion() + 1);
        store.commit();
        file.sync();
        version = store.getCurrentVersion();
        originals.clear();
        show();
    }

    /**
     * Frees some space by writing pages anew that are among many which are not needed any more. It writes no more in the long run than
     * all commits do, so that it comes to rest when they do.
     *
     * @param minFillPercent do nothing if so much of what was written is needed
     * @param maxBytes how much to write now
     */
    void tidy(int minFillPercent, int maxBytes) {
        if (tidyBytes > 0 && store.compact(minFillPercent, maxBytes)) {
            commitAll();
            tidyBytes -= file.bytesWritten();
        }
    }

    /**
     * Closes the file as it is and opens it with what was committed last. Should a later commit have got into the file although it
     * failed, its changes are taken back.
     */
    StoreFile reopen() throws IOException {
        store.closeImmediately();
        StoreFile again = open(name, version);
        try {
            again.toMend.addAll(toMend);
            again.toMend.addAll(file.written());
            if (again.version > version) {
                again.takeBack(version, originals);
            }
            return again;
        } catch (MVStoreException e) {
            again.abandon();
            throw refusal(e);
        }
    }

    private void takeBack(long lastVersion, SortedMap<byte[], Optional<byte[]>> lastOriginals) {
        version = lastVersion;
        originals.putAll(lastOriginals);
        originals.forEach((key, value) -> value.ifPresentOrElse(old -> map.put(key, old), () -> map.remove(key)));
        show();
    }

    /** Commits and closes. */
    void close() {
        commit();
        abandon();
    }

    /**
     * Closes the file as it is. This is how it is always closed. MVStore could mark it as closed cleanly, to be opened again with fewer
     * checks; but if there was a crash or an error not long before, those that remain may fail (on space that an old version had, and
     * the failed commit used), and MVStore 2.4.240 then falls back to a version that may be hundreds of commits old.
     */
    void abandon() {
        store.closeImmediately();
    }

    // ---- for any thread ----

    /** Returns what an action reads from what was committed last. */
    <T> T read(Function<Entries, T> action) {
        Snapshot snapshot = committed;
        while (!snapshot.tryUse()) {
            snapshot = committed; // there is a later one
        }
        try {
            return action.apply(snapshot.entries);
        } finally {
            snapshot.release();
        }
    }
}
