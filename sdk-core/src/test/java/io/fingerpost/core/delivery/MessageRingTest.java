package io.fingerpost.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MessageRingTest {
    private final MessageRing ring = new MessageRing();

    /** A message in the list that the ring is compared with. */
    private static final class Place {
        private final long low;
        private final long high;
        private boolean gone;

        private Place(long low, long high) {
            this.low = low;
            this.high = high;
        }
    }

    @Test
    void findsWhatWasAddedAndNotForgottenThoughHashesAreAlike() {
        for (long seed = 0; seed < 500; seed++) {
            compare(new MessageRing(), new SplittableRandom(seed), seed);
        }
    }

    private static void compare(MessageRing actual, SplittableRandom random, long seed) {
        List<Place> expected = new ArrayList<>();
        int lows = random.nextInt(1, 40);
        long stride = 1L << random.nextInt(0, 40); // hashes that agree in many of their lower bits
        int most = random.nextInt(1, 120);
        for (int step = 0; step < 1_000; step++) {
            long low = stride * random.nextInt(lows);
            long high = random.nextInt(3);
            Place known = expected.stream()
                    .filter(p -> !p.gone && p.low == low && p.high == high)
                    .findFirst()
                    .orElse(null);
            int place = actual.find(low, high);
            assertThat(place >= 0).as("seed %s, step %s", seed, step).isEqualTo(known != null);
            if (known == null) {
                if (expected.size() == most) {
                    removeOldest(actual, expected, random);
                }
                assertThat(actual.isAt(actual.add(low, high, step), low, high)).isTrue();
                expected.add(new Place(low, high));
            } else if (random.nextInt(3) == 0) {
                actual.forget(place);
                known.gone = true;
                if (expected.get(expected.size() - 1) == known) {
                    expected.remove(known);
                }
            }
            assertThat(actual.size()).isEqualTo(expected.size());
        }
    }

    private static void removeOldest(MessageRing actual, List<Place> expected, SplittableRandom random) {
        Place oldest = expected.remove(0);
        if (oldest.gone || random.nextBoolean()) {
            actual.removeOldest();
        } else {
            actual.renewOldest();
            expected.add(oldest);
            removeOldest(actual, expected, random);
        }
    }

    @Test
    void aMessageThatIsAddedAndForgottenAgainAndAgainLeavesNoRowOfEntries() {
        for (int i = 1; i <= 1_000; i++) {
            ring.add(hash(i), i, 0);
        }
        int entries = ring.entries();
        for (int i = 0; i < 100; i++) { // the youngest: its place is taken again
            ring.forget(ring.add(7, 7, 0));
        }
        assertThat(ring.entries()).isEqualTo(entries + 1);
        for (int i = 0; i < 100; i++) { // others follow, so it gets another place each time
            int place = ring.add(7, 7, 0);
            ring.add(hash(-i - 1), 1, 0);
            ring.forget(place);
            ring.removeOldest();
            ring.removeOldest();
        }
        assertThat(ring.entries()).isLessThanOrEqualTo(entries + 1 + 100);
        assertThat(ring.find(7, 7)).isNegative();
    }

    @Test
    void theIndexIsMadeAnewBeforeItIsFull() {
        for (int i = 1; i <= 100_000; i++) {
            ring.add(hash(i), i, 0);
            if (i > 60) {
                ring.removeOldest();
            }
            assertThat(ring.entries()).isLessThanOrEqualTo(128 * 5 / 8);
        }
        for (int i = 99_941; i <= 100_000; i++) {
            assertThat(ring.find(hash(i), i)).isNotNegative();
        }
        assertThat(ring.find(hash(99_940), 99_940)).isNegative();
    }

    private static long hash(int i) {
        return i * 0x9e3779b97f4a7c15L;
    }
}
