package io.fingerpost.server.store;

import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/** The entries of the map that everything is kept in: as they are now, to be changed by one thread, or as they were, to be read. */
final class Entries {
    /** Is told what an entry was, before it is changed; null if it was not there. */
    interface Journal {
        void note(byte[] key, byte @Nullable [] before);
    }

    private final MVMap<byte[], byte[]> map;
    private final Journal journal;

    Entries(MVMap<byte[], byte[]> map, Journal journal) {
        this.map = map;
        this.journal = journal;
    }

    /** Creates entries of a map that cannot be changed. */
    Entries(MVMap<byte[], byte[]> readOnly) {
        this(readOnly, (key, before) -> {});
    }

    byte @Nullable [] get(byte[] key) {
        return map.get(key);
    }

    /** Returns a walk over the entries from a key on. */
    Cursor<byte[], byte[]> from(byte[] key) {
        return map.cursor(key);
    }

    /** Returns a walk over the entries from a key on, up to another. */
    Cursor<byte[], byte[]> between(byte[] from, byte[] to) {
        return map.cursor(from, to, false);
    }

    void put(byte[] key, byte[] value) {
        journal.note(key, map.put(key, value));
    }

    void remove(byte[] key) {
        journal.note(key, map.remove(key));
    }
}
