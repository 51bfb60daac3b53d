package io.fingerpost.server.store;

import static java.util.concurrent.TimeUnit.DAYS;

import io.fingerpost.core.link.AckBlock;
import io.fingerpost.server.store.Contents.Waiting;
import io.fingerpost.server.store.GroupQueue.Item;
import io.fingerpost.server.store.GroupQueue.Offer;
import io.fingerpost.server.store.Records.Totals;
import io.fingerpost.server.store.StoreWriter.Opened;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps messages in a file. One thread writes, {@link StoreWriter}; reading is done by the caller's thread, and sees nothing but what is
 * on the disk: a number that somebody has seen is never given again, whatever happens.
 */
final class EmbeddedMessageStore implements MessageStore {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedMessageStore.class);
    private static final long TOUCH_MILLIS = DAYS.toMillis(1); // to be asked for an inbox writes at most this often
    private static final int MAX_REVIEWS = 256;
    private static final int MAX_ATTEMPTS = 3;

    /**
     * What only tests change.
     *
     * @param scheme how MVStore is to reach files, in front of their names; empty for plain files
     * @param maxWaitingBytes the most bytes that wait to be written
     * @param retryMillis after trouble with the disk: when to try again
     * @param tidyMillis how often to free some space
     */
    record Tuning(String scheme, long maxWaitingBytes, long retryMillis, long tidyMillis) {
        static final Tuning DEFAULT = new Tuning("", 32L << 20, 500, 1_000);
    }

    private final StoreDirectory directory;
    private final StoreClock clock;
    private final GroupQueue queue;
    private final StoreWriter writer;
    private final Thread thread;

    private EmbeddedMessageStore(
            StoreDirectory directory, StoreFile file, StoreLimits limits, StoreClock clock, Tuning tuning) {
        this.directory = directory;
        this.clock = clock;
        this.queue = new GroupQueue(tuning.maxWaitingBytes());
        this.writer = new StoreWriter(queue, directory, file, limits, clock, tuning);
        this.thread = new Thread(writer, "fingerpost-store");
        thread.setDaemon(true);
    }

    /**
     * Opens the store in a directory.
     *
     * @throws IOException if the directory cannot be used, or the file is damaged; the message says which
     */
    static MessageStore open(Path path, StoreLimits limits, LongSupplier wallMillis, Tuning tuning) throws IOException {
        StoreDirectory directory = StoreDirectory.take(path, tuning.scheme());
        try {
            directory.prepare(new Totals(0, new StoreClock(wallMillis).read()));
            StoreFile file = StoreFile.open(directory.name(), directory.notedVersion());
            if (file.hasUndone()) {
                LOG.warn("The last write to the message store was not complete, and is undone; nobody was told of it");
            }
            StoreClock clock = new StoreClock(wallMillis, file.totals().clock());
            EmbeddedMessageStore store = new EmbeddedMessageStore(directory, file, limits, clock, tuning);
            store.thread.start();
            return store;
        } catch (IOException e) {
            directory.close();
            throw new IOException("the message store in " + directory.path() + " cannot be used: " + e.getMessage(), e);
        }
    }

    // ---- changes ----

    @Override
    public void commit(Change change, Consumer<Result> result) {
        long bytes = (long) StoreLimits.OVERHEAD_BYTES
                + (change.append() == null ? 0 : change.append().entry().packet().length);
        perform(new Item(rules -> rules.apply(change), result, bytes));
    }

    private void perform(Item item) {
        Offer offer = queue.offer(item);
        if (offer != Offer.WAITS) {
            String reason = offer == Offer.CLOSED
                    ? "The message store is closed"
                    : "The message store cannot write as fast as messages come; try again later";
            item.answer().accept(new Result(Status.FAILED, 0, reason));
        }
    }

    /** Does something that is written, and waits for the answer. */
    private Result performAndWait(Consumer<StoreRules> action) {
        if (Thread.currentThread() == thread) {
            throw new IllegalStateException("an answer of the message store must not wait for another one");
        }
        CompletableFuture<Result> answer = new CompletableFuture<>();
        perform(new Item(
                rules -> {
                    action.accept(rules);
                    return Result.done(0);
                },
                answer::complete,
                StoreLimits.OVERHEAD_BYTES));
        return answer.join();
    }

    // ---- reading ----

    @Override
    public Inbox inbox(String userId) {
        long now = clock.nowMillis();
        Optional<Inbox> known = read((entries, rules) -> Optional.ofNullable(EmbeddedTables.load(entries, userId))
                .filter(mailbox -> now - mailbox.touchedMillis() <= TOUCH_MILLIS)
                .map(Mailbox::describe));
        return known.orElseGet(() -> begin(userId));
    }

    private Inbox begin(String userId) {
        performAndWait(rules -> rules.open(userId));
        return read((entries, rules) -> {
            Mailbox mailbox = EmbeddedTables.load(entries, userId);
            return mailbox == null ? new Inbox(rules.newToken(), 0, 0) : mailbox.describe(); // it could not be begun
        });
    }

    @Override
    public List<StoredMessage> read(String userId, long afterSequence, int maxMessages, long maxBytes) {
        return read((entries, rules) -> new EmbeddedContents(entries, userId)
                .after(afterSequence, maxMessages, maxBytes).stream()
                        .map(Waiting::message)
                        .toList());
    }

    @Override
    public AckBlock received(String userId, String device, long epoch) {
        return read((entries, rules) -> {
            Mailbox mailbox = EmbeddedTables.load(entries, userId);
            return mailbox == null ? AckBlock.upTo(0) : mailbox.received(device, epoch);
        });
    }

    @Override
    public List<Expired> expired(int maxMessages) {
        List<Expired> expired = new ArrayList<>();
        List<String> toReview = new ArrayList<>();
        do {
            expired.clear();
            toReview.clear();
            read((entries, rules) -> findDue(entries, rules, maxMessages, expired, toReview));
        } while (expired.isEmpty() && !toReview.isEmpty() && review(List.copyOf(toReview)));
        return expired;
    }

    /** Collects what has expired, and the mailboxes that are due for another reason. */
    private boolean findDue(
            Entries entries, StoreRules rules, int maxMessages, List<Expired> expired, List<String> others) {
        Cursor<byte[], byte[]> due = entries.between(Keys.firstDue(), Keys.afterDue(clock.nowMillis()));
        while (due.hasNext() && expired.size() < maxMessages && others.size() < MAX_REVIEWS) {
            String userId = Keys.userOfDue(due.next());
            Mailbox mailbox = EmbeddedTables.load(entries, userId);
            List<Expired> found = mailbox == null ? List.of() : rules.expired(mailbox, maxMessages - expired.size());
            expired.addAll(found);
            if (found.isEmpty()) {
                others.add(userId);
            }
        }
        return true;
    }

    private boolean review(List<String> users) {
        return performAndWait(rules -> users.forEach(rules::review)).status() == Status.DONE;
    }

    /** Returns what an action reads. If the file was closed meanwhile, waits until it is open again, and does it once more. */
    private <T> T read(BiFunction<Entries, StoreRules, T> action) {
        boolean interrupted = Thread.interrupted(); // an interrupt while reading closes the file, for everybody
        try {
            for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
                Opened now = writer.opened();
                try {
                    if (now != null) {
                        return now.file().read(entries -> action.apply(entries, now.rules()));
                    }
                } catch (MVStoreException e) {
                    if (!IoTrouble.isClosed(e)) {
                        throw new IllegalStateException("the message store cannot be read", e);
                    }
                }
                StoreFile unusable = now == null ? null : now.file();
                performAndWait(rules -> requireReplaced(unusable));
            }
            throw new IllegalStateException("the message store is closed, or cannot be read");
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Has the thread that writes open the file again, if it is still this one that somebody could not read. */
    private void requireReplaced(@Nullable StoreFile unusable) {
        Opened now = writer.opened();
        if (unusable != null && now != null && now.file() == unusable) {
            throw new UncheckedIOException(new ClosedChannelException());
        }
    }

    // ---- the end ----

    @Override
    public void close() {
        queue.close();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true; // what waits is written first
            }
        }
        directory.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
