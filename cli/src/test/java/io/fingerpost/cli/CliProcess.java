package io.fingerpost.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The command line in a process of its own, with this test's class path. Destroyed on close, if it has not ended by then. */
public final class CliProcess implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30); // generous: the machine may be busy
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private final String name;
    private final Process process;
    private final List<String> out = new CopyOnWriteArrayList<>();
    private final List<String> err = new CopyOnWriteArrayList<>();
    private final List<Thread> readers = new ArrayList<>();

    private CliProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        read(process.inputReader(StandardCharsets.UTF_8), out);
        read(process.errorReader(StandardCharsets.UTF_8), err);
    }

    public static CliProcess start(String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(JAVA, "-XX:TieredStopAtLevel=1", "-Xmx256m"));
        command.addAll(
                List.of("-Dio.netty.leakDetection.level=paranoid", "-cp", System.getProperty("java.class.path")));
        command.add(Main.class.getName());
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().remove("JAVA_TOOL_OPTIONS"); // the JVM would say on standard error that it picked it up
        return new CliProcess(String.join(" ", args), builder.start());
    }

    private void read(BufferedReader reader, List<String> lines) {
        Thread thread = new Thread(() -> reader.lines().forEach(lines::add), "reader of " + name);
        thread.setDaemon(true);
        thread.start();
        readers.add(thread);
    }

    public CliProcess type(String... lines) throws IOException {
        OutputStream in = process.getOutputStream();
        for (String line : lines) {
            in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        }
        in.flush();
        return this;
    }

    /** Ends its input. */
    public CliProcess endInput() throws IOException {
        process.getOutputStream().close();
        return this;
    }

    /** Waits for a line on standard output that contains the text, and returns it. */
    public String awaitOut(String text) {
        return awaitLine(out, text);
    }

    /** Waits for a line on standard error that contains the text, and returns it. */
    public String awaitErr(String text) {
        return awaitLine(err, text);
    }

    private String awaitLine(List<String> lines, String text) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(lines).as(toString()).anyMatch(line -> line.contains(text)));
        return lines.stream().filter(line -> line.contains(text)).findFirst().orElseThrow();
    }

    /** Waits for the end, and returns the exit code. */
    public int awaitExit() throws InterruptedException {
        assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS))
                .as("%s has ended", this)
                .isTrue();
        for (Thread reader : readers) {
            reader.join(LIMIT.toMillis());
        }
        return process.exitValue();
    }

    /** Asks it to end, as a service manager does. */
    public void terminate() {
        process.destroy();
    }

    public List<String> out() {
        return List.copyOf(out);
    }

    public List<String> err() {
        return List.copyOf(err);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public String toString() {
        return "fingerpost " + name + "\n out: " + String.join("\n      ", out) + "\n err: "
                + String.join("\n      ", err) + '\n';
    }
}
