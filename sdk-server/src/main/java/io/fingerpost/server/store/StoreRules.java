package io.fingerpost.server.store;

import static java.util.concurrent.TimeUnit.DAYS;

import io.fingerpost.server.store.Change.Append;
import io.fingerpost.server.store.Change.Received;
import io.fingerpost.server.store.Change.Remove;
import io.fingerpost.server.store.Contents.Waiting;
import io.fingerpost.server.store.MessageStore.Expired;
import io.fingerpost.server.store.MessageStore.Result;
import io.fingerpost.server.store.MessageStore.Status;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What the stores do, wherever they keep things: limits, numbers, duplicates, expiry. Its own state is the count of bytes in all, which
 * any thread may change; the caller of a method has the users that are concerned to itself.
 */
final class StoreRules {
    /** How long a mailbox is kept in which nothing waits and nothing happens. Its owner begins anew after that, with another token. */
    static final long IDLE_MILLIS = DAYS.toMillis(30);

    private static final int TOKEN_BYTES = 12;
    private static final int MAX_ID_CHARS = 256; // as the server has it

    private final StoreLimits limits;
    private final StoreClock clock;
    private final Tables tables;
    private final AtomicLong totalBytes;
    private final SecureRandom random = new SecureRandom();

    StoreRules(StoreLimits limits, StoreClock clock, Tables tables, long totalBytes) {
        this.limits = limits;
        this.clock = clock;
        this.tables = tables;
        this.totalBytes = new AtomicLong(totalBytes);
    }

    /** Returns the bytes that wait in all, as the limit counts them. */
    long totalBytes() {
        return totalBytes.get();
    }

    // ---- changes ----

    /** Makes a change as a whole, or not at all. */
    Result apply(Change change) {
        if (isTooLong(change)) {
            return new Result(Status.FULL, 0, "The id of a user or device is too long");
        }
        Received from = change.received();
        if (from != null && hasReceived(from)) {
            return new Result(Status.DUPLICATE, 0, "This message was received before");
        }
        Remove remove = change.remove();
        Waiting gone = remove == null ? null : find(remove);
        if (remove != null && gone == null) {
            return new Result(Status.DUPLICATE, 0, "This message was removed before");
        }
        long freed = gone == null ? 0 : cost(gone.entry());
        Append append = change.append();
        if (append != null) {
            String refusal = reserve(append, freed);
            if (refusal != null && !(append.entry().notice() && (from != null || remove != null))) {
                return new Result(Status.FULL, 0, refusal);
            }
            append = refusal == null ? append : null; // a notice that the rest of the change can do without
        }
        if (append == null) {
            totalBytes.addAndGet(-freed);
        }
        return Result.done(take(from, remove, gone, append));
    }

    private static boolean isTooLong(Change change) {
        Append append = change.append();
        Received from = change.received();
        return (append != null
                        && Math.max(
                                        append.userId().length(),
                                        append.entry().conversation().length())
                                > MAX_ID_CHARS)
                || (from != null
                        && Math.max(from.userId().length(), from.device().length()) > MAX_ID_CHARS);
    }

    private boolean hasReceived(Received from) {
        Mailbox sender = tables.find(from.userId());
        return sender != null && sender.hasReceived(from);
    }

    private @Nullable Waiting find(Remove remove) {
        Mailbox owner = tables.find(remove.userId());
        return owner == null ? null : owner.contents().get(remove.sequence());
    }

    /** Returns why there is no room. If there is some, it is taken, in place of what is freed, and null returned. */
    private @Nullable String reserve(Append append, long freed) {
        Mailbox recipient = tables.find(append.userId());
        String refusal = recipient == null
                ? Mailbox.refusalWhenEmpty(append.entry(), limits)
                : recipient.refusal(append.entry(), limits);
        if (refusal != null) {
            return refusal;
        }
        long more = cost(append.entry()) - freed;
        if (totalBytes.addAndGet(more) > limits.maxBytes() && more > 0) {
            totalBytes.addAndGet(-more);
            return "The message store is full";
        }
        return null;
    }

    private static long cost(InboxEntry entry) {
        return (long) entry.packet().length + StoreLimits.OVERHEAD_BYTES;
    }

    private long take(
            @Nullable Received from, @Nullable Remove remove, @Nullable Waiting gone, @Nullable Append append) {
        long now = clock.nowMillis();
        if (remove != null && gone != null) {
            Mailbox owner = touch(remove.userId(), now);
            owner.remove(gone);
            tables.changed(owner);
        }
        if (from != null) {
            Mailbox sender = touch(from.userId(), now);
            sender.receive(from);
            tables.changed(sender);
        }
        if (append == null) {
            return 0;
        }
        Mailbox recipient = touch(append.userId(), now);
        long sequence = recipient.append(append.entry(), now);
        tables.changed(recipient);
        long expires = now + limits.maxAge().toMillis();
        if (recipient.dueMillis() > expires) {
            tables.schedule(recipient, expires);
        }
        return sequence;
    }

    private Mailbox touch(String userId, long now) {
        Mailbox mailbox = tables.find(userId);
        if (mailbox == null) {
            mailbox = tables.create(userId, newToken());
            tables.schedule(mailbox, now + IDLE_MILLIS);
        }
        mailbox.setTouchedMillis(now);
        return mailbox;
    }

    /** Returns a name for the numbers of an inbox that nobody else has. */
    String newToken() {
        byte[] token = new byte[TOKEN_BYTES];
        random.nextBytes(token);
        return HexFormat.of().formatHex(token);
    }

    /** Returns a user's mailbox, and begins one if there is none. It is not given up for some time. */
    Mailbox open(String userId) {
        Mailbox mailbox = touch(userId, clock.nowMillis());
        tables.changed(mailbox);
        return mailbox;
    }

    // ---- what has grown old ----

    /** Returns what has waited for too long in a mailbox, oldest first, at most so many. */
    List<Expired> expired(Mailbox mailbox, int maxMessages) {
        long before = clock.nowMillis() - limits.maxAge().toMillis();
        List<Expired> expired = new ArrayList<>();
        Waiting first = mailbox.contents().first();
        if (first == null || first.millis() > before) {
            return expired;
        }
        for (Waiting waiting : mailbox.contents().after(0, maxMessages, Long.MAX_VALUE)) {
            if (waiting.millis() <= before) {
                expired.add(new Expired(mailbox.userId(), waiting.message()));
            }
        }
        return expired;
    }

    /** Drops a user's mailbox if that is due, or sets when it is due next. One in which something has expired stays due. */
    void review(String userId) {
        Mailbox mailbox = tables.find(userId);
        if (mailbox == null) {
            return;
        }
        long now = clock.nowMillis();
        Waiting first = mailbox.contents().first();
        if (first != null) {
            tables.schedule(mailbox, first.millis() + limits.maxAge().toMillis());
        } else if (mailbox.touchedMillis() + IDLE_MILLIS <= now) {
            tables.drop(mailbox);
        } else {
            tables.schedule(mailbox, mailbox.touchedMillis() + IDLE_MILLIS);
        }
    }
}
