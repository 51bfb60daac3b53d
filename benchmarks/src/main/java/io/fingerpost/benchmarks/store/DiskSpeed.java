package io.fingerpost.benchmarks.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * What a disk can do by itself: no store on it can be faster.
 *
 * @param fileSystem what the folder is on, as the system calls it
 * @param forceNanos how long it took to write 16 KiB at the end of a file and force them
 */
record DiskSpeed(String fileSystem, Histogram forceNanos) {
    private static final int WRITES = 200;
    private static final int BLOCK_BYTES = 16 * 1024;
    private static final double NANOS_A_MICRO = TimeUnit.MICROSECONDS.toNanos(1);

    /** Measures the disk that a folder is on. */
    static DiskSpeed of(Path folder) throws IOException {
        Histogram nanos = new Histogram(3);
        Path path = folder.resolve("forced");
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int i = 0; i < WRITES; i++) {
                long startNanos = System.nanoTime();
                file.write(ByteBuffer.allocate(BLOCK_BYTES), (long) BLOCK_BYTES * i);
                file.force(true);
                nanos.recordValue(System.nanoTime() - startNanos);
            }
        } finally {
            Files.delete(path);
        }
        return new DiskSpeed(Files.getFileStore(folder).type(), nanos);
    }

    /** Returns a percentile (0 to 100) in microseconds. */
    double forceMicros(double percentile) {
        return forceNanos.getValueAtPercentile(percentile) / NANOS_A_MICRO;
    }
}
