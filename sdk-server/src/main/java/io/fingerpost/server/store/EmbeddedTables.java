package io.fingerpost.server.store;

import io.fingerpost.server.store.Records.Totals;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Mailboxes on disk. Those that a group of changes is about are held while it lasts, and written once at its end. Confined to
 * the thread that writes.
 */
final class EmbeddedTables implements Tables {
    private static final byte[] NOTHING = {};

    private final Entries entries;
    private final Map<String, Mailbox> held = new HashMap<>();
    private final Set<Mailbox> changed = new HashSet<>();
    private boolean dropped;

    EmbeddedTables(Entries entries) {
        this.entries = entries;
    }

    /** Returns what is kept of a user. */
    static @Nullable Mailbox load(Entries entries, String userId) {
        byte[] record = entries.get(Keys.mailbox(userId));
        return record == null ? null : Records.mailbox(userId, record, new EmbeddedContents(entries, userId));
    }

    @Override
    public @Nullable Mailbox find(String userId) {
        Mailbox mailbox = held.get(userId);
        if (mailbox == null) {
            mailbox = load(entries, userId);
            if (mailbox != null) {
                held.put(userId, mailbox);
            }
        }
        return mailbox;
    }

    @Override
    public Mailbox create(String userId, String token) {
        Mailbox mailbox = new Mailbox(userId, token, new EmbeddedContents(entries, userId));
        held.put(userId, mailbox);
        return mailbox;
    }

    @Override
    public void changed(Mailbox mailbox) {
        changed.add(mailbox);
    }

    @Override
    public void schedule(Mailbox mailbox, long dueMillis) {
        entries.remove(Keys.due(mailbox.dueMillis(), mailbox.userId()));
        mailbox.setDueMillis(dueMillis);
        entries.put(Keys.due(dueMillis, mailbox.userId()), NOTHING);
        changed.add(mailbox);
    }

    @Override
    public void drop(Mailbox mailbox) {
        entries.remove(Keys.due(mailbox.dueMillis(), mailbox.userId()));
        entries.remove(Keys.mailbox(mailbox.userId()));
        held.remove(mailbox.userId());
        changed.remove(mailbox);
        dropped = true;
    }

    /**
     * Puts what a group of changes has left into the map, and holds nothing any more.
     *
     * @return whether there was any change
     */
    boolean endGroup(LongSupplier totalBytes, StoreClock clock) {
        for (Mailbox mailbox : changed) {
            entries.put(Keys.mailbox(mailbox.userId()), Records.of(mailbox));
        }
        boolean any = dropped || !changed.isEmpty();
        changed.clear();
        dropped = false;
        held.clear();
        if (any) {
            entries.put(Keys.totals(), Records.of(new Totals(totalBytes.getAsLong(), clock.read())));
        }
        return any;
    }
}
