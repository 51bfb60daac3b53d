package io.fingerpost.server.store;

import io.fingerpost.core.link.AckBlock;
import io.fingerpost.server.store.Contents.Waiting;
import io.fingerpost.server.store.MemoryTables.Due;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps messages in the heap. Changes are made and answered in the call, under the locks of the users that they are about; the answer
 * is given without any lock, so answers to calls that run at the same time come in no particular order.
 */
final class MemoryMessageStore implements MessageStore {
    private final MemoryTables tables = new MemoryTables();
    private final UserLocks locks = new UserLocks();
    private final StoreClock clock;
    private final StoreRules rules;
    private volatile boolean closed;

    MemoryMessageStore(StoreLimits limits, LongSupplier wallMillis) {
        this.clock = new StoreClock(wallMillis);
        this.rules = new StoreRules(limits, clock, tables, 0);
    }

    @Override
    public void commit(Change change, Consumer<Result> result) {
        if (closed) {
            result.accept(new Result(Status.FAILED, 0, "The message store is closed"));
            return;
        }
        result.accept(locked(usersOf(change), () -> rules.apply(change)));
    }

    private long usersOf(Change change) {
        long set = 0;
        if (change.append() != null) {
            set |= locks.of(change.append().userId());
        }
        if (change.remove() != null) {
            set |= locks.of(change.remove().userId());
        }
        if (change.received() != null) {
            set |= locks.of(change.received().userId());
        }
        return set;
    }

    private <T> T locked(long users, Supplier<T> action) {
        locks.lock(users);
        try {
            return action.get();
        } finally {
            locks.unlock(users);
        }
    }

    @Override
    public Inbox inbox(String userId) {
        return locked(locks.of(userId), () -> rules.open(userId).describe());
    }

    @Override
    public List<StoredMessage> read(String userId, long afterSequence, int maxMessages, long maxBytes) {
        return locked(locks.of(userId), () -> {
            Mailbox mailbox = tables.find(userId);
            return mailbox == null
                    ? List.of()
                    : mailbox.contents().after(afterSequence, maxMessages, maxBytes).stream()
                            .map(Waiting::message)
                            .toList();
        });
    }

    @Override
    public AckBlock received(String userId, String device, long epoch) {
        return locked(locks.of(userId), () -> {
            Mailbox mailbox = tables.find(userId);
            return mailbox == null ? AckBlock.upTo(0) : mailbox.received(device, epoch);
        });
    }

    @Override
    public List<Expired> expired(int maxMessages) {
        List<Expired> expired = new ArrayList<>();
        for (Due due : tables.dueUntil(clock.nowMillis())) {
            if (expired.size() >= maxMessages) {
                break;
            }
            int room = maxMessages - expired.size();
            expired.addAll(locked(locks.of(due.userId()), () -> look(tables.find(due.userId()), room)));
        }
        return expired;
    }

    private List<Expired> look(@Nullable Mailbox mailbox, int maxMessages) {
        if (mailbox == null) {
            return List.of();
        }
        List<Expired> expired = rules.expired(mailbox, maxMessages);
        if (expired.isEmpty()) {
            rules.review(mailbox.userId());
        }
        return expired;
    }

    /** Returns how many users something is kept of. */
    int mailboxes() {
        return tables.size();
    }

    @Override
    public void close() {
        closed = true;
    }
}
