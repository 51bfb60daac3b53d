package io.fingerpost.server.gateway.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private static int take(TokenBucket bucket, int tries, long now) {
        int taken = 0;
        for (int i = 0; i < tries; i++) {
            taken += bucket.tryTake(now) ? 1 : 0;
        }
        return taken;
    }

    @Test
    void letsABurstThroughAndThenTheRate() {
        TokenBucket bucket = new TokenBucket(100, 10, -SECOND);

        assertThat(take(bucket, 50, -SECOND)).isEqualTo(10);
        assertThat(take(bucket, 50, -SECOND + SECOND / 20)).isEqualTo(5);
        assertThat(take(bucket, 50, 10 * SECOND)).isEqualTo(10);
    }

    @Test
    void aRateOfZeroLetsOnlyTheBurstThrough() {
        TokenBucket bucket = new TokenBucket(0, 3, 0);

        assertThat(take(bucket, 5, 0)).isEqualTo(3);
        assertThat(take(bucket, 5, 1000 * SECOND)).isZero();
    }

    @Test
    void aThreadThatHasReadTheClockEarlierCostsNothing() {
        TokenBucket bucket = new TokenBucket(100, 10, 0);

        assertThat(take(bucket, 5, SECOND)).isEqualTo(5);
        assertThat(take(bucket, 50, SECOND / 2)).isEqualTo(5);
        assertThat(take(bucket, 50, SECOND + SECOND / 20)).isEqualTo(5);
    }
}
