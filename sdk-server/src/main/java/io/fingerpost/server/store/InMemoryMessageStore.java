package io.fingerpost.server.store;

import io.fingerpost.core.Protocal;
import io.fingerpost.core.codec.ProtocalCodec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A {@link MessageStore} in the heap, guarded by its own lock. */
final class InMemoryMessageStore implements MessageStore {
    private record Item(Protocal packet, int bytes) {}

    private static final class Inbox {
        private final TreeMap<Long, Item> items = new TreeMap<>();
        private long bytes;
    }

    private final int maxMessagesPerUser;
    private final long maxBytesPerUser;
    private final long maxBytes;
    private final Map<String, Inbox> inboxes =
            new HashMap<>(); // guarded by this, like all below; an empty inbox is removed
    private long lastSequence; // one for all users, so that an inbox that comes back never repeats a number
    private long bytes;

    InMemoryMessageStore(int maxMessagesPerUser, long maxBytesPerUser, long maxBytes) {
        this.maxMessagesPerUser = maxMessagesPerUser;
        this.maxBytesPerUser = maxBytesPerUser;
        this.maxBytes = maxBytes;
    }

    @Override
    public synchronized long append(String userId, Protocal packet) {
        int size = ProtocalCodec.encode(packet).length;
        Inbox inbox = inboxes.getOrDefault(userId, new Inbox());
        if (inbox.items.size() >= maxMessagesPerUser
                || inbox.bytes + size > maxBytesPerUser
                || bytes + size > maxBytes) {
            return REFUSED;
        }
        inbox.items.put(++lastSequence, new Item(packet, size));
        inbox.bytes += size;
        bytes += size;
        inboxes.put(userId, inbox);
        return lastSequence;
    }

    @Override
    public synchronized List<StoredMessage> read(String userId, long afterSequence, int maxMessages) {
        Inbox inbox = inboxes.get(userId);
        List<StoredMessage> found = new ArrayList<>();
        if (inbox != null) {
            for (Map.Entry<Long, Item> e :
                    inbox.items.tailMap(afterSequence, false).entrySet()) {
                if (found.size() == maxMessages) {
                    break;
                }
                found.add(new StoredMessage(e.getKey(), e.getValue().packet()));
            }
        }
        return found;
    }

    @Override
    public synchronized void acknowledge(String userId, long sequence) {
        Inbox inbox = inboxes.get(userId);
        Item item = inbox == null ? null : inbox.items.remove(sequence);
        if (inbox == null || item == null) {
            return;
        }
        inbox.bytes -= item.bytes();
        bytes -= item.bytes();
        if (inbox.items.isEmpty()) {
            inboxes.remove(userId);
        }
    }
}
