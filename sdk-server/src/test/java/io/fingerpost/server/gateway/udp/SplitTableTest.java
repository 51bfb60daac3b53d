package io.fingerpost.server.gateway.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

class SplitTableTest {
    /** Counts how often the table asks for a hash: it does so for each entry that it moves. */
    private static final class Counted {
        private final IntUnaryOperator hash;
        private final SplitTable<Integer> table;
        private long asked;

        Counted(IntUnaryOperator hash) {
            this.hash = hash;
            this.table = new SplitTable<>(number -> {
                asked++;
                return hash.applyAsInt(number);
            });
        }

        boolean contains(int number) {
            return table.find(hash.applyAsInt(number), entry -> entry == number) != null;
        }
    }

    @Test
    void noStepMovesMoreThanASmallPartOfAMillionEntries() {
        int count = 1_000_000;
        Integer[] numbers = new Integer[count]; // the table knows objects, not values
        Counted counted = new Counted(n -> n);
        long worst = 0;
        for (int i = 0; i < count; i++) {
            numbers[i] = i;
            long before = counted.asked;
            counted.table.add(numbers[i]);
            worst = Math.max(worst, counted.asked - before);
        }
        for (Integer number : numbers) {
            long before = counted.asked;
            assertThat(counted.table.remove(number)).isTrue();
            worst = Math.max(worst, counted.asked - before);
        }
        assertThat(counted.table.size()).isZero();
        assertThat(worst).isLessThan(count / 200);
    }

    @Test
    void behavesAsASetWhateverTheHashes() {
        for (IntUnaryOperator hash : new IntUnaryOperator[] {n -> n, n -> n % 3, n -> 7, n -> n << 20}) {
            Counted counted = new Counted(hash);
            Integer[] numbers = new Integer[300];
            Set<Integer> expected = new HashSet<>();
            Random random = new Random(1);
            for (int step = 0; step < 20_000; step++) {
                int n = random.nextInt(numbers.length);
                if (expected.add(n)) {
                    numbers[n] = n;
                    counted.table.add(numbers[n]);
                } else {
                    expected.remove(n);
                    assertThat(counted.table.remove(numbers[n])).isTrue();
                    assertThat(counted.table.remove(numbers[n])).isFalse();
                }
                int looked = random.nextInt(numbers.length);
                assertThat(counted.contains(looked)).isEqualTo(expected.contains(looked));
                assertThat(counted.table.size()).isEqualTo(expected.size());
            }
            assertThat(counted.table.drain()).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(counted.table.size()).isZero();
            assertThat(counted.table.drain()).isEmpty();
        }
    }
}
