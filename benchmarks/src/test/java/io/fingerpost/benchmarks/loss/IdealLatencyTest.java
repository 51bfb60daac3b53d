package io.fingerpost.benchmarks.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class IdealLatencyTest {
    private static final double RTT = 40;

    @ParameterizedTest(name = "at {0} % loss the 99th percentile is {1} round trips")
    @CsvSource({"1, 2", "2, 2", "5, 2", "10, 3", "20, 4", "30, 6", "50, 10"})
    void the99thPercentileIsTheKnownMultipleOfTheRoundTrip(double lossPercent, double roundTrips) {
        assertThat(IdealLatency.ofDatagrams(lossPercent / 100, RTT).percentileMillis(0.99))
                .isEqualTo(roundTrips * RTT);
    }

    @Test
    void withoutLossItIsTwoWaysOfHalfARoundTrip() {
        assertThat(IdealLatency.ofDatagrams(0, RTT).percentileMillis(0.5)).isEqualTo(RTT);
        assertThat(IdealLatency.ofDatagrams(0, RTT).percentileMillis(1)).isEqualTo(RTT);
        assertThat(IdealLatency.ofStreams(0, RTT).percentileMillis(1)).isEqualTo(RTT);
    }

    @Test
    void theConvolutionIsTheClosedForm() {
        double p = 0.3;
        IdealLatency ideal = IdealLatency.ofDatagrams(p, RTT);
        double sum = 0;
        for (int n = 0; n < 14; n++) {
            sum += (n + 1) * (1 - p) * (1 - p) * Math.pow(p, n);
            assertThat(ideal.percentileMillis(sum - 1e-9)).isEqualTo((1 + n) * RTT);
            assertThat(ideal.percentileMillis(sum + 1e-9)).isEqualTo((2 + n) * RTT);
        }
    }

    @Test
    void simulatedHopsAgree() {
        double p = 0.4;
        SplittableRandom random = new SplittableRandom(17);
        long[] nanos = LongStream.generate(() -> (long) (1e6 * (hop(random, p) + hop(random, p))))
                .limit(200_000)
                .toArray();
        Latencies simulated = Latencies.of(LongStream.of(nanos));
        IdealLatency ideal = IdealLatency.ofDatagrams(p, RTT);
        for (double share : new double[] {0.2, 0.5, 0.9, 0.99}) {
            assertThat(simulated.percentileMillis(share)).isEqualTo(ideal.percentileMillis(share));
        }
    }

    private static double hop(SplittableRandom random, double loss) {
        double latency = RTT / 2;
        while (random.nextDouble() < loss) {
            latency += RTT;
        }
        return latency;
    }

    @Test
    void onAStreamALossIsAStallThatDoubles() {
        IdealLatency ideal = IdealLatency.ofStreams(0.1, RTT);
        assertThat(ideal.percentileMillis(0.81)).isEqualTo(RTT);
        assertThat(ideal.percentileMillis(0.82)).isEqualTo(RTT + 200);
        assertThat(ideal.percentileMillis(0.9975)).isEqualTo(RTT + 600 + 200);
    }

    @Test
    void aShareThatIsNeverReachedTakesForEver() {
        assertThat(IdealLatency.ofDatagrams(0.5, RTT).percentileMillis(1)).isInfinite();
    }

    @Test
    void aNetworkThatLosesEverythingIsRefused() {
        assertThatThrownBy(() -> IdealLatency.ofDatagrams(1, RTT)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> IdealLatency.ofDatagrams(-0.1, RTT)).isInstanceOf(IllegalArgumentException.class);
    }
}
