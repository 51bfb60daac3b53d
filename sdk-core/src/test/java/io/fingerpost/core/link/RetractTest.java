package io.fingerpost.core.link;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is taken back: while there is no connection it leaves nothing behind, and the next connection begins after it. */
class RetractTest {
    private final SendLink<String> link = new SendLink<>(0);
    private final List<Long> transmitted = new ArrayList<>();
    private final List<String> done = new ArrayList<>();
    private final SendLink.Output<String> output = new SendLink.Output<>() {
        @Override
        public void transmit(SendLink.Piece<String> piece) {
            transmitted.add(piece.sq());
        }

        @Override
        public void ask(SendLink.Piece<String> piece) {}

        @Override
        public void done(String message) {
            done.add(message);
        }
    };

    private long offer(String text) {
        return link.offer(new byte[10], "conversation", text);
    }

    @Test
    void atTheFront() {
        for (int i = 0; i < 10_000; i++) {
            link.retract(offer("m" + i), 0);
            link.dropRetracted();
        }
        assertThat(link.pending()).isZero();
        assertThat(link.doneUpTo()).isEqualTo(10_000);
        offer("next");
        link.resume(false, LinkLimits.DEFAULT, AckBlock.upTo(0), 0, output);
        link.poll(0, output);
        assertThat(transmitted).containsExactly(10_001L);
        link.onAck(AckBlock.upTo(10_001), -1, 0, output);
        assertThat(done).containsExactly("next");
    }

    @Test
    void onlyUpToWhatIsStillWanted() {
        long first = offer("1");
        offer("2");
        long third = offer("3");
        link.retract(third, 0);
        link.dropRetracted();
        assertThat(link.doneUpTo()).isZero();
        link.retract(first, 0);
        link.dropRetracted();
        assertThat(link.doneUpTo()).isEqualTo(first);
        assertThat(link.pending()).isEqualTo(2);
    }

    @Test
    void piecesThatHadArrivedToo() {
        link.resume(true, LinkLimits.DEFAULT, AckBlock.upTo(0), 0, output);
        long last = link.offer(new byte[3 * LinkLimits.PIECE_BYTES], null, "large");
        offer("small");
        link.poll(0, output);
        link.onAck(new AckBlock(0, 2, new byte[0], 0, 0), -1, 1, output);
        link.retract(last, 2);
        link.dropRetracted();
        assertThat(link.doneUpTo()).isEqualTo(3);
        transmitted.clear();
        link.resume(true, LinkLimits.DEFAULT, AckBlock.upTo(0), 3, output);
        link.poll(3, output);
        assertThat(transmitted).containsExactly(4L);
        link.onAck(AckBlock.upTo(4), -1, 4, output);
        assertThat(done).containsExactly("small");
        assertThat(link.pending()).isZero();
    }

    @Test
    void whatIsOverIsNotSentOnTheNextConnection() {
        link.resume(false, LinkLimits.DEFAULT, AckBlock.upTo(0), 0, output);
        offer("1");
        link.poll(0, output);
        link.offer(new byte[2 * LinkLimits.PIECE_BYTES], "conversation", "over");
        link.retractIf("over"::equals, 1);
        link.dropRetracted();
        List<Integer> sizes = new ArrayList<>();
        SendLink.Output<String> sizing = new SendLink.Output<>() {
            @Override
            public void transmit(SendLink.Piece<String> piece) {
                sizes.add(piece.count());
            }

            @Override
            public void ask(SendLink.Piece<String> piece) {}

            @Override
            public void done(String message) {
                done.add(message);
            }
        };
        link.resume(false, LinkLimits.DEFAULT, AckBlock.upTo(0), 2, sizing);
        link.poll(2, sizing);
        assertThat(sizes)
                .as("one message, two numbers under which nothing comes")
                .containsExactly(10, 0, 0);
        link.onAck(AckBlock.upTo(3), -1, 3, sizing);
        assertThat(done).containsExactly("1");
    }

    @Test
    void onAStreamAnAcknowledgementInBetweenDoesNotKeepItFromBeingTold() {
        link.resume(false, LinkLimits.DEFAULT, AckBlock.upTo(0), 0, output);
        long refused = offer("refused");
        offer("2");
        link.poll(0, output);
        transmitted.clear();
        link.retract(refused, 1);
        link.onAck(new AckBlock(0, 1, new byte[0], 0, 0), -1, 2, output);
        assertThat(link.nextDueNanos()).isLessThanOrEqualTo(2);
        link.poll(2, output);
        assertThat(transmitted).containsExactly(refused);
        assertThat(link.nextDueNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void onAStreamAllAreToldAtOnceHoweverMany() {
        link.resume(false, LinkLimits.DEFAULT, AckBlock.upTo(0), 0, output);
        for (int burst = 0; burst < 4; burst++) {
            long last = 0;
            for (int i = 0; i < 256; i++) {
                last = offer("m" + i);
            }
            link.poll(burst, output);
            transmitted.clear();
            for (long sq = last - 255; sq <= last; sq++) {
                link.retract(sq, burst);
            }
            link.poll(burst, output);
            assertThat(transmitted).hasSize(256);
            link.onAck(AckBlock.upTo(last), -1, burst, output);
        }
        assertThat(link.pending()).isZero();
    }

    @Test
    void onAQuietPathItDoesNotMakeThePathSeemDead() {
        link.resume(true, LinkLimits.DEFAULT, AckBlock.upTo(0), 0, output);
        long refused = offer("refused");
        link.poll(0, output);
        long heard = MILLISECONDS.toNanos(10);
        link.onAck(new AckBlock(0, 1, new byte[0], 1, 0), heard, heard, output);
        long later = heard + MILLISECONDS.toNanos(5_000);
        link.retract(refused, later);
        long next = offer("next");
        transmitted.clear();
        link.poll(later, output);
        assertThat(transmitted).containsExactly(refused, next);
    }

    @Test
    void refusalsAreNotTakenForLoss() {
        link.resume(true, LinkLimits.DEFAULT, AckBlock.upTo(0), 0, output);
        for (int i = 0; i < 200; i++) {
            long now = MILLISECONDS.toNanos(100L * i);
            long refused = offer("refused");
            link.poll(now, output);
            AckBlock arrived = new AckBlock(refused - 1, 1, new byte[0], 1, 0);
            link.onAck(arrived, MILLISECONDS.toNanos(10), now + MILLISECONDS.toNanos(10), output);
            link.retract(refused, now + MILLISECONDS.toNanos(30));
            link.poll(now + MILLISECONDS.toNanos(30), output);
            link.onAck(AckBlock.upTo(refused), MILLISECONDS.toNanos(10), now + MILLISECONDS.toNanos(40), output);
        }
        assertThat(link.loss()).isZero();
    }

    /** The other end has refused a message, and says of its number that it has arrived: that is not to say that the retraction has. */
    @Test
    void overDatagramsARetractionIsToldUntilItIsDoneWith() {
        link.resume(true, LinkLimits.DEFAULT, AckBlock.upTo(0), 0, output);
        long refused = offer("refused");
        offer("2");
        link.poll(0, output);
        AckBlock bothArrived = new AckBlock(0, 2, new byte[0], 0, 0);
        link.onAck(bothArrived, MILLISECONDS.toNanos(10), MILLISECONDS.toNanos(10), output);
        transmitted.clear();

        link.retract(refused, MILLISECONDS.toNanos(11));
        link.onAck(bothArrived, -1, MILLISECONDS.toNanos(12), output);
        link.poll(MILLISECONDS.toNanos(12), output);
        assertThat(transmitted).containsExactly(refused);
        link.onAck(bothArrived, -1, MILLISECONDS.toNanos(22), output);
        link.poll(MILLISECONDS.toNanos(500), output);
        assertThat(transmitted).as("it may have got lost").hasSizeGreaterThan(1).containsOnly(refused);
        link.onAck(AckBlock.upTo(2), -1, MILLISECONDS.toNanos(510), output);
        assertThat(done).containsExactly("2");
        assertThat(link.pending()).isZero();
    }

    /** Under a number that this end did not keep over its restart the other end may have what was a message's, and says so. */
    @Test
    void overDatagramsANumberThatWasSkippedIsToldUntilItIsDoneWith() {
        link.skipBefore(2);
        link.resume(true, LinkLimits.DEFAULT, AckBlock.upTo(0), 0, output);
        link.poll(0, output);
        link.onAck(new AckBlock(0, 1, new byte[0], 0, 0), -1, MILLISECONDS.toNanos(10), output);
        transmitted.clear();
        link.poll(MILLISECONDS.toNanos(500), output);
        assertThat(transmitted).as("it may have got lost").containsExactly(1L);
        link.onAck(AckBlock.upTo(1), -1, MILLISECONDS.toNanos(510), output);
        assertThat(link.pending()).isZero();
    }
}
