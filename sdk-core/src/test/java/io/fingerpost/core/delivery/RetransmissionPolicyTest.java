package io.fingerpost.core.delivery;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fingerpost.core.Transport;
import org.junit.jupiter.api.Test;

class RetransmissionPolicyTest {
    private final RetransmissionPolicy policy = new RetransmissionPolicy(ms(500), ms(100), ms(4000), ms(1000), 3);

    @Test
    void theTimeoutIsKeptFourTimesThenGrowsByHalfUpToTheLongestInterval() {
        long[] expected = {200, 200, 200, 200, 300, 450, 675, 1000, 1000};
        for (int i = 0; i < expected.length; i++) {
            assertThat(policy.intervalNanos(i + 1, ms(200)))
                    .as("after %d transmissions", i + 1)
                    .isEqualTo(ms(expected[i]));
        }
        assertThat(policy.intervalNanos(Integer.MAX_VALUE, ms(200))).isEqualTo(ms(1000));
    }

    @Test
    void anIntervalIsNeverShorterThanTheTimeout() {
        assertThat(policy.intervalNanos(1, ms(3000))).isEqualTo(ms(3000));
        assertThat(policy.intervalNanos(50, ms(3000))).isEqualTo(ms(3000));
        assertThat(policy.intervalNanos(50, Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void itsEstimatorHasItsBounds() {
        RttEstimator rtt = policy.newEstimator();
        assertThat(rtt.rtoNanos()).isEqualTo(ms(500));
        rtt.sample(1);
        assertThat(rtt.rtoNanos()).isEqualTo(ms(100));
        rtt.sample(ms(100_000));
        assertThat(rtt.rtoNanos()).isEqualTo(ms(1000)); // as one was fast
        RttEstimator slow = policy.newEstimator();
        slow.sample(ms(100_000));
        assertThat(slow.rtoNanos()).isEqualTo(ms(4000));
    }

    @Test
    void datagramsAreRepeatedSoonAndStreamsRarely() {
        RetransmissionPolicy datagram = RetransmissionPolicy.of(Transport.UDP);
        RttEstimator rtt = datagram.newEstimator();
        assertThat(rtt.rtoNanos()).isEqualTo(ms(500));
        rtt.sample(ms(20));
        rtt.sample(ms(5000));
        assertThat(rtt.rtoNanos()).isEqualTo(ms(1000));
        assertThat(datagram.window()).isEqualTo(256);
        assertThat(RetransmissionPolicy.of(Transport.TCP)).isSameAs(RetransmissionPolicy.of(Transport.WEBSOCKET));
        RetransmissionPolicy stream = RetransmissionPolicy.of(Transport.TCP);
        assertThat(stream.intervalNanos(1, stream.newEstimator().rtoNanos())).isEqualTo(ms(5000));
        assertThat(stream.intervalNanos(9, stream.newEstimator().rtoNanos())).isEqualTo(ms(5000));
        assertThat(stream.window()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void aWindowHasRoomForOneAtLeast() {
        assertThatIllegalArgumentException().isThrownBy(() -> new RetransmissionPolicy(1, 1, 1, 1, 0));
    }

    private static long ms(long millis) {
        return MILLISECONDS.toNanos(millis);
    }
}
