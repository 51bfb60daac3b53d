package io.fingerpost.benchmarks.micro;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.core.codec.InvalidPacketException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the microbenchmarks, when asked for: {@code ./mvnw -Pjmh -pl benchmarks -am test -Djmh.include=Codec}. The ordinary test run only
 * checks that the one with the most parts does what it says.
 */
final class MicrobenchmarksTest {
    private static final int ITERATIONS = 3;
    private static final TimeValue ITERATION_TIME = TimeValue.seconds(2);

    @Test
    @Tag("jmh")
    void run() throws RunnerException {
        String include = System.getProperty("jmh.include", ".*");
        assertThat(new Runner(new OptionsBuilder()
                                .include(getClass().getPackageName() + ".*" + include)
                                .forks(1)
                                .warmupIterations(ITERATIONS)
                                .warmupTime(ITERATION_TIME)
                                .measurementIterations(ITERATIONS)
                                .measurementTime(ITERATION_TIME)
                                .addProfiler(GCProfiler.class)
                                .timeout(TimeValue.seconds(TimeUnit.MINUTES.toSeconds(5)))
                                .build())
                        .run())
                .isNotEmpty();
    }

    @Test
    void theLinkPassesEveryMessage() throws InvalidPacketException {
        LinkBenchmark benchmark = new LinkBenchmark();
        for (boolean datagrams : new boolean[] {true, false}) {
            benchmark.datagrams = datagrams;
            benchmark.setUp();
            long first = benchmark.messageThereAndAckBack();
            assertThat(benchmark.messageThereAndAckBack()).isEqualTo(2 * first).isEqualTo(16);
        }
    }
}
