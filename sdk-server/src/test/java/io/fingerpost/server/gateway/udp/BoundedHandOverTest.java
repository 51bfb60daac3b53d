package io.fingerpost.server.gateway.udp;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.testkit.VirtualLoop;
import io.fingerpost.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoundedHandOverTest {
    private final VirtualTime time = new VirtualTime(1);
    private final VirtualLoop loop = time.newLoop("loop");
    private final BoundedHandOver handOver = new BoundedHandOver(loop);
    private final List<Integer> ran = new ArrayList<>();

    @Test
    void runsWhatIsHandedOverInOrderOnTheLoop() {
        for (int i = 0; i < 3; i++) {
            int number = i;
            handOver.offer(100, () -> {
                assertThat(loop.inLoop()).isTrue();
                ran.add(number);
            });
        }
        assertThat(ran).isEmpty();
        time.runFor(Duration.ZERO);
        assertThat(ran).containsExactly(0, 1, 2);
    }

    @Test
    void m62_whatALoopIsBehindIsBoundedAlsoForTheSmallestDatagrams() {
        int taken = 0;
        while (handOver.offer(1, () -> ran.add(1))) {
            taken++;
        }
        assertThat(taken).isBetween(10_000, BoundedHandOver.MAX_BYTES / 100);
        assertThat(handOver.offer(1, () -> ran.add(1))).isFalse();
        assertThat(handOver.dropped()).isEqualTo(2);

        time.runFor(Duration.ZERO);
        assertThat(ran).hasSize(taken);
        assertThat(handOver.offer(1, () -> ran.add(1))).isTrue();
    }

    @Test
    void aLargeDatagramTakesMoreRoom() {
        int taken = 0;
        while (handOver.offer(60_000, () -> {})) {
            taken++;
        }
        assertThat(taken).isEqualTo(BoundedHandOver.MAX_BYTES / 60_200);
        assertThat(handOver.offer(10, () -> {}))
                .as("what is smaller still fits")
                .isTrue();
    }
}
