package io.fingerpost.benchmarks.process;

import io.fingerpost.benchmarks.common.BenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What a process has used so far. Safe for use by any thread. */
public final class ProcessCost {
    private static final String RESIDENT = "VmRSS:";
    private static final int KIB = 1024;
    private static final int LOOK_MILLIS = 200;
    private static final int QUIET_LOOKS = 10; // 2 s
    private static final int MAX_LOOKS = 150; // 30 s
    private static final int SETTLED_BYTES = 256 * KIB; // it always moves a little

    private final ProcessHandle process;

    private ProcessCost(ProcessHandle process) {
        this.process = process;
    }

    /** Looks at a process. */
    public static ProcessCost of(ProcessHandle process) {
        return new ProcessCost(process);
    }

    /** Looks at a process by its number. */
    public static ProcessCost of(long pid) throws BenchException {
        return of(ProcessHandle.of(pid).orElseThrow(() -> new BenchException("there is no process " + pid)));
    }

    /** Returns the number of the process. */
    public long pid() {
        return process.pid();
    }

    /**
     * Returns the processor time, of all threads, in user mode and in the system, in nanoseconds. On Linux the JDK reads it from {@code
     * /proc/PID/stat}, in steps of 10 ms.
     */
    public long cpuNanos() throws BenchException {
        Duration total = process.info()
                .totalCpuDuration()
                .orElseThrow(() -> new BenchException("the processor time of process " + pid() + " cannot be had"));
        return total.toNanos();
    }

    /** Returns the resident memory in bytes; -1 where the system does not tell (it is read from {@code /proc}). */
    public long residentBytes() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid()), "status"))) {
                if (line.startsWith(RESIDENT)) {
                    return Long.parseLong(line.replaceAll("\\D", "")) * KIB;
                }
            }
        } catch (IOException e) {
            return -1;
        }
        return -1;
    }

    /**
     * Returns the resident memory once it has not fallen for a while: a JVM gives memory back in the background, for some time after a
     * collection. -1 where the system does not tell.
     */
    public long settledResidentBytes() throws InterruptedException {
        long lowest = residentBytes();
        int looksWithoutChange = 0;
        for (int looks = 0; looks < MAX_LOOKS && looksWithoutChange < QUIET_LOOKS; looks++) {
            if (endsWithin(LOOK_MILLIS)) {
                return -1;
            }
            long now = residentBytes();
            looksWithoutChange = now < lowest - SETTLED_BYTES ? 0 : looksWithoutChange + 1;
            lowest = Math.min(lowest, now);
        }
        return residentBytes();
    }

    /** Lets that much time pass, less if the process ends meanwhile. Returns whether it has ended. */
    public boolean endsWithin(long millis) throws InterruptedException {
        try {
            process.onExit().get(millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of a process cannot fail", e);
        }
    }

    /** Returns resident memory as text. */
    public static String mebibytes(long bytes) {
        return bytes < 0 ? "unknown" : String.format(Locale.ROOT, "%.0f MiB", bytes / 1048576.0);
    }

    /** Returns processor time per item in microseconds. */
    public static double microsEach(long cpuNanos, long items) {
        return (double) cpuNanos / TimeUnit.MICROSECONDS.toNanos(1) / items;
    }
}
