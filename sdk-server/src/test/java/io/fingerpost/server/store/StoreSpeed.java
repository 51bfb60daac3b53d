package io.fingerpost.server.store;

import io.fingerpost.server.store.Change.Received;
import io.fingerpost.server.store.MessageStore.Result;
import io.fingerpost.server.store.MessageStore.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures the stores, on the disk that the directory given as the argument is on. Not a test: run it by hand.
 */
final class StoreSpeed {
    private static final int MESSAGE_BYTES = 200;
    private static final int USERS = 1_000;
    private static final int WAITING = 20; // for each caller
    private static final long MEASURED_NANOS = TimeUnit.SECONDS.toNanos(8);
    private static final int CHURNED = Integer.getInteger("fingerpost.store.churn", 1_000_000);
    private static final StoreLimits LIMITS = new StoreLimits(
            Integer.MAX_VALUE,
            Long.MAX_VALUE,
            Integer.MAX_VALUE,
            Long.MAX_VALUE,
            Integer.MAX_VALUE,
            Long.MAX_VALUE,
            StoreLimits.DEFAULT.maxAge());

    private StoreSpeed() {}

    public static void main(String[] args) throws Exception {
        Path directory = Files.createTempDirectory(Path.of(args[0]), "store-speed");
        force(directory);
        for (int callers : new int[] {1, 16, 256}) {
            try (MessageStore store = MessageStores.inMemory(LIMITS)) {
                appends("in memory", store, callers);
            }
        }
        for (int callers : new int[] {1, 16, 256}) {
            try (MessageStore store = MessageStores.embedded(directory.resolve("appends-" + callers), LIMITS)) {
                appends("on disk", store, callers);
            }
        }
        churn(directory.resolve("churn"));
    }

    /** What the disk itself can do: write 16 KiB at the end of a file, and force it. */
    private static void force(Path directory) throws IOException {
        long[] nanos = new long[500];
        try (FileChannel file =
                FileChannel.open(directory.resolve("forced"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (int i = 0; i < nanos.length; i++) {
                long start = System.nanoTime();
                file.write(ByteBuffer.allocate(16_384), 16_384L * i);
                file.force(true);
                nanos[i] = System.nanoTime() - start;
            }
        }
        Arrays.sort(nanos);
        say("force after 16 KiB: median %.0f us, p99 %.0f us", nanos[250] / 1e3, nanos[495] / 1e3);
    }

    /** So many callers, each of which waits for its answer before it goes on. A change appends a message and removes another. */
    private static void appends(String what, MessageStore store, int callers) throws InterruptedException {
        AtomicLong count = new AtomicLong();
        AtomicLong waited = new AtomicLong();
        long end = System.nanoTime() + MEASURED_NANOS;
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            String me = "sender " + i;
            Thread thread = new Thread(() -> {
                Deque<Change> removals = new ArrayDeque<>(); // some messages wait, the older ones have been fetched
                for (long sq = 1; System.nanoTime() < end; sq++) {
                    long start = System.nanoTime();
                    String recipient = "user " + ThreadLocalRandom.current().nextInt(USERS);
                    Change removal = removals.size() < WAITING ? null : removals.remove();
                    removals.add(Change.remove(recipient, commit(store, append(removal, me, sq, recipient))));
                    waited.addAndGet(System.nanoTime() - start);
                    count.incrementAndGet();
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double seconds = MEASURED_NANOS / 1e9;
        say(
                "%s, %d callers: %.0f changes/s, each waits %.2f ms on average",
                what, callers, count.get() / seconds, waited.get() / 1e6 / count.get());
    }

    private static long commit(MessageStore store, Change change) {
        CompletableFuture<Result> answer = new CompletableFuture<>();
        store.commit(change, answer::complete);
        Result result = answer.join();
        if (result.status() != Status.DONE) {
            throw new IllegalStateException(result.toString());
        }
        return result.sequence();
    }

    private static Change append(Change removal, String sender, long sq, String recipient) {
        InboxEntry entry = new InboxEntry(new byte[MESSAGE_BYTES], sender, false, true);
        Change change = removal == null ? Change.append(recipient, entry) : removal.andAppend(recipient, entry);
        return change.andReceived(new Received(sender, "phone", 1, sq - 1, sq, sq));
    }

    /** Messages that are appended, and removed as soon as they are stored: what is left of the space that they took. */
    private static void churn(Path directory) throws Exception {
        Path file = directory.resolve(StoreDirectory.FILE);
        long largest = 0;
        long start = System.nanoTime();
        try (MessageStore store = MessageStores.embedded(directory, LIMITS)) {
            Semaphore room = new Semaphore(1_000);
            for (int i = 0; i < CHURNED; i++) {
                room.acquire();
                String user = "user " + i % USERS;
                InboxEntry entry = new InboxEntry(new byte[MESSAGE_BYTES], "sender " + i % 64, false, false);
                store.commit(
                        Change.append(user, entry),
                        stored -> store.commit(Change.remove(user, stored.sequence()), removed -> room.release()));
                if (i % 10_000 == 0) {
                    largest = Math.max(largest, Files.size(file));
                }
            }
            room.acquire(1_000);
            say(
                    "%d messages appended and removed: %.0f a second; the file is at most %d KiB, and %d KiB at the end",
                    CHURNED, CHURNED / ((System.nanoTime() - start) / 1e9), largest >> 10, Files.size(file) >> 10);
        }
    }

    private static void say(String format, Object... args) {
        System.out.println(String.format(Locale.ROOT, format, args));
    }
}
