package io.fingerpost.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NetworkConditionsTest {
    private static final int SAMPLES = 200_000;

    @Test
    void perfectLosesNothingAndDelaysNothing() {
        PacketFates fates = fates(NetworkConditions.PERFECT);
        for (int i = 0; i < 1000; i++) {
            assertThat(fates.isLost()).isFalse();
            assertThat(fates.isDuplicated()).isFalse();
            assertThat(fates.delayNanos()).isZero();
        }
    }

    @Test
    void certainLossLosesEverything() {
        PacketFates fates = fates(NetworkConditions.builder().loss(1).build());
        for (int i = 0; i < 1000; i++) {
            assertThat(fates.isLost()).isTrue();
        }
    }

    @Test
    void lossAndDuplicationComeAsOftenAsTheySay() {
        PacketFates fates =
                fates(NetworkConditions.builder().loss(0.2).duplication(0.05).build());
        int lost = 0;
        int duplicated = 0;
        for (int i = 0; i < SAMPLES; i++) {
            lost += fates.isLost() ? 1 : 0;
            duplicated += fates.isDuplicated() ? 1 : 0;
        }
        assertThat(lost / (double) SAMPLES).isCloseTo(0.2, within(threeSigma(0.2)));
        assertThat(duplicated / (double) SAMPLES).isCloseTo(0.05, within(threeSigma(0.05)));
    }

    @Test
    void burstsAreAsLongAndAsFrequentAsTheySay() {
        NetworkConditions conditions =
                NetworkConditions.builder().burstLoss(0.01, 0.1, 1).build();
        PacketFates fates = fates(conditions);
        int lost = 0;
        int bursts = 0;
        boolean previous = false;
        for (int i = 0; i < SAMPLES; i++) {
            boolean now = fates.isLost();
            lost += now ? 1 : 0;
            bursts += now && !previous ? 1 : 0;
            previous = now;
        }
        assertThat(conditions.meanLoss()).isCloseTo(0.01 / 0.11, within(1e-9));
        // Losses of one burst belong together, so there are about SAMPLES / 110 independent events of 10 losses each.
        assertThat(lost / (double) SAMPLES).isCloseTo(conditions.meanLoss(), within(0.009));
        assertThat(lost / (double) bursts).isCloseTo(10, within(0.8));
    }

    @Test
    void burstsEndWhenTheConditionsImprove() {
        PacketFates fates = fates(NetworkConditions.builder().burstLoss(1, 0, 1).build());
        assertThat(fates.isLost()).isTrue();
        fates.setConditions(NetworkConditions.PERFECT);
        assertThat(fates.isLost()).isFalse();
    }

    @Test
    void uniformDelaysStayWithinTheirBoundsAndReachThem() {
        Duration min = Duration.ofMillis(20);
        Duration max = Duration.ofMillis(60);
        NetworkConditions conditions =
                NetworkConditions.builder().delayBetween(min, max).build();
        PacketFates fates = fates(conditions);
        double sum = 0;
        long least = Long.MAX_VALUE;
        long most = 0;
        for (int i = 0; i < SAMPLES; i++) {
            long delay = fates.delayNanos();
            sum += delay;
            least = Math.min(least, delay);
            most = Math.max(most, delay);
        }
        assertThat(conditions.meanDelay()).isEqualTo(Duration.ofMillis(40));
        assertThat(sum / SAMPLES / 1e6).isCloseTo(40, within(3 * 40 / Math.sqrt(12) / Math.sqrt(SAMPLES)));
        assertThat(least).isBetween(min.toNanos(), min.plusMillis(1).toNanos());
        assertThat(most).isBetween(max.minusMillis(1).toNanos(), max.toNanos());
    }

    @Test
    void normalDelaysHaveTheirMeanAndDeviationAndAreNeverNegative() {
        PacketFates fates = fates(NetworkConditions.builder()
                .delayAround(Duration.ofMillis(60), Duration.ofMillis(10))
                .build());
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < SAMPLES; i++) {
            double delay = fates.delayNanos() / 1e6;
            sum += delay;
            squares += (delay - 60) * (delay - 60);
        }
        assertThat(sum / SAMPLES).isCloseTo(60, within(3 * 10 / Math.sqrt(SAMPLES)));
        assertThat(Math.sqrt(squares / SAMPLES)).isCloseTo(10, within(0.1));

        PacketFates nearZero = fates(NetworkConditions.builder()
                .delayAround(Duration.ZERO, Duration.ofMillis(10))
                .build());
        for (int i = 0; i < 1000; i++) {
            assertThat(nearZero.delayNanos()).isNotNegative();
        }
    }

    @Test
    void toBuilderKeepsEverythingAndEqualityIsByValue() {
        NetworkConditions conditions = NetworkConditions.builder()
                .loss(0.1)
                .duplication(0.2)
                .burstLoss(0.3, 0.4, 0.5)
                .delayAround(Duration.ofMillis(6), Duration.ofMillis(7))
                .build();

        assertThat(conditions.toBuilder().build()).isEqualTo(conditions).hasSameHashCodeAs(conditions);
        assertThat(conditions.toBuilder().loss(0.11).build()).isNotEqualTo(conditions);
        assertThat(conditions).hasToString("loss 0.1, duplication 0.2, delay PT0.006S ± PT0.007S, bursts 0.3/0.4/0.5");
        assertThat(conditions.loss()).isEqualTo(0.1);
        assertThat(conditions.duplication()).isEqualTo(0.2);
    }

    @Test
    void impossibleValuesAreRefused() {
        NetworkConditions.Builder builder = NetworkConditions.builder();
        assertThatThrownBy(() -> builder.loss(1.1)).hasMessageContaining("loss");
        assertThatThrownBy(() -> builder.loss(Double.NaN)).hasMessageContaining("loss");
        assertThatThrownBy(() -> builder.duplication(-0.1)).hasMessageContaining("duplication");
        assertThatThrownBy(() -> builder.burstLoss(2, 0, 0)).hasMessageContaining("start");
        assertThatThrownBy(() -> builder.delay(Duration.ofMillis(-1))).hasMessageContaining("min");
        assertThatThrownBy(() -> builder.delayBetween(Duration.ofMillis(2), Duration.ofMillis(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.delayAround(Duration.ZERO, Duration.ofMillis(-1)))
                .hasMessageContaining("jitter");
    }

    private static double threeSigma(double p) {
        return 3 * Math.sqrt(p * (1 - p) / SAMPLES);
    }

    private static PacketFates fates(NetworkConditions conditions) {
        return new PacketFates(conditions, new SplittableRandom(20261101));
    }
}
