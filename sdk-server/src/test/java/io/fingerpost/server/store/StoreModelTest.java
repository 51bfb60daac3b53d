package io.fingerpost.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.core.link.AckBlock;
import io.fingerpost.core.link.LinkLimits;
import io.fingerpost.server.store.Change.Received;
import io.fingerpost.server.store.MessageStore.Inbox;
import io.fingerpost.server.store.MessageStore.Result;
import io.fingerpost.server.store.MessageStore.StoredMessage;
import io.fingerpost.server.store.StoreModel.Device;
import io.fingerpost.server.store.StoreModel.User;
import io.fingerpost.server.store.StoreModel.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Both stores against a naive model, over random changes; the one on disk with restarts in between. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class StoreModelTest {
    private static final int MEMORY_SEEDS = Integer.getInteger("fingerpost.store.memorySeeds", 2_000);
    private static final int DISK_SEEDS = Integer.getInteger("fingerpost.store.diskSeeds", 24);
    private static final List<String> USERS = List.of("alice", "bob", "carol");
    private static final List<String> DEVICES = List.of("phone", "desk");
    private static final StoreLimits LIMITS = new StoreLimits(12, 6_000, 6, 4_000, 4, 16_000, Duration.ofSeconds(1));

    @TempDir
    private Path directory;

    @Test
    @DisplayName("M61, M62: the store in memory does what the model does")
    void m61_inMemory() throws Exception {
        for (int seed = 0; seed < MEMORY_SEEDS; seed++) {
            AtomicLong clock = new AtomicLong(1_000_000);
            run(seed, 150, clock, () -> new MemoryMessageStore(LIMITS, clock::get), false);
        }
    }

    @Test
    @DisplayName("M61, M62: the store on disk does what the model does, restarts included")
    void m61_onDisk() throws Exception {
        for (int seed = 0; seed < DISK_SEEDS; seed++) {
            AtomicLong clock = new AtomicLong(1_000_000);
            Path path = directory.resolve("seed-" + seed);
            run(
                    seed,
                    150,
                    clock,
                    () -> EmbeddedMessageStore.open(path, LIMITS, clock::get, EmbeddedMessageStore.Tuning.DEFAULT),
                    true);
        }
    }

    private interface Opening {
        MessageStore open() throws IOException;
    }

    private static void run(int seed, int steps, AtomicLong clock, Opening opening, boolean restarts)
            throws IOException {
        Random random = new Random(seed);
        StoreModel model = new StoreModel(LIMITS);
        Map<String, String> tokens = new HashMap<>();
        StoreUnderTest store = new StoreUnderTest(opening.open());
        try {
            for (int step = 0; step < steps; step++) {
                String when = "seed " + seed + ", step " + step;
                clock.addAndGet(random.nextInt(20) == 0 ? random.nextInt(600) : random.nextInt(20));
                if (restarts && random.nextInt(15) == 0) {
                    store.close();
                    store = new StoreUnderTest(opening.open());
                }
                Change change = change(random, model);
                Result result = store.commit(change);
                var expected = model.apply(change, clock.get());
                assertThat(result.status()).as(when).isEqualTo(expected.getKey());
                assertThat(result.sequence()).as(when).isEqualTo(expected.getValue());
                compare(when, store, model, tokens);
                assertThat(expired(store)).as(when).isEqualTo(model.expired(clock.get()));
            }
        } finally {
            store.close();
        }
    }

    // ---- what happens ----

    private static Change change(Random random, StoreModel model) {
        Change change = null;
        int kinds = 1 + random.nextInt(7); // any but none of append, remove, receive
        if ((kinds & 2) != 0) {
            String user = pick(random, USERS);
            change = Change.remove(user, sequence(random, model.user(user)));
        }
        if ((kinds & 1) != 0) {
            String user = pick(random, USERS);
            InboxEntry entry = new InboxEntry(
                    new byte[random.nextInt(random.nextInt(10) == 0 ? 3_000 : 200)],
                    pick(random, USERS),
                    random.nextInt(3) == 0,
                    random.nextBoolean());
            change = change == null ? Change.append(user, entry) : change.andAppend(user, entry);
        }
        if ((kinds & 4) != 0) {
            Received from = received(random, model);
            change = change == null ? Change.received(from) : change.andReceived(from);
        }
        return change;
    }

    private static long sequence(Random random, User user) {
        if (user.waiting().isEmpty() || random.nextInt(8) == 0) {
            return 1L + random.nextInt(10);
        }
        return user.waiting().get(random.nextInt(user.waiting().size())).sequence();
    }

    private static Received received(Random random, StoreModel model) {
        String user = pick(random, USERS);
        String id = pick(random, DEVICES);
        Device device = model.user(user).devices().get(id);
        long epoch = (device == null ? 1 : device.epoch()) + (random.nextInt(30) == 0 ? 1 : 0);
        long cum = device == null || device.epoch() != epoch ? 0 : device.cum();
        long reach = random.nextInt(10) == 0 ? LinkLimits.MAX_WINDOW_MESSAGES : 5;
        long first = Math.max(1, cum - 1 + random.nextInt((int) reach));
        long last = Math.min(first + (random.nextInt(5) == 0 ? random.nextInt(6) : 0), cum + reach);
        long doneUpTo = random.nextInt(20) == 0 ? cum + random.nextInt(4) : cum;
        return new Received(user, id, epoch, doneUpTo, Math.min(first, last), last);
    }

    private static String pick(Random random, List<String> of) {
        return of.get(random.nextInt(of.size()));
    }

    // ---- what is seen ----

    private static List<String> expired(StoreUnderTest store) {
        return store.store().expired(1_000).stream()
                .map(e -> e.userId() + " " + e.message().sequence())
                .sorted()
                .toList();
    }

    private static void compare(String when, StoreUnderTest store, StoreModel model, Map<String, String> tokens) {
        for (String user : USERS) {
            User expected = model.user(user);
            Inbox inbox = store.inbox(user);
            assertThat(inbox.lastSequence()).as(when).isEqualTo(expected.lastSequence());
            assertThat(inbox.doneUpTo()).as(when).isEqualTo(expected.doneUpTo());
            assertThat(inbox.token()).as(when).isEqualTo(tokens.computeIfAbsent(user, u -> inbox.token()));
            compareMessages(when, store.read(user), expected.waiting());
            for (String id : DEVICES) {
                Device device = expected.devices().get(id);
                if (device != null) {
                    compareReceived(when, store.store().received(user, id, device.epoch()), device);
                }
            }
        }
    }

    private static void compareMessages(String when, List<StoredMessage> found, List<Waiting> expected) {
        assertThat(found).as(when).hasSameSizeAs(expected);
        for (int i = 0; i < found.size(); i++) {
            InboxEntry entry = found.get(i).entry();
            InboxEntry original = expected.get(i).entry();
            assertThat(found.get(i).sequence())
                    .as(when)
                    .isEqualTo(expected.get(i).sequence());
            assertThat(entry.packet()).as(when).isEqualTo(original.packet());
            assertThat(entry.conversation()).as(when).isEqualTo(original.conversation());
            assertThat(entry.notice()).as(when).isEqualTo(original.notice());
            assertThat(entry.reportsDelivery()).as(when).isEqualTo(original.reportsDelivery());
        }
    }

    private static void compareReceived(String when, AckBlock found, Device device) {
        long cum = device.cum();
        assertThat(found.cum()).as(when).isEqualTo(cum);
        for (long sq = cum + 1; sq <= cum + 250; sq++) {
            if (found.hasArrived(sq) != device.received().contains(sq)) {
                throw new AssertionError(when + ": number " + sq);
            }
        }
    }
}
