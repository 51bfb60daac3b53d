package io.fingerpost.server.store;

import io.fingerpost.server.store.Change.Received;
import io.fingerpost.server.store.MessageStore.Result;
import io.fingerpost.server.store.MessageStore.Status;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;

/**
 * A process that stores messages until it is killed, and prints what was confirmed: {@code + sequence text} for a message, {@code -
 * sequence} for its removal, and {@code ! reason} for a change that failed, after which it only waits.
 */
final class StoreChild {
    private static final int UNDER_WAY = 64;

    private final StoreUnderTest store;
    private final int bytes;
    private final Semaphore room = new Semaphore(UNDER_WAY);
    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private volatile boolean failed;

    private StoreChild(StoreUnderTest store, int bytes) {
        this.store = store;
        this.bytes = bytes;
    }

    public static void main(String[] args) throws Exception {
        StoreLimits limits = StoreLimits.DEFAULT
                .withMaxMessagesPerUser(Integer.MAX_VALUE)
                .withMaxMessagesPerConversation(Integer.MAX_VALUE)
                .withMaxBytesPerUser(Long.MAX_VALUE)
                .withMaxBytesPerConversation(Long.MAX_VALUE);
        StoreUnderTest store = new StoreUnderTest(MessageStores.embedded(Path.of(args[0]), limits));
        new StoreChild(store, Integer.parseInt(args[1])).run();
    }

    private void run() throws InterruptedException {
        for (long next = store.received("alice").cum() + 1; !failed; next++) {
            room.acquire();
            append(next);
        }
        Thread.currentThread().join();
    }

    private void append(long number) {
        String text = number + " " + "x".repeat(bytes);
        Received from = new Received("alice", "phone", 1, number - 1, number, number);
        store.store().commit(Change.append("bob", StoreUnderTest.message(text)).andReceived(from), result -> {
            print(result, "+ " + result.sequence() + " " + number);
            if (result.status() == Status.DONE && number % 3 == 0) {
                remove(result.sequence());
            } else {
                room.release();
            }
        });
    }

    private void remove(long sequence) {
        store.store().commit(Change.remove("bob", sequence), result -> {
            print(result, "- " + sequence);
            room.release();
        });
    }

    private void print(Result result, String line) {
        if (result.status() == Status.DONE) {
            out.println(line);
        } else {
            failed = true;
            out.println("! " + result.reason());
        }
    }
}
