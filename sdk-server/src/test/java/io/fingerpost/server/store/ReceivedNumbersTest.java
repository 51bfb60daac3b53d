package io.fingerpost.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fingerpost.core.link.AckBlock;
import io.fingerpost.core.link.LinkLimits;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class ReceivedNumbersTest {
    private static final int SEEDS = Integer.getInteger("fingerpost.seeds", 200);
    private static final int WINDOW = LinkLimits.MAX_WINDOW_MESSAGES;

    @Test
    void numbersInOrderOnlyMoveTheMark() {
        ReceivedNumbers numbers = new ReceivedNumbers(0);
        numbers.add(1, 1);
        numbers.add(2, 61);
        assertThat(numbers.cum()).isEqualTo(61);
        assertThat(numbers.bitmap()).isEmpty();
    }

    @Test
    void aGapIsRememberedUntilItIsFilled() {
        ReceivedNumbers numbers = new ReceivedNumbers(7);
        numbers.add(10, 12);
        assertThat(numbers.cum()).isEqualTo(7);
        assertThat(numbers.contains(9)).isFalse();
        assertThat(numbers.contains(10)).isTrue();
        assertThat(numbers.contains(13)).isFalse();
        numbers.add(8, 8);
        assertThat(numbers.cum()).isEqualTo(8);
        numbers.add(9, 9);
        assertThat(numbers.cum()).isEqualTo(12);
    }

    @Test
    void whatIsDoneWithWithoutHavingComeCounts() {
        ReceivedNumbers numbers = new ReceivedNumbers(0);
        numbers.add(5, 5);
        numbers.advanceTo(4);
        assertThat(numbers.cum()).isEqualTo(5);
        numbers.advanceTo(3);
        assertThat(numbers.cum()).isEqualTo(5);
        numbers.advanceTo(1_000_000);
        assertThat(numbers.cum()).isEqualTo(1_000_000);
    }

    @Test
    void whatNoWindowReachesIsRefused() {
        ReceivedNumbers numbers = new ReceivedNumbers(10);
        numbers.add(10 + WINDOW, 10 + WINDOW);
        assertThat(numbers.contains(10 + WINDOW)).isTrue();
        assertThatThrownBy(() -> numbers.add(11 + WINDOW, 11 + WINDOW)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> numbers.add(5, 4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> numbers.add(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ReceivedNumbers(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ReceivedNumbers.of(0, new byte[WINDOW / 8 + 1]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("M62: exactly what was received, in constant memory, as a plain set of bits has it")
    void m62_likeASetOfBits() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            ReceivedNumbers numbers = new ReceivedNumbers(0);
            BitSet model = new BitSet();
            model.set(0);
            int spread = 1 + random.nextInt(random.nextBoolean() ? 8 : WINDOW);
            for (int step = 0; step < 400; step++) {
                numbers = step(random, numbers, model, spread);
                check("seed " + seed + ", step " + step, numbers, model);
            }
        }
    }

    private static ReceivedNumbers step(Random random, ReceivedNumbers numbers, BitSet model, int spread) {
        int cum = (int) numbers.cum();
        if (random.nextInt(40) == 0) {
            return ReceivedNumbers.of(cum, numbers.bitmap());
        }
        if (random.nextInt(40) == 0) {
            int doneUpTo = cum + random.nextInt(spread);
            numbers.advanceTo(doneUpTo);
            model.set(0, doneUpTo + 1);
            return numbers;
        }
        int first = Math.max(1, cum - 3 + random.nextInt(spread + 3));
        int last = Math.min(first + (random.nextInt(5) == 0 ? random.nextInt(60) : 0), cum + WINDOW);
        if (first <= last) {
            numbers.add(first, last);
            model.set(first, last + 1);
        }
        return numbers;
    }

    private static void check(String when, ReceivedNumbers numbers, BitSet model) {
        int cum = model.nextClearBit(0) - 1;
        assertThat(numbers.cum()).as(when).isEqualTo(cum);
        AckBlock ack = numbers.toAckBlock();
        for (int sq = Math.max(0, cum - 2); sq <= cum + WINDOW + 2; sq++) {
            if (numbers.contains(sq) != model.get(sq)) {
                throw new AssertionError(when + ": " + sq + " in " + numbers);
            }
            boolean told = sq <= cum + 1 + 8 * AckBlock.MAX_BITMAP_BYTES;
            if (ack.hasArrived(sq) != (model.get(sq) && told)) {
                throw new AssertionError(when + ": acknowledged " + sq);
            }
        }
        assertThat(numbers.bitmap().length).as(when).isLessThanOrEqualTo(WINDOW / 8);
    }
}
