package io.fingerpost.core.delivery;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.core.delivery.Heartbeat.Action;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
    @Test
    @DisplayName("A clock that begins below zero and passes it changes nothing")
    void clockPassesZero() {
        long second = SECONDS.toNanos(1);
        Heartbeat beat = new Heartbeat(10 * second, true, -5 * second);
        assertThat(beat.poll(4 * second)).isEqualTo(Action.NONE);
        assertThat(beat.nextDueNanos()).isEqualTo(5 * second);
        assertThat(beat.poll(5 * second)).isEqualTo(Action.SEND);
        beat.heard(6 * second);
        assertThat(beat.nextDueNanos()).isEqualTo(15 * second);
        assertThat(beat.poll(21 * second - 1)).isEqualTo(Action.SEND);
        assertThat(beat.poll(21 * second)).isEqualTo(Action.GIVE_UP);
    }

    @Test
    void doubtIsTakenBackByAnySign() {
        long second = SECONDS.toNanos(1);
        Heartbeat beat = new Heartbeat(60 * second, false, 0);
        beat.doubt(2 * second);
        assertThat(beat.poll(2 * second)).isEqualTo(Action.SEND);
        assertThat(beat.nextDueNanos()).isEqualTo(7 * second);
        beat.heard(3 * second);
        assertThat(beat.poll(7 * second)).isEqualTo(Action.NONE);
        assertThat(beat.nextDueNanos()).isEqualTo(62 * second);
    }
}
