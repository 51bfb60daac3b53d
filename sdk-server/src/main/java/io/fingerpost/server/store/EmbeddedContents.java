package io.fingerpost.server.store;

import java.util.ArrayList;
import java.util.List;
import org.h2.mvstore.Cursor;
import org.jspecify.annotations.Nullable;

/** What waits in a mailbox, on disk. Confined like the mailbox. */
final class EmbeddedContents implements Contents {
    private final Entries entries;
    private final String userId;

    /**
     * Creates a view of it.
     *
     * @param entries all that is kept
     */
    EmbeddedContents(Entries entries, String userId) {
        this.entries = entries;
        this.userId = userId;
    }

    @Override
    public @Nullable Waiting get(long sequence) {
        byte[] record = entries.get(Keys.message(userId, sequence));
        return record == null ? null : Records.waiting(sequence, record);
    }

    @Override
    public @Nullable Waiting first() {
        List<Waiting> first = after(0, 1, Long.MAX_VALUE);
        return first.isEmpty() ? null : first.get(0);
    }

    @Override
    public List<Waiting> after(long sequence, int maxMessages, long maxBytes) {
        List<Waiting> found = new ArrayList<>();
        byte[] from = Keys.message(userId, sequence + 1);
        Cursor<byte[], byte[]> cursor = entries.from(from);
        long bytes = 0;
        while (cursor.hasNext()) {
            long next = Keys.sequence(cursor.next(), from);
            if (next < 0) {
                break;
            }
            Waiting waiting = Records.waiting(next, cursor.getValue());
            bytes += waiting.entry().packet().length;
            if (!found.isEmpty() && bytes > maxBytes) {
                break;
            }
            found.add(waiting);
            if (found.size() >= maxMessages) {
                break;
            }
        }
        return found;
    }

    @Override
    public void add(Waiting added) {
        entries.put(Keys.message(userId, added.sequence()), Records.of(added));
    }

    @Override
    public void remove(Waiting removed) {
        entries.remove(Keys.message(userId, removed.sequence()));
    }

    @Override
    public Usage usage(String conversation) {
        byte[] record = entries.get(Keys.usage(userId, conversation));
        return record == null ? Usage.NONE : Records.usage(record);
    }

    @Override
    public void setUsage(String conversation, Usage usage) {
        byte[] key = Keys.usage(userId, conversation);
        if (usage.messages() == 0) {
            entries.remove(key);
        } else {
            entries.put(key, Records.of(usage));
        }
    }
}
