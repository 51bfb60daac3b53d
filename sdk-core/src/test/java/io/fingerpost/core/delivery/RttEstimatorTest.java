package io.fingerpost.core.delivery;

import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The examples are computed by hand from RFC 6298, section 2. */
class RttEstimatorTest {
    private final RttEstimator rtt = estimator(500, 1, 60_000, 10);

    @Test
    void withoutASampleTheTimeoutIsTheInitialOne() {
        assertThat(rtt.rtoNanos()).isEqualTo(ms(500));
        assertThat(rtt.srttNanos()).isEqualTo(-1);
        assertThat(rtt.minRttNanos()).isEqualTo(-1);
    }

    @Test
    void theFirstSampleSetsTheAverageToItAndTheVariationToHalf() {
        rtt.sample(ms(100)); // (2.2): SRTT = R, RTTVAR = R/2, RTO = SRTT + 4 RTTVAR
        assertThat(rtt.srttNanos()).isEqualTo(ms(100));
        assertThat(rtt.rtoNanos()).isEqualTo(ms(300));
    }

    @Test
    void furtherSamplesMoveTheVariationByAQuarterAndTheAverageByAnEighth() {
        rtt.sample(ms(100));
        rtt.sample(ms(180)); // (2.3): RTTVAR = 50 + (80 - 50) / 4 = 57.5; SRTT = 100 + 80 / 8 = 110; RTO = 110 + 230
        assertThat(rtt.srttNanos()).isEqualTo(ms(110));
        assertThat(rtt.rtoNanos()).isEqualTo(ms(340));

        rtt.sample(ms(110)); // RTTVAR = 57.5 * 3/4 = 43.125; SRTT = 110; RTO = 110 + 172.5
        assertThat(rtt.srttNanos()).isEqualTo(ms(110));
        assertThat(rtt.rtoNanos()).isEqualTo(ms(110) + 172_500_000);

        rtt.sample(ms(
                30)); // RTTVAR = 43.125 + (80 - 43.125) / 4 = 52.34375; SRTT = 110 - 80 / 8 = 100; RTO = 100 + 209.375
        assertThat(rtt.srttNanos()).isEqualTo(ms(100));
        assertThat(rtt.rtoNanos()).isEqualTo(ms(100) + 209_375_000);
        assertThat(rtt.minRttNanos()).isEqualTo(ms(30));
    }

    @Test
    void theTimeoutIsAboveTheAverageByTheGranularityAtLeast() {
        for (int i = 0; i < 200; i++) {
            rtt.sample(ms(80));
        }
        assertThat(rtt.srttNanos()).isEqualTo(ms(80));
        assertThat(rtt.rtoNanos()).isEqualTo(ms(90));
    }

    @Test
    void theTimeoutStaysWithinItsBounds() {
        RttEstimator bounded = estimator(500, 100, 2000, 10);
        bounded.sample(ms(1));
        assertThat(bounded.rtoNanos()).isEqualTo(ms(100));
        bounded.sample(HOURS.toNanos(1));
        assertThat(bounded.rtoNanos()).isEqualTo(ms(2000));
        bounded.sample(Long.MAX_VALUE / 2);
        assertThat(bounded.rtoNanos()).isEqualTo(ms(2000));
    }

    @Test
    void onAFastPathTheTimeoutIsNeverLongerThanUsualHoweverMuchTheSamplesVary() {
        RttEstimator fast = new RttEstimator(ms(500), ms(100), ms(4000), ms(1000), ms(10));
        fast.sample(ms(20));
        fast.sample(ms(900)); // RTTVAR = 10 + (880 - 10) / 4 = 227.5; SRTT = 20 + 880 / 8 = 130; RTO = 130 + 910
        assertThat(fast.rtoNanos()).isEqualTo(ms(1000));
        fast.ambiguous(0, ms(1000), ms(1900));
        assertThat(fast.rtoNanos()).isEqualTo(ms(1000));
        assertThat(fast.unstretchedRtoNanos()).isEqualTo(ms(1000));
    }

    @Test
    void onASlowPathTheTimeoutMayBeFourTimesTheSmallestSample() {
        RttEstimator slow = new RttEstimator(ms(500), ms(100), ms(4000), ms(1000), ms(10));
        slow.sample(ms(700)); // RTO = 700 + 4 * 350
        assertThat(slow.rtoNanos()).isEqualTo(ms(2100));
        slow.ambiguous(0, ms(2100), ms(2900));
        assertThat(slow.rtoNanos()).isEqualTo(ms(2800));
        slow.sample(ms(400)); // RTTVAR = 350 - 50 / 4 = 337.5; SRTT = 662.5; RTO = 662.5 + 1350
        assertThat(slow.rtoNanos()).isEqualTo(ms(1600));

        RttEstimator slower = new RttEstimator(ms(500), ms(100), ms(4000), ms(1000), ms(10));
        slower.sample(ms(1001));
        slower.ambiguous(0, ms(3000), ms(5000));
        slower.ambiguous(ms(5000), ms(9000), ms(10_100));
        assertThat(slower.rtoNanos()).isEqualTo(ms(4000));
    }

    @Test
    void ambiguousAcknowledgementsStretchTheTimeoutUpToTwofoldUntilACleanSample() {
        rtt.sample(ms(100));
        rtt.ambiguous(ms(1000), ms(1300), ms(1400));
        assertThat(rtt.rtoNanos()).isEqualTo(ms(450));
        assertThat(rtt.unstretchedRtoNanos()).isEqualTo(ms(300));
        rtt.ambiguous(ms(1400), ms(1850), ms(1950));
        assertThat(rtt.rtoNanos()).isEqualTo(ms(600));
        rtt.sample(ms(100)); // RTTVAR = 37.5
        assertThat(rtt.rtoNanos()).isEqualTo(ms(250));
    }

    @Test
    void aTimeoutIsNotStretchedAgainByMessagesThatWereSentBeforeItWas() {
        rtt.sample(ms(100));
        rtt.ambiguous(ms(1000), ms(1300), ms(1400));
        rtt.ambiguous(ms(1000), ms(1350), ms(1450));
        rtt.ambiguous(ms(1399), ms(1699), ms(1799));
        assertThat(rtt.rtoNanos()).isEqualTo(ms(450));
        rtt.sample(ms(100)); // RTTVAR = 37.5
        rtt.ambiguous(ms(1399), ms(1800), ms(1900));
        assertThat(rtt.rtoNanos()).isEqualTo(ms(250));
        rtt.ambiguous(ms(1400), ms(1800), ms(1900));
        assertThat(rtt.rtoNanos()).isEqualTo(ms(375));
    }

    @Test
    void theTimeSinceTheLastTransmissionCountsIfItIsLessThanTheAverage() {
        rtt.sample(ms(100));
        rtt.ambiguous(ms(1000), ms(1300), ms(1320)); // RTTVAR = 50 + (80 - 50) / 4 = 57.5; SRTT = 100 - 80 / 8 = 90
        assertThat(rtt.srttNanos()).isEqualTo(ms(90));
        assertThat(rtt.unstretchedRtoNanos()).isEqualTo(ms(320));
        assertThat(rtt.minRttNanos()).isEqualTo(ms(100)); // for it may have been longer
    }

    @Test
    void ifItIsMoreItCountsOnceTheTimeoutIsStretchedTwofold() {
        rtt.sample(ms(100));
        rtt.ambiguous(ms(1000), ms(1300), ms(1500));
        rtt.ambiguous(ms(1500), ms(1950), ms(2150));
        assertThat(rtt.srttNanos()).isEqualTo(ms(100));
        rtt.ambiguous(ms(1400), ms(2750), ms(2950));
        // RTTVAR = 50 + (100 - 50) / 4 = 62.5; SRTT = 100 + 100 / 8 = 112.5
        assertThat(rtt.srttNanos()).isEqualTo(ms(112) + 500_000);
        assertThat(rtt.unstretchedRtoNanos()).isEqualTo(ms(362) + 500_000);
    }

    @Test
    void theTimeSinceTheFirstTransmissionCountsEverySixteenthTimeThatTheTwofoldTimeoutWasTooShort() {
        rtt.sample(ms(100));
        int now = 1000;
        // The first two stretch it; the last transmission is always as long ago as the average.
        for (int i = 0; i < 17; i++) {
            rtt.ambiguous(ms(now), ms(now + 800), ms(now + 900));
            rtt.ambiguous(ms(now - 1), ms(now + 800), ms(now + 900)); // sent before, so it does not count
            now += 900;
        }
        assertThat(rtt.srttNanos()).isEqualTo(ms(100));
        rtt.ambiguous(ms(now), ms(now + 800), ms(now + 900));
        assertThat(rtt.srttNanos()).isEqualTo(ms(200)); // 100 + (900 - 100) / 8
    }

    @Test
    void theInitialTimeoutIsStretchedTooUntilAPathIsKnownToBeSlow() {
        rtt.ambiguous(ms(1000), ms(1500), ms(1501));
        assertThat(rtt.rtoNanos()).isEqualTo(ms(750));
        assertThat(rtt.srttNanos()).isEqualTo(-1);
        for (int now = 2000; now < 2000 + 17 * 2000; now += 2000) {
            assertThat(rtt.srttNanos()).isEqualTo(-1);
            rtt.ambiguous(ms(now), ms(now + 1000), ms(now + 2000));
        }
        assertThat(rtt.srttNanos()).isEqualTo(ms(2000));
        assertThat(rtt.unstretchedRtoNanos()).isEqualTo(ms(6000));
        assertThat(rtt.minRttNanos()).isEqualTo(-1); // for it may have been shorter
    }

    @Test
    void aZeroSampleCountsAndANegativeOneDoesNot() {
        rtt.sample(-1);
        assertThat(rtt.srttNanos()).isEqualTo(-1);
        rtt.sample(0);
        assertThat(rtt.srttNanos()).isZero();
        assertThat(rtt.rtoNanos()).isEqualTo(ms(10));
    }

    @Test
    void staysCloseToTheFormulasInFloatingPointForRandomSamples() {
        for (long seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            RttEstimator estimator = estimator(500, 1, 60_000, 10);
            double srtt = -1;
            double rttvar = 0;
            for (int i = 0; i < 100; i++) {
                double r = random.nextLong(1, ms(400));
                if (srtt < 0) {
                    srtt = r;
                    rttvar = r / 2;
                } else {
                    rttvar = 0.75 * rttvar + 0.25 * Math.abs(srtt - r);
                    srtt = 0.875 * srtt + 0.125 * r;
                }
                estimator.sample((long) r);
                double rto = srtt + Math.max((double) ms(10), 4 * rttvar);
                assertThat((double) estimator.rtoNanos()).as("seed %d", seed).isBetween(rto - 100, rto + 100);
            }
        }
    }

    @Test
    void impossibleBoundsAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> estimator(1, 0, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> estimator(1, 2, 3, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> estimator(4, 2, 3, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> estimator(3, 3, 2, 1));
    }

    private static RttEstimator estimator(long initialMs, long minMs, long maxMs, long granularityMs) {
        return new RttEstimator(ms(initialMs), ms(minMs), ms(maxMs), ms(maxMs), ms(granularityMs));
    }

    private static long ms(long millis) {
        return MILLISECONDS.toNanos(millis);
    }
}
