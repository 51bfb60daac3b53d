package io.fingerpost.core.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The clock may be below zero: what has no time to be sent at is not sent then. */
class NegativeTimeTest {
    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, false"})
    void nothingIsDueThatHasNoTime(boolean datagrams, boolean arrives) {
        long now = -1_000_000_000L;
        AtomicInteger sent = new AtomicInteger();
        SendLink<String> link = new SendLink<>(0);
        SendLink.Output<String> output = new SendLink.Output<>() {
            @Override
            public void transmit(SendLink.Piece<String> piece) {
                sent.incrementAndGet();
            }

            @Override
            public void ask(SendLink.Piece<String> piece) {}

            @Override
            public void done(String message) {}
        };
        link.resume(datagrams, LinkLimits.DEFAULT, AckBlock.upTo(0), now, output);
        link.offer(new byte[10], null, "message");
        link.poll(now, output);
        if (arrives) {
            link.onAck(new AckBlock(0, 1, new byte[0], 0, 0), 1_000_000, now + 1_000_000, output);
        }
        for (int i = 1; i < 10; i++) {
            link.poll(now + i * 1_000_000L, output);
        }
        assertThat(sent).hasValue(1);
        assertThat(link.nextDueNanos()).isGreaterThan(now + 10_000_000);
    }
}
