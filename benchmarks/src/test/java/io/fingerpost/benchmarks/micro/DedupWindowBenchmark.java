package io.fingerpost.benchmarks.micro;

import io.fingerpost.core.delivery.DedupWindow;
import io.fingerpost.core.delivery.MessageHash;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The window of fingerprints of one sender, which is full all the time: each new one drives an old one out. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DedupWindowBenchmark {
    private static final int MAX_IN_PROGRESS = 4_096; // as the server has it
    private static final int MAX_REMEMBERED = 8_192;
    private static final long MAX_AGE_NANOS = TimeUnit.MINUTES.toNanos(2);

    private DedupWindow window;
    private long number;

    @Setup
    public void setUp() {
        window = new DedupWindow(MAX_IN_PROGRESS, MAX_REMEMBERED, MAX_AGE_NANOS);
        for (int i = 0; i < 2 * MAX_REMEMBERED; i++) {
            beginAndComplete();
        }
    }

    /** A string is made for each, as by the codec. */
    private String nextFingerprint() {
        return "0f8fad5b-d9cb-469f-a165-" + (100_000_000_000L + number++);
    }

    @Benchmark
    public DedupWindow.Verdict beginAndComplete() {
        MessageHash message = MessageHash.of("bob", nextFingerprint());
        DedupWindow.Verdict verdict = window.begin(message, 0);
        window.complete(message, 0);
        return verdict;
    }

    /** What of the above is the making of the string. */
    @Benchmark
    public String fingerprintAlone() {
        return nextFingerprint();
    }

    @Benchmark
    public DedupWindow.Verdict repeatOfASettledOne() {
        return window.begin(MessageHash.of("bob", "0f8fad5b-d9cb-469f-a165-" + (100_000_000_000L + number - 1)), 0);
    }
}
