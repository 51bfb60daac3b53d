package io.fingerpost.benchmarks.store;

import io.fingerpost.benchmarks.common.BenchException;
import io.fingerpost.benchmarks.common.Console;
import io.fingerpost.benchmarks.common.Progress;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.codec.ProtocalCodec;
import io.fingerpost.server.store.Change;
import io.fingerpost.server.store.InboxEntry;
import io.fingerpost.server.store.MessageStore;
import io.fingerpost.server.store.MessageStore.StoredMessage;
import io.fingerpost.server.store.MessageStores;
import io.fingerpost.server.store.StoreLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Fills all inboxes, reads them and empties them, again and again: so the store does not grow, however long that takes. Confined to one
 * thread.
 */
final class StoreRun {
    private static final int READ_MESSAGES = 64; // as the server reads
    private static final long READ_BYTES = 256 * 1024;
    private static final StoreLimits LIMITS = new StoreLimits(
            Integer.MAX_VALUE,
            Long.MAX_VALUE,
            Integer.MAX_VALUE,
            Long.MAX_VALUE,
            Integer.MAX_VALUE,
            Long.MAX_VALUE,
            StoreLimits.DEFAULT.maxAge());

    private final StoreSettings settings;
    private final Progress progress;
    private final byte[] packet;
    private final long[] sent; // by user
    private final long[][] waiting; // by user: the numbers of the messages in the inbox

    // What the rounds that count have cost.
    private StorePhase append = new StorePhase();
    private StorePhase read = new StorePhase();
    private StorePhase remove = new StorePhase();

    // What all files of the store have together while all messages of a round wait; -1 for a store in memory.
    private long firstBytes = -1;
    private long largestBytes = -1;

    StoreRun(StoreSettings settings, Console console) {
        this.settings = settings;
        this.progress = new Progress(console);
        this.packet = ProtocalCodec.encode(Protocal.message("user0", "x".repeat(settings.payloadBytes()))
                .from("sender0")
                .fp(UUID.randomUUID().toString())
                .build());
        this.sent = new long[settings.users()];
        this.waiting = new long[settings.users()][settings.messages()];
    }

    /** Runs it. */
    StoreResult run() throws BenchException, IOException, InterruptedException {
        Path folder = settings.folder();
        try (MessageStore store =
                folder == null ? MessageStores.inMemory(LIMITS) : MessageStores.embedded(folder, LIMITS)) {
            rounds("warm-up", settings.warmUpSeconds(), store);
            append = new StorePhase();
            read = new StorePhase();
            remove = new StorePhase();
            rounds("measuring", settings.seconds(), store);
            return new StoreResult(settings, packet.length, append, read, remove, firstBytes, largestBytes);
        } finally {
            progress.clear();
        }
    }

    private void rounds(String name, long seconds, MessageStore store)
            throws BenchException, IOException, InterruptedException {
        Commits commits = new Commits(store, settings.users(), settings.window());
        long startNanos = System.nanoTime();
        while (System.nanoTime() - startNanos < TimeUnit.SECONDS.toNanos(seconds)) {
            append.measure(() -> commits.make(settings.messages(), this::appending, append));
            noteBytes();
            read.measure(() -> readAll(store));
            remove.measure(() -> commits.make(
                    settings.messages(), (user, n) -> Change.remove(recipient(user), waiting[user][n]), remove));
            progress.show(name + ": " + append.messages() + " messages appended, read and removed");
        }
    }

    private void noteBytes() throws IOException {
        Path folder = settings.folder();
        if (folder != null) {
            long bytes = WorkFolder.bytesIn(folder);
            firstBytes = firstBytes < 0 ? bytes : firstBytes;
            largestBytes = Math.max(largestBytes, bytes);
        }
    }

    /** As the server does it for a sender that speaks the link profile: with the message goes the number under which it came. */
    private Change appending(int user, int n) {
        String sender = "sender" + user;
        long sq = ++sent[user];
        return Change.append(recipient(user), new InboxEntry(packet, sender, false, true))
                .andReceived(new Change.Received(sender, "device", 1, sq - 1, sq, sq));
    }

    private static String recipient(int user) {
        return "user" + user;
    }

    private long readAll(MessageStore store) throws BenchException {
        for (int user = 0; user < settings.users(); user++) {
            int count = 0;
            long after = 0;
            while (count < settings.messages()) {
                long startNanos = System.nanoTime();
                List<StoredMessage> messages = store.read(recipient(user), after, READ_MESSAGES, READ_BYTES);
                read.answeredAfter(System.nanoTime() - startNanos);
                if (messages.isEmpty()) {
                    throw new BenchException("messages that were stored are not there");
                }
                for (StoredMessage message : messages) {
                    after = message.sequence();
                    waiting[user][count++] = after;
                }
            }
        }
        return (long) settings.users() * settings.messages();
    }
}
