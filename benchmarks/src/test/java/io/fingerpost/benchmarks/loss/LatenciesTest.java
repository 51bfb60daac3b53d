package io.fingerpost.benchmarks.loss;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class LatenciesTest {
    @Test
    void percentilesAreValuesThatOccurred() {
        Latencies latencies =
                Latencies.of(LongStream.rangeClosed(1, 200).map(n -> 201 - n).map(n -> n * 1_000_000));
        assertThat(latencies.percentileMillis(0.5)).isEqualTo(100);
        assertThat(latencies.percentileMillis(0.99)).isEqualTo(198);
        assertThat(latencies.percentileMillis(0.991)).isEqualTo(199);
        assertThat(latencies.maxMillis()).isEqualTo(200);
    }

    @Test
    void ofNothingThereIsNoPercentile() {
        assertThat(Latencies.of(LongStream.empty()).percentileMillis(0.5)).isNaN();
    }
}
