package io.fingerpost.server.store;

import io.fingerpost.core.link.AckBlock;
import io.fingerpost.server.store.Change.Received;
import io.fingerpost.server.store.Contents.Usage;
import io.fingerpost.server.store.Contents.Waiting;
import io.fingerpost.server.store.MessageStore.Inbox;
import io.fingerpost.server.store.MessageStore.StoredMessage;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that is kept of one user: the inbox, and what was received from each of the user's devices. Confined to whoever has the user to
 * itself: the holder of the user's lock, or the one thread that writes.
 */
final class Mailbox {
    /** The most devices that are remembered of one user; the one that was not heard from for longest is forgotten. */
    static final int MAX_DEVICES = 16;

    /** The numbers of one epoch that were received from a device. */
    record Device(long epoch, ReceivedNumbers numbers) {}

    private final String userId;
    private final String token;
    private final Contents contents;
    private final LinkedHashMap<String, Device> devices =
            new LinkedHashMap<>(4, 0.75f, true); // the latest used is last
    private long lastSequence;
    private int messages;
    private long bytes; // of the messages; notices do not count
    private int notices;
    private long touchedMillis;
    private long dueMillis; // when to see whether something has expired, or nothing is worth keeping

    Mailbox(String userId, String token, Contents contents) {
        this.userId = userId;
        this.token = token;
        this.contents = contents;
    }

    // ---- the inbox ----

    /** Returns why there is no room, or null if there is. */
    @Nullable String refusal(InboxEntry entry, StoreLimits limits) {
        if (entry.notice()) {
            return notices < limits.maxNoticesPerUser() ? null : "Too many notices wait for the recipient";
        }
        if (messages >= limits.maxMessagesPerUser() || bytes + entry.packet().length > limits.maxBytesPerUser()) {
            return "Too many messages wait for the recipient";
        }
        return refusal(entry, contents.usage(entry.conversation()), limits);
    }

    /** Returns why there would be no room in a mailbox that nothing waits in, or null if there would be. */
    static @Nullable String refusalWhenEmpty(InboxEntry entry, StoreLimits limits) {
        if (entry.notice()) {
            return null;
        }
        if (entry.packet().length > limits.maxBytesPerUser()) {
            return "Too many messages wait for the recipient";
        }
        return refusal(entry, Usage.NONE, limits);
    }

    private static @Nullable String refusal(InboxEntry entry, Usage usage, StoreLimits limits) {
        boolean room = usage.messages() < limits.maxMessagesPerConversation()
                && usage.bytes() + entry.packet().length <= limits.maxBytesPerConversation();
        return room ? null : "Too many of your messages wait for the recipient";
    }

    /** Appends, whether there is room or not, and returns the number. */
    long append(InboxEntry entry, long nowMillis) {
        lastSequence += entry.pieces();
        contents.add(new Waiting(new StoredMessage(lastSequence, entry), nowMillis));
        count(entry, 1);
        return lastSequence;
    }

    /** Removes what is there. */
    void remove(Waiting waiting) {
        contents.remove(waiting);
        count(waiting.entry(), -1);
    }

    private void count(InboxEntry entry, int sign) {
        if (entry.notice()) {
            notices += sign;
            return;
        }
        int length = sign * entry.packet().length;
        messages += sign;
        bytes += length;
        Usage usage = contents.usage(entry.conversation());
        contents.setUsage(entry.conversation(), new Usage(usage.messages() + sign, usage.bytes() + length));
    }

    /** Returns whether nothing waits. */
    boolean isEmpty() {
        return messages + notices == 0;
    }

    /** Returns what may be told about the inbox. */
    Inbox describe() {
        Waiting first = isEmpty() ? null : contents.first();
        return new Inbox(token, first == null ? lastSequence : first.message().firstSequence() - 1, lastSequence);
    }

    // ---- devices ----

    /** Returns whether this was received before. A device's numbers mean nothing once it has begun another epoch. */
    boolean hasReceived(Received from) {
        Device device = devices.get(from.device());
        return device != null && device.epoch == from.epoch() && device.numbers.contains(from.lastSq());
    }

    /** Notes what was received. */
    void receive(Received from) {
        Device device = devices.get(from.device());
        if (device == null || device.epoch != from.epoch()) {
            device = new Device(from.epoch(), new ReceivedNumbers(0));
            putDevice(from.device(), device);
        }
        device.numbers.advanceTo(from.doneUpTo());
        device.numbers.add(from.firstSq(), from.lastSq());
    }

    /** Remembers a device as the latest that was used. */
    void putDevice(String id, Device device) {
        devices.put(id, device);
        if (devices.size() > MAX_DEVICES) {
            Iterator<String> oldest = devices.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** Returns what was received from a device in an epoch. */
    AckBlock received(String deviceId, long epoch) {
        Device device = devices.get(deviceId);
        return device == null || device.epoch != epoch ? AckBlock.upTo(0) : device.numbers.toAckBlock();
    }

    // ---- what those who keep it need ----

    String userId() {
        return userId;
    }

    String token() {
        return token;
    }

    Contents contents() {
        return contents;
    }

    /** Returns the devices, the latest used last; not to be changed. */
    Map<String, Device> devices() {
        return devices;
    }

    long lastSequence() {
        return lastSequence;
    }

    int messages() {
        return messages;
    }

    long bytes() {
        return bytes;
    }

    int notices() {
        return notices;
    }

    /** Sets what was counted before it was put away. */
    void restore(long last, int messageCount, long messageBytes, int noticeCount) {
        lastSequence = last;
        messages = messageCount;
        bytes = messageBytes;
        notices = noticeCount;
    }

    long touchedMillis() {
        return touchedMillis;
    }

    void setTouchedMillis(long millis) {
        touchedMillis = millis;
    }

    long dueMillis() {
        return dueMillis;
    }

    /** For {@link Tables} only, which have to find it by this. */
    void setDueMillis(long millis) {
        dueMillis = millis;
    }
}
