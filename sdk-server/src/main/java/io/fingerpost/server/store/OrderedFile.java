package io.fingerpost.server.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.h2.mvstore.SFChunk;
import org.h2.mvstore.SingleFileStore;
import org.jspecify.annotations.Nullable;

/**
 * The file as MVStore writes it, with three things added. Written by one thread.
 *
 * <p>Order: MVStore writes a commit, and then, at the beginning of the file, where that commit is. Both may wait in the system's memory,
 * and the second may reach the disk without the first: after a loss of power, recovery would find neither this commit nor some before
 * it. So the first is forced to the disk before the second is written.
 *
 * <p>Completeness: parts of a commit may reach the disk in any order. So each has a {@linkplain ChunkSeal seal}, and the latest ones are
 * checked when the file is opened: one that is not complete is made unusable, and MVStore finds the one before.
 *
 * <p>Memory: what a commit wrote is remembered until it has succeeded, so that what is left of one that failed can be {@linkplain #mend
 * mended}.
 */
final class OrderedFile extends SingleFileStore {
    private static final int CACHE_MIB = 32;
    private static final int BLOCK_BYTES = 4096; // of MVStore
    private static final long FIRST_BLOCK = 2; // of a commit

    /**
     * What was written at once: a commit, or, at position 0, where the last one is.
     *
     * @param version the number of the commit
     * @param complete whether it was written without an error
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Written(long version, long position, byte[] bytes, boolean complete) {}

    private final long safeVersion;
    private final Set<Long> checked = new HashSet<>(); // positions, while the file is being opened
    private final List<Written> written = new ArrayList<>();
    private long version;
    private volatile boolean opened;
    private boolean undone;

    /**
     * Creates the file.
     *
     * @param safeVersion commits up to this one are on the disk as a whole, and need not be checked
     */
    OrderedFile(long safeVersion) {
        super(Map.of("cacheSize", CACHE_MIB));
        this.safeVersion = safeVersion;
    }

    /** MVStore has found the last commit. */
    void opened() {
        opened = true;
        checked.clear();
    }

    @Override
    public ByteBuffer readFully(@Nullable SFChunk chunk, long position, int length) {
        ByteBuffer bytes = super.readFully(chunk, position, length);
        if (!opened && position >= FIRST_BLOCK * BLOCK_BYTES && position % BLOCK_BYTES == 0 && checked.add(position)) {
            ChunkSeal.Header header = ChunkSeal.read(bytes(bytes));
            if (header != null && header.version() > safeVersion && !isComplete(position, header)) {
                undone = true;
                super.writeFully(null, position, ByteBuffer.allocate(BLOCK_BYTES));
                return ByteBuffer.allocate(length);
            }
        }
        return bytes;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private boolean isComplete(long position, ChunkSeal.Header header) {
        long length = (long) header.blocks() * BLOCK_BYTES;
        return length > 0
                && position + length <= size()
                && length <= Integer.MAX_VALUE
                && ChunkSeal.isIntact(
                        super.readFully((SFChunk) null, position, (int) length).array(), header);
    }

    /** Returns whether there was a commit that was not complete. */
    boolean hasUndone() {
        return undone;
    }

    /** What is written from now on belongs to a commit; all before has succeeded. */
    void begin(long commit) {
        version = commit;
        written.clear();
    }

    /** Returns what was written of the commit that has begun. */
    List<Written> written() {
        return List.copyOf(written);
    }

    /** Returns how much that was. */
    long bytesWritten() {
        return written.stream().mapToLong(part -> part.bytes().length).sum();
    }

    @Override
    protected void writeFully(@Nullable SFChunk chunk, long position, ByteBuffer source) {
        if (position == 0) {
            sync();
        }
        byte[] bytes = bytes(source);
        if (position > 0) {
            ChunkSeal.seal(bytes);
        }
        int index = written.size();
        written.add(new Written(version, position, bytes, false));
        super.writeFully(chunk, position, ByteBuffer.wrap(bytes));
        written.set(index, new Written(version, position, bytes, true));
    }

    /** Forces what was written to the disk. Fails also if the file was closed under us, which MVStore would not notice. */
    @Override
    public void sync() {
        super.sync();
        if (size() > 0) {
            readFully((SFChunk) null, 0, 1);
        }
    }

    /**
     * Puts right what commits that failed have left. What is in use now is written again, as the system may have dropped it when it
     * could not force it to the disk. What is not is made unusable, as the next commits have the same numbers.
     *
     * @param lastInUse the number of the last commit that is in use
     */
    void mend(List<Written> left, long lastInUse) {
        for (Written part : left) {
            if (part.version() > lastInUse && part.position() > 0 && part.position() < size()) {
                super.writeFully(null, part.position(), ByteBuffer.allocate(BLOCK_BYTES));
            } else if (part.version() <= lastInUse && part.complete()) {
                super.writeFully(null, part.position(), ByteBuffer.wrap(part.bytes()));
            }
        }
        sync();
    }
}
