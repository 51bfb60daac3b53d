package io.fingerpost.server.store;

import io.fingerpost.server.store.Records.Totals;
import java.io.IOException;
import java.util.Objects;
import java.util.function.Function;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.Page;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open file of an embedded store: one MVStore with one map. Changes are made, committed and closed by one thread; any thread may
 * read, and sees what was committed last.
 *
 * <p>A commit of MVStore is a chunk of changed pages, written where no version needs the space that is kept. After a write error it
 * closes itself; there is nothing to do then but to {@linkplain #abandon abandon} it and to open the file anew.
 */
final class StoreFile {
    private static final Logger LOG = LoggerFactory.getLogger(StoreFile.class);
    private static final String MAP = "messages";
    private static final int CACHE_MIB = 32;

    private final MVStore store;
    private final MVMap<byte[], byte[]> map;
    private volatile MVMap<byte[], byte[]> committed; // read-only

    private StoreFile(MVStore store, MVMap<byte[], byte[]> map) {
        this.store = store;
        this.map = map;
        this.committed = map.openVersion(store.getCurrentVersion());
    }

    // ---- opening ----

    private static MVStore openStore(String name) {
        // No thread of MVStore's own, and no commit that we did not ask for. MVStore keeps the last five versions, and
        // each was forced
        // to the disk before the next was written: so space may be used again at once when none of the five needs it.
        MVStore store = new MVStore.Builder()
                .fileName(name)
                .autoCommitDisabled()
                .autoCommitBufferSize(0)
                .cacheSize(CACHE_MIB)
                .open();
        store.setRetentionTime(0);
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
        try (MVStore store = openStore(name)) {
            store.setStoreVersion(Records.FORMAT);
            openMap(store).put(Keys.TOTALS, Records.of(totals));
        }
    }

    /**
     * Opens a file as the last commit left it.
     *
     * @param lastVersion the version that was committed last; what was written after it is undone. -1 if nobody knows
     * @throws IOException if it cannot be read, or is damaged; the message says which
     */
    static StoreFile open(String name, long lastVersion) throws IOException {
        MVStore store;
        try {
            store = openStore(name);
        } catch (MVStoreException e) {
            throw refusal(e);
        }
        try {
            return asCommitted(store, lastVersion);
        } catch (MVStoreException | IllegalArgumentException e) {
            store.closeImmediately();
            throw refusal(e);
        } catch (IOException e) {
            store.closeImmediately();
            throw e;
        }
    }

    private static IOException refusal(RuntimeException e) {
        return new IOException(IoTrouble.is(e) ? "it cannot be read: " + IoTrouble.reason(e) : "it is damaged", e);
    }

    private static StoreFile asCommitted(MVStore store, long lastVersion) throws IOException {
        long found = store.getCurrentVersion();
        if (found < lastVersion) {
            throw new IOException("it is damaged: what was written last is not in it");
        }
        boolean undo = lastVersion >= 0 && found > lastVersion;
        if (undo) {
            store.rollbackTo(lastVersion);
        }
        MVMap<byte[], byte[]> map = intact(store);
        if (map == null && !undo) {
            // The parts of a commit may reach the disk in any order. Nobody was told of this one: that comes after all
            // of it is there.
            LOG.warn("The last write to the message store was not complete, and is undone");
            store.rollbackTo(found - 1);
            undo = true;
            map = intact(store);
        }
        if (map == null) {
            throw new IOException("it is damaged");
        }
        StoreFile file = new StoreFile(store, map);
        if (undo) {
            file.outnumber();
        }
        return file;
    }

    /** Returns the map, if all pages that the last commit wrote can be read. */
    private static @Nullable MVMap<byte[], byte[]> intact(MVStore store) {
        try {
            if (!store.hasMap(MAP) || store.getStoreVersion() != Records.FORMAT) {
                return null;
            }
            MVMap<byte[], byte[]> map = openMap(store);
            Page<byte[], byte[]> root = map.getRootPage();
            readAll(root, DataUtils.getPageChunkId(root.getPos()));
            return map.get(Keys.TOTALS) == null ? null : map;
        } catch (MVStoreException e) {
            LOG.debug("A page of the message store cannot be read", e);
            return null;
        }
    }

    /** Reads the pages of one chunk: pages above a changed one have changed too, so that they hang together. */
    private static void readAll(Page<byte[], byte[]> page, int chunk) {
        if (page.isLeaf()) {
            return;
        }
        for (int i = 0; i < page.getRawChildPageCount(); i++) {
            if (DataUtils.getPageChunkId(page.getChildPagePos(i)) == chunk) {
                readAll(page.getChildPage(i), chunk);
            }
        }
    }

    /** Makes sure that what was undone, and may still be in the file, is never taken for the latest version. */
    private void outnumber() {
        for (int i = 0; i < 2; i++) {
            map.put(Keys.TOTALS, Records.of(totals()));
            commit();
        }
    }

    // ---- for the thread that writes ----

    /** Returns what is kept, to be changed. */
    MVMap<byte[], byte[]> map() {
        return map;
    }

    /** Returns what is kept once. */
    Totals totals() {
        return Records.totals(Objects.requireNonNull(map.get(Keys.TOTALS)));
    }

    /** Returns the number of the last commit. */
    long version() {
        return store.getCurrentVersion();
    }

    /** Makes the changes safe: they are on the disk when this returns, and can be read. */
    void commit() {
        store.commit();
        store.sync();
        committed = map.openVersion(store.getCurrentVersion());
    }

    /**
     * Frees some space by writing pages anew that are among many which are not needed any more.
     *
     * @param minFillPercent do nothing if so much of what was written is needed
     * @param maxBytes how much to write
     * @return whether there was something to do
     */
    boolean tidy(int minFillPercent, int maxBytes) {
        if (!store.compact(minFillPercent, maxBytes)) {
            return false;
        }
        commit();
        return true;
    }

    /** Closes the file cleanly. */
    void close() {
        store.close();
    }

    /** Closes the file as it is. */
    void abandon() {
        store.closeImmediately();
    }

    // ---- for any thread ----

    /** Returns what an action reads from what was committed last. */
    <T> T read(Function<MVMap<byte[], byte[]>, T> action) {
        // In this order: it is the version's pages that stay where they are while it is in use
        MVStore.TxCounter use = store.registerVersionUsage();
        try {
            return action.apply(committed);
        } finally {
            store.deregisterVersionUsage(use);
        }
    }
}
