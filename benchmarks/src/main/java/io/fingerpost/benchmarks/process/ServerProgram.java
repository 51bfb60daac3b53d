package io.fingerpost.benchmarks.process;

import io.fingerpost.benchmarks.common.BenchException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How to start a server written in Java, with the class path of this process. Immutable.
 *
 * @param arguments the main class, and what it is told
 */
public record ServerProgram(List<String> arguments) {
    /** The heap of a server under test unless it is told otherwise, so that resident memory can be compared. */
    public static final String DEFAULT_JVM_OPTIONS = "-Xms1g -Xmx1g";

    private static final String QUIET = "-Dorg.slf4j.simpleLogger.log.io.fingerpost=warn"; // a login is no event here

    /** Copies the list. */
    public ServerProgram {
        arguments = List.copyOf(arguments);
    }

    /** Returns the same program with more arguments. */
    public ServerProgram with(String... more) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(Arrays.asList(more));
        return new ServerProgram(all);
    }

    /**
     * Starts it in a process of its own and waits until it listens.
     *
     * @param jvmOptions separated by spaces
     */
    public ChildProcess start(String jvmOptions) throws BenchException, IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (!jvmOptions.isBlank()) {
            command.addAll(Arrays.asList(jvmOptions.strip().split("\\s+")));
        }
        command.add(QUIET);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.addAll(arguments);
        return ChildProcess.start(command);
    }
}
