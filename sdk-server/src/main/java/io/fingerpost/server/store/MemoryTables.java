package io.fingerpost.server.store;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/** Mailboxes in the heap. Several threads may use it, each for the users whose locks it holds. */
final class MemoryTables implements Tables {
    /** When a user's mailbox is due. */
    record Due(long millis, String userId) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int order = Long.compare(millis, other.millis);
            return order != 0 ? order : userId.compareTo(other.userId);
        }
    }

    private final Map<String, Mailbox> mailboxes = new ConcurrentHashMap<>();
    private final ConcurrentSkipListSet<Due> dues = new ConcurrentSkipListSet<>(); // one for each mailbox

    @Override
    public @Nullable Mailbox find(String userId) {
        return mailboxes.get(userId);
    }

    @Override
    public Mailbox create(String userId, String token) {
        Mailbox mailbox = new Mailbox(userId, token, new MemoryContents());
        mailboxes.put(userId, mailbox);
        return mailbox;
    }

    @Override
    public void changed(Mailbox mailbox) {
        // it is the one that is kept
    }

    @Override
    public void schedule(Mailbox mailbox, long dueMillis) {
        dues.remove(new Due(mailbox.dueMillis(), mailbox.userId()));
        mailbox.setDueMillis(dueMillis);
        dues.add(new Due(dueMillis, mailbox.userId()));
    }

    @Override
    public void drop(Mailbox mailbox) {
        dues.remove(new Due(mailbox.dueMillis(), mailbox.userId()));
        mailboxes.remove(mailbox.userId());
    }

    /** Returns the mailboxes that are due at a time, earliest first. Any thread may walk over them while they change. */
    Iterable<Due> dueUntil(long millis) {
        return dues.headSet(new Due(millis + 1, ""), false);
    }

    /** Returns how many mailboxes there are. */
    int size() {
        return mailboxes.size();
    }
}
