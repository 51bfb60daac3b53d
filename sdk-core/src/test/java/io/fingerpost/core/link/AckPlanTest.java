package io.fingerpost.core.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When the receiving half has something to tell. */
class AckPlanTest {
    private static final long LATEST = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long NEVER = Long.MAX_VALUE;

    private final ReceiveLink link = new ReceiveLink(LinkLimits.DEFAULT, AckBlock.upTo(0));

    private void receive(long sq, long nowNanos) {
        link.onMessage(sq, 0, 0, new byte[1], nowNanos, (number, message, redelivered) -> {});
    }

    @Test
    void overDatagramsWhatArrivesIsToldAndThenWhatIsDoneWith() {
        link.connect(true, 0);
        receive(1, 100);
        assertThat(link.ackDueNanos()).isEqualTo(100);
        link.takeAck(100);
        link.complete(1, 200);
        assertThat(link.ackDueNanos()).isEqualTo(200 + LATEST);
        link.takeAck(200);
        receive(2, 300);
        assertThat(link.ackDueNanos()).isEqualTo(300 + LATEST);
    }

    @Test
    void onAStreamOnlyWhatIsDoneWithIsTold() {
        link.connect(false, 0);
        receive(1, 100);
        receive(2, 100);
        assertThat(link.ackDueNanos()).isEqualTo(NEVER);
        link.complete(2, 150);
        assertThat(link.ackDueNanos()).isEqualTo(NEVER);
        link.complete(1, 200);
        assertThat(link.ackDueNanos()).isEqualTo(200);
        assertThat(link.takeAck(200).cum()).isEqualTo(2);
        receive(3, 300);
        link.complete(3, 300);
        assertThat(link.ackDueNanos()).isEqualTo(300 + LATEST);
    }

    @Test
    void onAStreamEightThatAreDoneWithAreToldAtOnce() {
        link.connect(false, 0);
        receive(1, 100);
        link.complete(1, 100);
        link.takeAck(100);
        for (int sq = 2; sq <= 9; sq++) {
            assertThat(link.ackDueNanos()).isGreaterThan(200);
            receive(sq, 200);
            link.complete(sq, 200);
        }
        assertThat(link.ackDueNanos()).isEqualTo(200);
    }

    @Test
    void onAStreamWhatWasTakenBackIsToldWithoutBeingHandedOver() {
        link.connect(false, 0);
        link.onMessage(1, FrameFormat.VOID, 0, new byte[0], 100, (sq, message, redelivered) -> {
            throw new AssertionError("there is nothing to hand over");
        });
        assertThat(link.ackDueNanos()).isEqualTo(100);
    }
}
