package io.fingerpost.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.fingerpost.benchmarks.common.Console;
import io.fingerpost.benchmarks.process.ServerProgram;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;

/** Runs benchmarks and keeps what they write. */
public final class TestConsole {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Console console = new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false);

    /** Runs {@code bench} with the arguments; an exception's message goes where the command line would write it. */
    public int run(String... args) {
        CommandLine line = BenchCommand.create(console, new ServerProgram(List.of("no.such.Main")));
        return line.setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    e.printStackTrace(console.err());
                    return 1;
                })
                .execute(args);
    }

    /** Runs {@code bench}, expects that it succeeds, and returns its line of JSON, which is the last one. */
    public JsonObject runToJson(String... args) {
        assertThat(run(args)).as(() -> out() + err()).isZero();
        List<String> lines = out().lines().toList();
        return JsonParser.parseString(lines.get(lines.size() - 1)).getAsJsonObject();
    }

    public String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    public String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
