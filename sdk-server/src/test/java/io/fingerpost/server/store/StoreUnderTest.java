package io.fingerpost.server.store;

import io.fingerpost.core.link.AckBlock;
import io.fingerpost.server.store.Change.Received;
import io.fingerpost.server.store.MessageStore.Expired;
import io.fingerpost.server.store.MessageStore.Inbox;
import io.fingerpost.server.store.MessageStore.Result;
import io.fingerpost.server.store.MessageStore.Status;
import io.fingerpost.server.store.MessageStore.StoredMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A store, with calls that wait for their answer. */
final class StoreUnderTest implements AutoCloseable {
    private final MessageStore store;

    StoreUnderTest(MessageStore store) {
        this.store = store;
    }

    MessageStore store() {
        return store;
    }

    static InboxEntry message(String text) {
        return message("alice", text);
    }

    static InboxEntry message(String conversation, String text) {
        return new InboxEntry(text.getBytes(StandardCharsets.UTF_8), conversation, false, false);
    }

    static InboxEntry messageOf(String conversation, int bytes) {
        return new InboxEntry(new byte[bytes], conversation, false, true);
    }

    static InboxEntry notice(String text) {
        return new InboxEntry(text.getBytes(StandardCharsets.UTF_8), "0", true, false);
    }

    static String text(StoredMessage message) {
        return new String(message.entry().packet(), StandardCharsets.UTF_8);
    }

    /** Message number sq of epoch 1 of a user's only device. */
    static Received numbered(String userId, long sq) {
        return new Received(userId, "phone", 1, Math.max(0, sq - 1), sq, sq);
    }

    Result commit(Change change) {
        CompletableFuture<Result> answer = new CompletableFuture<>();
        store.commit(change, answer::complete);
        return answer.orTimeout(30, TimeUnit.SECONDS).join();
    }

    long append(String userId, InboxEntry entry) {
        Result result = commit(Change.append(userId, entry));
        if (result.status() != Status.DONE) {
            throw new AssertionError(result);
        }
        return result.sequence();
    }

    Status remove(String userId, long sequence) {
        return commit(Change.remove(userId, sequence)).status();
    }

    Inbox inbox(String userId) {
        return store.inbox(userId);
    }

    List<StoredMessage> read(String userId) {
        return store.read(userId, 0, Integer.MAX_VALUE, Long.MAX_VALUE);
    }

    List<String> texts(String userId) {
        return read(userId).stream().map(StoreUnderTest::text).toList();
    }

    AckBlock received(String userId) {
        return store.received(userId, "phone", 1);
    }

    List<String> expired() {
        return store.expired(100).stream()
                .map(e -> e.userId() + " " + text(e.message()))
                .toList();
    }

    void removeExpired() {
        for (Expired e : store.expired(100)) {
            remove(e.userId(), e.message().sequence());
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
