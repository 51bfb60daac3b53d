package io.fingerpost.benchmarks.process;

import io.fingerpost.benchmarks.common.BenchException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program that says in one line on standard output that it listens: {@code ready tcp=8901 udp=7901}. Ended on close, and with this
 * process. Safe for use by any thread.
 */
public final class ChildProcess implements AutoCloseable {
    private static final long START_SECONDS = 30;
    private static final long STOP_SECONDS = 10;
    private static final int KEPT_LINES = 10;
    private static final String READY = "ready";

    private final Process process;
    private final Thread killer;
    private final CompletableFuture<String> readyLine = new CompletableFuture<>();
    private final Deque<String> lastLines = new ArrayDeque<>(); // guarded by itself

    private ChildProcess(Process process) {
        this.process = process;
        this.killer = new Thread(process::destroyForcibly, "fingerpost-bench-killer");
        Runtime.getRuntime().addShutdownHook(killer);
        read(process.inputReader(StandardCharsets.UTF_8));
        read(process.errorReader(StandardCharsets.UTF_8));
    }

    /**
     * Starts a program and waits until it listens.
     *
     * @throws BenchException if it does not; the message says what it wrote
     */
    public static ChildProcess start(List<String> command) throws BenchException, IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().remove("JAVA_TOOL_OPTIONS"); // the options of this process are not meant for that one
        ChildProcess child = new ChildProcess(builder.start());
        try {
            child.readyLine.get(START_SECONDS, TimeUnit.SECONDS);
            return child;
        } catch (ExecutionException | TimeoutException e) {
            child.close();
            throw new BenchException("the server does not start: " + child.lastLines(), e);
        } catch (InterruptedException e) {
            child.close();
            throw e;
        }
    }

    private void read(BufferedReader reader) {
        Thread thread = new Thread(() -> readLines(reader), "fingerpost-bench-reader");
        thread.setDaemon(true);
        thread.start();
        process.onExit().thenRun(() -> readyLine.completeExceptionally(new IOException("the process has ended")));
    }

    private void readLines(BufferedReader reader) {
        try {
            String line;
            while ((line = reader.readLine()) != null) {
                onLine(line);
            }
        } catch (IOException e) {
            onLine("(nothing more can be read: " + e.getMessage() + ')'); // it was ended
        }
    }

    private void onLine(String line) {
        if (line.startsWith(READY)) {
            readyLine.complete(line);
            return;
        }
        synchronized (lastLines) {
            lastLines.addLast(line);
            if (lastLines.size() > KEPT_LINES) {
                lastLines.removeFirst();
            }
        }
    }

    /** Returns the last lines that it wrote. */
    public String lastLines() {
        synchronized (lastLines) {
            return String.join("\n  ", lastLines);
        }
    }

    /** Returns the port at which it listens for this transport, such as {@code tcp}. */
    public int port(String transport) throws BenchException {
        String line = readyLine.getNow("");
        Matcher port = Pattern.compile("\\b" + transport + "=(\\d+)").matcher(line);
        if (!port.find()) {
            throw new BenchException("the server does not listen on " + transport + ": " + line);
        }
        return Integer.parseInt(port.group(1));
    }

    /** Returns what the process costs. */
    public ProcessCost cost() {
        return ProcessCost.of(process.toHandle());
    }

    /** Ends it and waits for that. */
    @Override
    public void close() {
        process.destroy();
        boolean ended = false;
        try {
            ended = process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!ended) {
            process.destroyForcibly();
        }
        forgetKiller();
    }

    private void forgetKiller() {
        try {
            Runtime.getRuntime().removeShutdownHook(killer);
        } catch (IllegalStateException e) {
            process.destroyForcibly(); // this process is ending, and the hook may not have had its turn
        }
    }
}
