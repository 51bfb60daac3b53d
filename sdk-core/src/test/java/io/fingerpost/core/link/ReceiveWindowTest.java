package io.fingerpost.core.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is held back: in a window that is full, and over the end of a connection. */
class ReceiveWindowTest {
    private static final int WINDOW = LinkLimits.DEFAULT.windowMessages();
    private static final int LARGEST_MESSAGE = 1 << 20;

    private final List<Long> delivered = new ArrayList<>();
    private final ReceiveLink link = new ReceiveLink(LinkLimits.DEFAULT, AckBlock.upTo(0));
    private final ReceiveLink.Output output = (sq, message, redelivered) -> delivered.add(sq);

    private void receive(long sq, int flags, int back) {
        link.onMessage(sq, flags, back, new byte[1], 0, output);
    }

    /** The piece after the window has the place of the window's first number: that this one is done with says nothing of it. */
    @Test
    void aMessageThatReachesBeyondItIsHandedOverWhenTheRestHasCome() {
        for (long sq = 2; sq < WINDOW; sq++) {
            receive(sq, 0, 0);
            link.complete(sq, 0);
        }
        receive(WINDOW, FrameFormat.MORE, WINDOW - 1); // comes after number 1
        delivered.clear();
        receive(1, FrameFormat.VOID, 0);
        assertThat(link.doneUpTo()).isEqualTo(WINDOW - 1);
        receive(WINDOW + 1, FrameFormat.CONTINUATION, 0);
        assertThat(delivered).containsExactly(WINDOW + 1L);
    }

    /** The sender has started again, and has not kept number 2: what came after it comes after number 1 now. */
    @Test
    void whatWaitedForItsTurnOnAnEarlierConnectionIsForgotten() {
        receive(3, 0, 1);
        receive(4, 0, 0);
        link.connect(true, 0);
        receive(2, FrameFormat.VOID, 0);
        assertThat(delivered).containsExactly(4L);
        receive(3, FrameFormat.REDELIVERED, 2);
        receive(1, 0, 0);
        assertThat(delivered).containsExactly(4L, 1L, 3L);
        link.complete(1, 0);
        link.complete(3, 0);
        link.complete(4, 0);
        assertThat(link.doneUpTo()).isEqualTo(4);
    }

    /** Each waits for the one before, in a window as large as there is any. */
    @Test
    void aLongChainIsHandedOverInOrderWhenItsFirstHasCome() {
        ReceiveLink large = new ReceiveLink(LinkLimits.of(LARGEST_MESSAGE), AckBlock.upTo(0));
        int window = LinkLimits.of(LARGEST_MESSAGE).windowMessages();
        assertThat(window).isGreaterThan(WINDOW);
        ReceiveLink.Output completing = (sq, message, redelivered) -> {
            delivered.add(sq);
            large.complete(sq, 0);
        };
        for (int round = 0; round < 3; round++) {
            delivered.clear();
            long base = large.doneUpTo();
            for (long sq = base + window; sq > base; sq--) {
                large.onMessage(sq, 0, sq == base + 1 ? 0 : 1, new byte[1], 0, completing);
            }
            assertThat(delivered).hasSize(window).isSorted().startsWith(base + 1);
            assertThat(large.doneUpTo()).isEqualTo(base + window);
        }
    }

    /** Two conversations: what waits for a message of one is not handed over with one of the other. */
    @Test
    void onlyWhatWaitsForAMessageFollowsIt() {
        receive(3, 0, 2); // after 1
        receive(4, 0, 2); // after 2
        receive(6, 0, 2); // after 4
        receive(5, 0, 2); // after 3
        assertThat(delivered).isEmpty();
        receive(2, 0, 0);
        assertThat(delivered).containsExactly(2L, 4L, 6L);
        receive(1, 0, 0);
        assertThat(delivered).containsExactly(2L, 4L, 6L, 1L, 3L, 5L);
    }
}
