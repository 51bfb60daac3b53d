package io.fingerpost.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.h2.mvstore.Cursor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreFileTest {
    private static final int ENTRIES = 6_000;
    private static final int A_COMMIT = 500;
    private static final int LATER_COMMITS = 40; // more than the versions that are kept anyway
    private static final int ROUNDS = 12;
    private static final byte[] FIRST_KEY = key(0);

    @TempDir
    Path folder;

    private static byte[] key(int number) {
        return ByteBuffer.allocate(5).put((byte) 0x7f).putInt(number).array();
    }

    /** A reader may begin while a commit is on its way to the disk, and take as long as it likes. */
    @Test
    void whatIsReadStaysWhereItIsWhileManyCommitsFollow() throws Exception {
        String name = folder.resolve("store").toString();
        StoreFile.create(name, new Records.Totals(0, new StoreClock.Reading(0, 0)));
        StoreFile file = StoreFile.open(name, 0);
        AtomicInteger commits = new AtomicInteger();
        AtomicInteger readers = new AtomicInteger();
        SplittableRandom random = new SplittableRandom(1);
        CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> {
            for (int round = 0; round < ROUNDS; round++) {
                LockSupport.parkNanos(random.nextInt(10_000_000)); // so some begin in the middle of a commit
                readers.incrementAndGet();
                int found = file.read(entries -> {
                    int first = commits.get();
                    while (commits.get() < first + LATER_COMMITS) {
                        Thread.onSpinWait();
                    }
                    return count(entries);
                });
                assertThat(found).isIn(0, ENTRIES);
            }
        });
        for (int commit = 0; !reading.isDone(); commit++) {
            write(file, commit);
            commits.incrementAndGet();
        }
        reading.get(1, TimeUnit.MINUTES);
        assertThat(readers).hasValue(ROUNDS);
        file.close();
    }

    private static void write(StoreFile file, int commit) {
        int from = commit == 0 ? 0 : commit * A_COMMIT % ENTRIES;
        int to = commit == 0 ? ENTRIES : from + A_COMMIT;
        for (int i = from; i < to; i++) {
            file.entries().put(key(i), new byte[4_000]);
        }
        file.commit();
    }

    private static int count(Entries entries) {
        int found = 0;
        for (Cursor<byte[], byte[]> all = entries.from(FIRST_KEY); all.hasNext(); all.next()) {
            found++;
        }
        return found;
    }
}
