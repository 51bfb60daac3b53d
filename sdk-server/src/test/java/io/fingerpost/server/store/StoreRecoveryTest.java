package io.fingerpost.server.store;

import static io.fingerpost.server.store.StoreUnderTest.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fingerpost.server.store.EmbeddedMessageStore.Tuning;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the store on disk makes of a file that a crash, or worse, has left. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class StoreRecoveryTest {
    private static final int SEEDS = Integer.getInteger("fingerpost.store.tornSeeds", 60);
    private static final int SECTOR = 512;
    private static final int COMMITS = 40;

    @TempDir
    private Path directory;

    private StoreUnderTest open(Path path) throws IOException {
        return new StoreUnderTest(
                EmbeddedMessageStore.open(path, StoreLimits.DEFAULT, System::currentTimeMillis, Tuning.DEFAULT));
    }

    /** Returns the file as it was while the store was open, after the last commit but one, and after the last; then the note of it. */
    private byte[][] lastTwo() throws IOException {
        Path path = directory.resolve("original");
        Path file = path.resolve(StoreDirectory.FILE);
        byte[][] states = new byte[3][];
        try (StoreUnderTest store = open(path)) {
            for (int i = 1; i <= COMMITS; i++) {
                states[0] = Files.readAllBytes(file);
                store.append("bob", message("message " + i + " " + "x".repeat(i * 37 % 3_000)));
                if (i % 3 == 0) {
                    store.remove("bob", i / 3); // so that there is space to use again
                }
                if (i == COMMITS - 1) {
                    states[0] = Files.readAllBytes(file);
                }
            }
            states[1] = Files.readAllBytes(file);
        }
        states[2] = Files.readAllBytes(path.resolve("lock"));
        return states;
    }

    /**
     * Opens a file in a directory of its own; returns the numbers of the messages that wait, or null if it was refused in a way that can
     * be understood.
     *
     * @param note what is noted of the last commit; null for nothing
     */
    private List<Long> opened(byte[] bytes, byte[] note) throws IOException {
        Path path = Files.createTempDirectory(directory, "copy");
        Files.write(path.resolve(StoreDirectory.FILE), bytes);
        if (note != null) {
            Files.write(path.resolve("lock"), note);
        }
        try (StoreUnderTest store = open(path)) {
            return store.read("bob").stream()
                    .map(MessageStore.StoredMessage::sequence)
                    .toList();
        } catch (IOException e) {
            assertThat(e).hasMessageStartingWith("the message store in " + path + " cannot be used: it is damaged");
            return null;
        }
    }

    @Test
    @DisplayName("M61: whatever part of the last write has reached the disk, all that was confirmed before is there")
    void m61_aTornWriteIsUndone() throws Exception {
        byte[][] states = lastTwo();
        byte[] after = states[1];
        byte[] before = Arrays.copyOf(states[0], after.length);
        List<Long> last = opened(after, null);
        List<Long> lastButOne = opened(states[0], null);
        assertThat(last).hasSizeGreaterThan(20).isNotEqualTo(lastButOne);

        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            byte[] torn = before.clone();
            int percent = random.nextInt(5) == 0 ? 100 : random.nextInt(100);
            // The beginning of the file, which says where the last commit is, is written when that is on the disk.
            for (int at = percent == 100 ? 0 : 8192; at < torn.length; at += SECTOR) {
                if (random.nextInt(100) < percent && (at >= 8192 || random.nextBoolean())) {
                    System.arraycopy(after, at, torn, at, SECTOR);
                }
            }
            int length = random.nextBoolean() ? torn.length : Math.max(states[0].length, random.nextInt(torn.length));
            assertThat(opened(Arrays.copyOf(torn, length), null))
                    .as("seed %d", seed)
                    .isIn(last, lastButOne);
        }
    }

    @Test
    void aFileThatIsCutOffIsOpenedAtAnEarlierCommitOrRefusedAndNeverTakenForEmpty() throws Exception {
        byte[][] states = lastTwo();
        byte[] whole = states[1];
        int refused = 0;
        for (int i = 0; i < 60; i++) {
            int length = i < 20 ? whole.length - 1 - i * 300 : (int) ((long) whole.length * (60 - i) / 41);
            List<Long> found = opened(Arrays.copyOf(whole, Math.max(0, Math.min(whole.length, length))), states[2]);
            refused += found == null ? 1 : 0;
            assertThat(found == null || !found.isEmpty())
                    .as("cut to %d", length)
                    .isTrue();
        }
        assertThat(refused).isLessThan(60);
        assertThat(opened(new byte[0], null)).isNull();
        assertThat(opened(Arrays.copyOf(whole, 8192), null)).isNull();
        assertThat(opened("this is no store".repeat(1_000).getBytes(StandardCharsets.UTF_8), null))
                .isNull();
    }

    @Test
    void garbageInTheFileIsNoticed() throws Exception {
        byte[] whole = lastTwo()[1];
        List<Long> expected = opened(whole, null);
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            byte[] garbled = whole.clone();
            int at = 8192 + random.nextInt(garbled.length - 8192);
            byte[] garbage = new byte[1 + random.nextInt(600)];
            random.nextBytes(garbage);
            System.arraycopy(garbage, 0, garbled, at, Math.min(garbage.length, garbled.length - at));
            try {
                List<Long> found = opened(garbled, null);
                assertThat(found == null || isSuffixOf(found, expected))
                        .as("seed %d: %s", seed, found)
                        .isTrue();
            } catch (IllegalStateException e) {
                assertThat(e).hasMessage("the message store cannot be read");
            }
        }
    }

    /** An earlier commit has what came before, and what was removed since. */
    private static boolean isSuffixOf(List<Long> found, List<Long> expected) {
        long last = found.isEmpty() ? 0 : found.get(found.size() - 1);
        return last > 0
                && found.containsAll(expected.stream().filter(n -> n <= last).toList());
    }

    @Test
    void whatIsThereSurvivesARestart() throws Exception {
        String token;
        try (StoreUnderTest store = open(directory)) {
            IntStream.rangeClosed(1, 300).forEach(i -> store.append("bob", message("message " + i)));
            store.commit(Change.received(StoreUnderTest.numbered("alice", 1)));
            token = store.inbox("bob").token();
        }
        try (StoreUnderTest store = open(directory)) {
            assertThat(store.texts("bob")).hasSize(300).startsWith("message 1", "message 2");
            assertThat(store.inbox("bob").token()).isEqualTo(token);
            assertThat(store.received("alice").cum()).isEqualTo(1);
            assertThat(store.append("bob", message("next"))).isEqualTo(301);
        }
    }

    @Test
    void theTotalLimitIsKeptOverARestart() throws Exception {
        StoreLimits limits = StoreLimits.DEFAULT.withMaxBytes(1_000);
        for (int i = 0; i < 3; i++) {
            try (StoreUnderTest store = new StoreUnderTest(
                    EmbeddedMessageStore.open(directory, limits, System::currentTimeMillis, Tuning.DEFAULT))) {
                MessageStore.Status status = store.commit(Change.append("bob", StoreUnderTest.messageOf("a", 200)))
                        .status();
                assertThat(status).isEqualTo(i < 2 ? MessageStore.Status.DONE : MessageStore.Status.FULL);
            }
        }
    }

    @Test
    @DisplayName("One process at a time: the second is told so")
    void theDirectoryBelongsToOneStore() throws Exception {
        try (StoreUnderTest store = open(directory)) {
            store.append("bob", message("m"));
            assertThatThrownBy(() -> open(directory))
                    .isInstanceOf(IOException.class)
                    .hasMessage("another server uses the message store in " + directory);
        }
        open(directory).close();
    }

    @Test
    void aFileInPlaceOfTheDirectoryIsNamed() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        assertThatThrownBy(() -> open(file)).hasMessageContaining(file + " is not a directory");
        assertThatThrownBy(() -> open(file.resolve("below"))).hasMessageContaining("file");
    }
}
