package io.fingerpost.benchmarks.process;

import io.fingerpost.benchmarks.common.BenchException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What lives on the heap of another JVM, by class, after a full collection. Immutable.
 *
 * @param liveBytes all of it
 * @param classes all classes, that which has most of it first
 */
public record HeapHistogram(long liveBytes, List<Entry> classes) {
    private static final Pattern LINE = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+).*");
    private static final Pattern TOTAL = Pattern.compile("Total\\s+\\d+\\s+(\\d+)\\s*");

    /**
     * One class.
     *
     * @param instances how many objects
     * @param bytes what they take
     * @param name of the class, as the JVM writes it
     */
    public record Entry(long instances, long bytes, String name) {}

    /** Copies the list. */
    public HeapHistogram {
        classes = List.copyOf(classes);
    }

    /**
     * Asks a JVM, by the JDK's {@code jcmd}; it collects its garbage for that.
     *
     * @throws BenchException if this is not a JDK, or the process does not answer
     */
    public static HeapHistogram of(long pid) throws BenchException, IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process process;
        try {
            process = new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.class_histogram")
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new BenchException("the heap can only be measured with a JDK: " + e.getMessage(), e);
        }
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            HeapHistogram histogram = parse(reader.lines().toList());
            process.waitFor();
            return histogram;
        }
    }

    /** Returns how many objects of a class there are. */
    public long instancesOf(Class<?> type) {
        return classes.stream()
                .filter(c -> c.name().equals(type.getName()))
                .mapToLong(Entry::instances)
                .sum();
    }

    static HeapHistogram parse(List<String> lines) throws BenchException {
        List<Entry> classes = new ArrayList<>();
        for (String line : lines) {
            Matcher entry = LINE.matcher(line);
            Matcher total = TOTAL.matcher(line);
            if (entry.matches()) {
                classes.add(new Entry(Long.parseLong(entry.group(1)), Long.parseLong(entry.group(2)), entry.group(3)));
            } else if (total.matches()) {
                return new HeapHistogram(Long.parseLong(total.group(1)), classes);
            }
        }
        throw new BenchException("the server's heap cannot be measured: "
                + String.join("; ", lines.subList(0, Math.min(3, lines.size()))));
    }
}
