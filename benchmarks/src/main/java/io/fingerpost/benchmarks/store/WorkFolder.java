package io.fingerpost.benchmarks.store;

import io.fingerpost.benchmarks.common.BenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A new folder, which is removed on close with everything in it. */
final class WorkFolder implements AutoCloseable {
    private static final String PREFIX = "fingerpost-bench-store";

    private final Path path;

    private WorkFolder(Path path) {
        this.path = path;
    }

    /**
     * Makes a folder.
     *
     * @param parent where; null for where the system has temporary files
     */
    static WorkFolder in(@Nullable Path parent) throws BenchException, IOException {
        if (parent == null) {
            return new WorkFolder(Files.createTempDirectory(PREFIX));
        }
        if (!Files.isDirectory(parent)) {
            throw new BenchException(parent + " is not a folder");
        }
        return new WorkFolder(Files.createTempDirectory(parent, PREFIX));
    }

    Path path() {
        return path;
    }

    /** Returns how many bytes the files have in a folder. */
    static long bytesIn(Path folder) throws IOException {
        long bytes = 0;
        for (Path file : filesIn(folder)) {
            bytes += Files.isRegularFile(file) ? Files.size(file) : 0;
        }
        return bytes;
    }

    @Override
    public void close() throws IOException {
        for (Path file : filesIn(path)) {
            Files.delete(file);
        }
    }

    /** Returns a folder and everything in it, what is inside of something before that. */
    private static List<Path> filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.sorted(Comparator.reverseOrder()).toList();
        }
    }
}
