package io.fingerpost.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SilenceLimitTest {
    private static final long INTERVAL = 100;

    private final SilenceLimit limit = new SilenceLimit();

    /** Asks for so many that were sent at that time. Returns how many were allowed. */
    private int allowed(int messages, long sentAt, long now) {
        int allowed = 0;
        for (int i = 0; i < messages; i++) {
            allowed += limit.tryTake(sentAt, i, 1, 8, now, INTERVAL) ? 1 : 0;
        }
        return allowed;
    }

    @Test
    void whatWasOvertakenIsNotLimited() {
        limit.answered(-20, 0);
        assertThat(allowed(50, -21, 100)).isEqualTo(50);
        assertThat(allowed(50, -20, 100))
                .as("not later, so perhaps not overtaken")
                .isEqualTo(8);
    }

    @Test
    void anAnswerToSomethingOlderTellsNothing() {
        limit.answered(10, 0);
        limit.answered(5, 0);
        assertThat(allowed(50, 7, 100)).isEqualTo(50);
    }

    @Test
    void inSilenceThereIsOneRoundAnInterval() {
        assertThat(allowed(50, 0, 100)).isEqualTo(8);
        assertThat(limit.nextRoundNanos(INTERVAL)).isEqualTo(200);
        assertThat(allowed(50, 0, 199)).isZero();
        assertThat(allowed(50, 0, 200)).isEqualTo(8);
        assertThat(limit.rounds()).isEqualTo(2);
        limit.answered(0, 0);
        assertThat(limit.rounds()).isZero();
        assertThat(allowed(50, 0, 250)).as("an answer does not begin a round").isZero();
    }

    @Test
    void aRoundThatWasUsedUpAndAnsweredIsFollowedByALargerOne() {
        assertThat(allowed(200, 0, 100)).isEqualTo(8);
        limit.answered(0, 0);
        assertThat(allowed(200, 0, 200)).isEqualTo(16);
        limit.answered(0, 0);
        assertThat(allowed(200, 0, 300)).isEqualTo(32);
        limit.answered(0, 0);
        assertThat(allowed(200, 0, 350)).as("too early").isZero();
        assertThat(allowed(200, 0, 400)).as("the largest").isEqualTo(32);
        assertThat(allowed(200, 0, 450)).isZero();
        assertThat(allowed(200, 0, 500)).as("nothing was answered").isEqualTo(8);
        limit.answered(0, 0);
        assertThat(allowed(3, 0, 600)).isEqualTo(3);
        limit.answered(0, 0);
        assertThat(allowed(200, 0, 700)).as("three are no use of the round").isEqualTo(8);
    }

    @Test
    void timesMayWrapAround() {
        limit.answered(Long.MAX_VALUE, 0);
        assertThat(allowed(9, Long.MAX_VALUE - 1, Long.MIN_VALUE)).isEqualTo(9);
        assertThat(allowed(9, Long.MIN_VALUE, Long.MIN_VALUE + 50)).isEqualTo(8);
        assertThat(allowed(9, Long.MIN_VALUE, Long.MIN_VALUE + 149)).isZero();
        assertThat(allowed(9, Long.MIN_VALUE, Long.MIN_VALUE + 150)).isEqualTo(8);
    }

    @Test
    void thereMayBeNoLimit() {
        SilenceLimit none = new SilenceLimit();
        for (int i = 0; i < 100_000; i++) {
            assertThat(none.tryTake(0, i, 1, Integer.MAX_VALUE, 100, INTERVAL)).isTrue();
        }
    }
}
