package io.fingerpost.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.server.store.EmbeddedMessageStore.Tuning;
import io.fingerpost.server.store.MessageStore.Status;
import io.fingerpost.server.store.MessageStore.StoredMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is left when the machine stops, at any moment, with any part of what was not forced to the disk. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class StorePowerLossTest {
    private static final int SEEDS = Integer.getInteger("fingerpost.store.powerSeeds", 4);
    private static final int STEPS = 120;
    private static final List<String> USERS = List.of("bob", "carol", "dora");

    private static final int FIRST_SEED = Integer.getInteger("fingerpost.store.firstSeed", 0);

    @TempDir
    private Path directory;

    private final FaultyDisk disk = new FaultyDisk();

    /** What a loss of power has left, and how many changes had been confirmed by then. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Left(byte[] file, int confirmed) {}

    @AfterEach
    void close() {
        disk.close();
    }

    private static StoreUnderTest open(Path path, String scheme) throws IOException {
        Tuning tuning = new Tuning(scheme, Tuning.DEFAULT.maxWaitingBytes(), 0, 0);
        return new StoreUnderTest(
                EmbeddedMessageStore.open(path, StoreLimits.DEFAULT, System::currentTimeMillis, tuning));
    }

    @Test
    @DisplayName("M61: the power fails at any moment: what was confirmed is there, and of the rest all or nothing")
    void m61_thePowerFails() throws Exception {
        for (int seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
            Random random = new Random(seed);
            List<List<String>> states = new CopyOnWriteArrayList<>(); // by how many changes were confirmed
            List<Left> left = work(seed, random, states);
            assertThat(left).hasSizeGreaterThan(20);
            for (int i = 0; i < left.size(); i++) {
                check("seed " + seed + ", loss " + i, left.get(i), states);
            }
        }
    }

    /** Changes this and that, one change after the other, and looks at what would be left meanwhile. */
    private List<Left> work(int seed, Random random, List<List<String>> states) throws IOException {
        List<Left> left = new CopyOnWriteArrayList<>();
        Random losses = new Random(seed); // of the thread that writes
        try (StoreUnderTest store = open(directory.resolve("seed-" + seed), disk.prefix())) {
            Map<String, String> model = new TreeMap<>();
            store.append("bob", StoreUnderTest.message("first"));
            model.put("bob 1", "first");
            states.add(describe(model));
            disk.watch(now -> {});
            store.append("carol", StoreUnderTest.message("first")); // from here on it is known what was forced
            model.put("carol 1", "first");
            states.add(describe(model));
            disk.watch(now -> {
                if (losses.nextInt(3) == 0) {
                    left.add(new Left(now.pick(losses), states.size() - 1));
                }
            });
            for (int step = 0; step < STEPS; step++) {
                change(store, random, model, "step " + step);
                states.add(describe(model));
            }
            disk.watch(null);
        }
        return left;
    }

    private static void change(StoreUnderTest store, Random random, Map<String, String> model, String text) {
        if (random.nextInt(3) == 0 && model.size() > 5) {
            String gone = new ArrayList<>(model.keySet()).get(random.nextInt(model.size()));
            int space = gone.indexOf(' ');
            long sequence = Long.parseLong(gone.substring(space + 1));
            assertThat(store.remove(gone.substring(0, space), sequence)).isEqualTo(Status.DONE);
            model.remove(gone);
        } else {
            String user = USERS.get(random.nextInt(USERS.size()));
            String padded = text + " " + "x".repeat(random.nextInt(random.nextInt(5) == 0 ? 20_000 : 500));
            model.put(user + " " + store.append(user, StoreUnderTest.message(padded)), padded);
        }
    }

    private static List<String> describe(Map<String, String> model) {
        return model.entrySet().stream()
                .map(e -> e.getKey() + " " + e.getValue())
                .toList();
    }

    private void check(String when, Left left, List<List<String>> states) throws IOException {
        Path path = Files.createTempDirectory(directory, "left");
        Files.write(path.resolve(StoreDirectory.FILE), left.file());
        List<String> found;
        try (StoreUnderTest store = open(path, "")) {
            found = describe(all(store));
            int next = Math.min(left.confirmed() + 1, states.size() - 1);
            assertThat(found).as(when).isIn(states.get(left.confirmed()), states.get(next));
            for (int i = 0; i < 3; i++) {
                store.append("eve", StoreUnderTest.message("afterwards"));
            }
        }
        try (StoreUnderTest store = open(path, "")) {
            assertThat(describe(all(store))).as(when).isEqualTo(found);
            assertThat(store.texts("eve")).as(when).hasSize(3);
        }
    }

    private static Map<String, String> all(StoreUnderTest store) {
        Map<String, String> all = new TreeMap<>();
        for (String user : USERS) {
            for (StoredMessage message : store.read(user)) {
                all.put(user + " " + message.sequence(), StoreUnderTest.text(message));
            }
        }
        return all;
    }
}
