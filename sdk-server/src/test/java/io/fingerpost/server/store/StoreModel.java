package io.fingerpost.server.store;

import io.fingerpost.core.link.LinkLimits;
import io.fingerpost.server.store.Change.Received;
import io.fingerpost.server.store.MessageStore.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a store has to do, as naively as possible: lists that are searched, and sets that only grow. */
final class StoreModel {
    /** What waits. */
    record Waiting(long sequence, InboxEntry entry, long millis) {}

    /** What is known of a device. */
    static final class Device {
        private final long epoch;
        private final Set<Long> received = new HashSet<>();

        Device(long epoch) {
            this.epoch = epoch;
        }

        long epoch() {
            return epoch;
        }

        Set<Long> received() {
            return received;
        }

        long cum() {
            long cum = 0;
            while (received.contains(cum + 1)) {
                cum++;
            }
            return cum;
        }
    }

    /** What is known of a user. */
    static final class User {
        private final List<Waiting> waiting = new ArrayList<>();
        private final Map<String, Device> devices = new HashMap<>();
        private long lastSequence;

        List<Waiting> waiting() {
            return waiting;
        }

        Map<String, Device> devices() {
            return devices;
        }

        long lastSequence() {
            return lastSequence;
        }

        long doneUpTo() {
            return waiting.isEmpty()
                    ? lastSequence
                    : waiting.get(0).sequence() - waiting.get(0).entry().pieces();
        }
    }

    private final StoreLimits limits;
    private final Map<String, User> users = new HashMap<>();

    StoreModel(StoreLimits limits) {
        this.limits = limits;
    }

    User user(String userId) {
        return users.computeIfAbsent(userId, id -> new User());
    }

    /** Makes a change, and returns what the answer must be; the sequence is that of a message that was appended. */
    Map.Entry<Status, Long> apply(Change change, long nowMillis) {
        Received from = change.received();
        if (from != null && hasReceived(from)) {
            return Map.entry(Status.DUPLICATE, 0L);
        }
        Waiting gone = change.remove() == null
                ? null
                : find(change.remove().userId(), change.remove().sequence());
        if (change.remove() != null && gone == null) {
            return Map.entry(Status.DUPLICATE, 0L);
        }
        boolean appends = change.append() != null;
        if (appends && !hasRoom(change, gone)) {
            boolean canDoWithout = change.append().entry().notice() && (gone != null || from != null);
            if (!canDoWithout) {
                return Map.entry(Status.FULL, 0L);
            }
            appends = false;
        }
        if (gone != null) {
            user(change.remove().userId()).waiting.remove(gone);
        }
        if (from != null) {
            receive(from);
        }
        long sequence = 0;
        if (appends) {
            User recipient = user(change.append().userId());
            InboxEntry entry = change.append().entry();
            recipient.lastSequence +=
                    Math.max(1, (entry.packet().length + LinkLimits.PIECE_BYTES - 1) / LinkLimits.PIECE_BYTES);
            sequence = recipient.lastSequence;
            recipient.waiting.add(new Waiting(sequence, entry, nowMillis));
        }
        return Map.entry(Status.DONE, sequence);
    }

    private boolean hasReceived(Received from) {
        Device device = user(from.userId()).devices.get(from.device());
        return device != null && device.epoch == from.epoch() && device.received.contains(from.lastSq());
    }

    private void receive(Received from) {
        Map<String, Device> devices = user(from.userId()).devices;
        Device device = devices.get(from.device());
        if (device == null || device.epoch != from.epoch()) {
            device = new Device(from.epoch());
            devices.put(from.device(), device);
        }
        for (long sq = 1; sq <= from.lastSq(); sq++) {
            if (sq <= from.doneUpTo() || sq >= from.firstSq()) {
                device.received.add(sq);
            }
        }
        for (long sq = from.lastSq(); sq <= from.doneUpTo(); sq++) {
            device.received.add(sq);
        }
    }

    private Waiting find(String userId, long sequence) {
        return user(userId).waiting.stream()
                .filter(w -> w.sequence() == sequence)
                .findFirst()
                .orElse(null);
    }

    private boolean hasRoom(Change change, Waiting gone) {
        InboxEntry entry = change.append().entry();
        List<Waiting> waiting = user(change.append().userId()).waiting;
        long inAll = users.values().stream()
                .flatMap(u -> u.waiting.stream())
                .mapToLong(w -> cost(w.entry()))
                .sum();
        long more = cost(entry) - (gone == null ? 0 : cost(gone.entry()));
        if (more > 0 && inAll + more > limits.maxBytes()) {
            return false;
        }
        if (entry.notice()) {
            return waiting.stream().filter(w -> w.entry().notice()).count() < limits.maxNoticesPerUser();
        }
        List<InboxEntry> messages =
                waiting.stream().map(Waiting::entry).filter(e -> !e.notice()).toList();
        List<InboxEntry> same = messages.stream()
                .filter(e -> e.conversation().equals(entry.conversation()))
                .toList();
        return messages.size() < limits.maxMessagesPerUser()
                && bytes(messages) + entry.packet().length <= limits.maxBytesPerUser()
                && same.size() < limits.maxMessagesPerConversation()
                && bytes(same) + entry.packet().length <= limits.maxBytesPerConversation();
    }

    private static long cost(InboxEntry entry) {
        return (long) entry.packet().length + StoreLimits.OVERHEAD_BYTES;
    }

    private static long bytes(List<InboxEntry> entries) {
        return entries.stream().mapToLong(e -> e.packet().length).sum();
    }

    /** Returns what has waited for too long, as "user sequence". */
    List<String> expired(long nowMillis) {
        return users.entrySet().stream()
                .flatMap(user -> user.getValue().waiting.stream()
                        .filter(w -> w.millis() + limits.maxAge().toMillis() <= nowMillis)
                        .map(w -> user.getKey() + " " + w.sequence()))
                .sorted()
                .toList();
    }
}
