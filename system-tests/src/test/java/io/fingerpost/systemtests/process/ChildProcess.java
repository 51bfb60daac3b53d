package io.fingerpost.systemtests.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A Java program in a process of its own, which can be killed and started again. Confined to the thread of the test. */
final class ChildProcess implements AutoCloseable {
    private final Class<?> main;
    private final String readyWord;
    private final Consumer<String> lines;
    private Process process;
    private Thread reader;

    /**
     * Creates one that does not run yet.
     *
     * @param readyWord what the line begins with by which the program says that it is ready
     * @param lines is given everything that it says after that, on a thread of its own
     */
    ChildProcess(Class<?> main, String readyWord, Consumer<String> lines) {
        this.main = main;
        this.readyWord = readyWord;
        this.lines = lines;
    }

    /** Starts it, and returns once it is ready. */
    void start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", // it does not live long
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command)
                .directory(new File("target"))
                .redirectErrorStream(true)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder said = new StringBuilder();
        for (String line = out.readLine(); ; line = out.readLine()) {
            assertThat(line).as("the process ended, it said: %s", said).isNotNull();
            said.append(line).append('\n');
            if (line.startsWith(readyWord)) {
                break;
            }
        }
        reader = new Thread(() -> read(out), "output of " + main.getSimpleName());
        reader.setDaemon(true);
        reader.start();
    }

    private void read(BufferedReader out) {
        try {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.accept(line);
            }
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("closed")) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Kills it, as kill -9 does. Returns when everything that it said was taken. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
        reader.join();
    }

    @Override
    public void close() {
        try {
            kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // it dies all the same
        }
    }
}
