package io.fingerpost.server.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What waits in a mailbox, in the heap. Confined like the mailbox. */
final class MemoryContents implements Contents {
    private final TreeMap<Long, Waiting> waiting = new TreeMap<>(); // by number
    private final Map<String, Usage> usages = new HashMap<>(); // of conversations that have any

    @Override
    public @Nullable Waiting get(long sequence) {
        return waiting.get(sequence);
    }

    @Override
    public @Nullable Waiting first() {
        Map.Entry<Long, Waiting> first = waiting.firstEntry();
        return first == null ? null : first.getValue();
    }

    @Override
    public List<Waiting> after(long sequence, int maxMessages, long maxBytes) {
        List<Waiting> found = new ArrayList<>();
        long bytes = 0;
        for (Waiting next : waiting.tailMap(sequence, false).values()) {
            bytes += next.entry().packet().length;
            if (!found.isEmpty() && (found.size() >= maxMessages || bytes > maxBytes)) {
                break;
            }
            found.add(next);
        }
        return found;
    }

    @Override
    public void add(Waiting added) {
        waiting.put(added.sequence(), added);
    }

    @Override
    public void remove(Waiting removed) {
        waiting.remove(removed.sequence());
    }

    @Override
    public Usage usage(String conversation) {
        return usages.getOrDefault(conversation, Usage.NONE);
    }

    @Override
    public void setUsage(String conversation, Usage usage) {
        if (usage.messages() == 0) {
            usages.remove(conversation);
        } else {
            usages.put(conversation, usage);
        }
    }
}
