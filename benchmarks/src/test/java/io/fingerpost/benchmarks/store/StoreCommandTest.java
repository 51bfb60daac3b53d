package io.fingerpost.benchmarks.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.fingerpost.benchmarks.TestConsole;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoreCommandTest {
    private static final String[] SHORT = {
        "--users", "10", "--window", "4", "--messages", "70", "--seconds", "1", "--warm-up", "0"
    };

    private final TestConsole console = new TestConsole();

    private JsonObject measure(String store) {
        String[] args = new String[SHORT.length + 3];
        System.arraycopy(SHORT, 0, args, 3, SHORT.length);
        args[0] = "store";
        args[1] = "--store";
        args[2] = store;
        return console.runToJson(args);
    }

    @Test
    void whatIsAppendedIsReadAndRemoved(@TempDir Path folder) {
        JsonObject json = measure(folder.toString());
        assertThat(messages(json, "append")).isPositive().isEqualTo(messages(json, "read"));
        assertThat(messages(json, "remove")).isEqualTo(messages(json, "append"));
        assertThat(messages(json, "append") % 700).isZero(); // whole rounds
        assertThat(json.get("diskBytesPerMessage").getAsDouble())
                .isGreaterThan(json.get("packetBytes").getAsDouble());
        assertThat(json.get("mostDiskBytesPerMessage").getAsDouble())
                .isGreaterThanOrEqualTo(json.get("diskBytesPerMessage").getAsDouble());
        assertThat(json.get("forceP50Micros").getAsDouble()).isPositive();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void theStoreInMemoryHasNoDisk() {
        JsonObject json = measure("memory");
        assertThat(messages(json, "append")).isPositive().isEqualTo(messages(json, "remove"));
        assertThat(json.get("diskBytesPerMessage").isJsonNull()).isTrue();
        assertThat(console.out()).contains("in memory").doesNotContain("the disk");
    }

    private static long messages(JsonObject json, String phase) {
        return json.getAsJsonObject(phase).get("messages").getAsLong();
    }

    @Test
    void whatCannotBeMeasuredIsRefused(@TempDir Path folder) {
        assertThat(console.run("store", "--users", "0")).isEqualTo(2);
        assertThat(console.err()).contains("--users must be from 1 to");
        assertThat(console.run("store", "--users", "100000", "--messages", "10000"))
                .isEqualTo(2);
        assertThat(console.err()).contains("--users times --messages must be at most");
        assertThat(console.run("store", "--store", folder.resolve("nothing").toString()))
                .isEqualTo(1);
        assertThat(console.err()).contains("is not a folder");
    }
}
