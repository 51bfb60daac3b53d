package io.fingerpost.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The store on disk in a process that does not end well. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class StoreProcessTest {
    private static final int ROUNDS = Integer.getInteger("fingerpost.store.killRounds", 20);

    @TempDir
    private Path directory;

    private final Map<Long, String> confirmed = new HashMap<>(); // text by sequence
    private final Set<Long> removed = new HashSet<>();

    @Test
    @DisplayName("M61: kill -9 at any moment: what was confirmed is there, once, in order")
    void m61_killed() throws Exception {
        Random random = new Random(1);
        for (int round = 1; round <= ROUNDS; round++) {
            Process child = start("exec", 100);
            readLines(child, 1 + random.nextInt(3_000));
            check("round " + round);
        }
    }

    @Test
    void whereFilesCannotGrowAnyMoreChangesAreRefusedAndWhatWasConfirmedIsThere() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs a shell with ulimit");
        Process child = start("ulimit -f 4000; exec", 2_000);
        String failure = readLines(child, Integer.MAX_VALUE);
        assertThat(failure).isEqualTo("! The message store cannot write: no space left");
        check("after the limit");
    }

    private Process start(String how, int bytes) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(
                "/bin/sh",
                "-c",
                how + " \"$0\" -XX:TieredStopAtLevel=1 -Xmx128m -cp \"$1\" " + StoreChild.class.getName() + " \"$2\" "
                        + bytes,
                java,
                System.getProperty("java.class.path"),
                directory.toString());
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        return builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    /** Takes so many lines, or until a change fails, then kills the process and takes what it had still said. Returns the failure. */
    private String readLines(Process child, int count) throws IOException, InterruptedException {
        String failure = null;
        try (BufferedReader out = child.inputReader(StandardCharsets.UTF_8)) {
            String line = out.readLine();
            for (int i = 0; line != null; i++) {
                if (line.startsWith("!")) {
                    failure = line;
                }
                if (i == count || failure != null) {
                    child.toHandle().destroyForcibly(); // without closing what it has said
                }
                take(line);
                line = out.readLine();
            }
        } finally {
            child.destroyForcibly().waitFor();
        }
        return failure;
    }

    private void take(String line) {
        String[] words = line.split(" ", -1);
        if (line.startsWith("+") && words.length == 3) {
            assertThat(confirmed.put(Long.parseLong(words[1]), words[2]))
                    .as(line)
                    .isNull();
        } else if (line.startsWith("-") && words.length == 2) {
            removed.add(Long.parseLong(words[1]));
        }
    }

    /** Everything that was ever stored, and which of it waits, as the store has it now. */
    private void check(String when) throws IOException {
        try (StoreUnderTest store = new StoreUnderTest(MessageStores.embedded(directory))) {
            long stored = store.received("alice").cum();
            Map<Long, String> waiting = new HashMap<>();
            List<Long> order = new ArrayList<>();
            store.read("bob").forEach(message -> {
                String number = StoreUnderTest.text(message).split(" ", -1)[0];
                waiting.put(message.sequence(), number);
                order.add(Long.parseLong(number));
            });
            assertThat(order).as(when).isSorted().doesNotHaveDuplicates();
            assertThat(order).as(when).allMatch(number -> number <= stored);
            confirmed.forEach((sequence, number) -> {
                assertThat(Long.parseLong(number)).as(when).isLessThanOrEqualTo(stored);
                if (Long.parseLong(number) % 3 != 0) {
                    assertThat(waiting.get(sequence))
                            .as("%s: %d", when, sequence)
                            .isEqualTo(number);
                }
            });
            assertThat(waiting.keySet()).as(when).doesNotContainAnyElementsOf(removed);
            assertThat(order.stream().filter(number -> number % 3 != 0))
                    .as(when)
                    .hasSize((int) (stored - stored / 3));
        }
    }
}
