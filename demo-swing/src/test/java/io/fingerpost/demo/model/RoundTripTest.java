package io.fingerpost.demo.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.core.Protocal;
import io.fingerpost.core.codec.Packets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class RoundTripTest {
    private final Protocal keepAlive = Packets.keepAlive("alice");
    private final Protocal answer = Packets.keepAliveResponse("alice");

    private final Queue<Runnable> later = new ArrayDeque<>();
    private long micros;
    private final RoundTrip roundTrip = new RoundTrip(later::add, () -> TimeUnit.MICROSECONDS.toNanos(micros));

    private void sendAt(long at) {
        micros = at;
        roundTrip.onSent(keepAlive);
    }

    private void answerAt(long at) {
        later.forEach(Runnable::run);
        later.clear();
        answerAtOnce(at);
    }

    private void answerAtOnce(long at) {
        micros = at;
        roundTrip.onReceived(answer);
    }

    @Test
    @DisplayName("M70: the round trip follows the network, also when nothing is said")
    void m70_followsTheNetwork() {
        assertThat(roundTrip.text()).isEqualTo("–");
        sendAt(0);
        answerAt(1_240);
        assertThat(roundTrip.text()).isEqualTo("1.2 ms");
        sendAt(3_000_000);
        answerAt(3_240_000);
        assertThat(roundTrip.text()).isEqualTo("240 ms");
    }

    @Test
    void anAnswerThatMayBelongToEitherOfTwoMeasuresNothing() {
        sendAt(0);
        sendAt(500_000);
        answerAt(510_000);
        assertThat(roundTrip.text()).isEqualTo("–");
        answerAt(511_000);
        sendAt(600_000);
        answerAt(620_000);
        assertThat(roundTrip.text()).isEqualTo("20 ms");
    }

    @Test
    void whatIsHeardOfAtOnceMeasuresNothing() {
        sendAt(0);
        answerAtOnce(10);
        assertThat(roundTrip.text()).isEqualTo("–");
    }

    @Test
    void anotherConnectionBeginsAnew() {
        sendAt(0);
        answerAt(1_000);
        roundTrip.reset();
        assertThat(roundTrip.text()).isEqualTo("–");
    }
}
