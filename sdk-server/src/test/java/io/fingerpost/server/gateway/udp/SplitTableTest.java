package io.fingerpost.server.gateway.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
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

        @Nullable Integer add(Integer number) {
            return table.put(number, number::equals);
        }

        int size() {
            int[] size = {0};
            table.forEach(entry -> size[0]++);
            return size[0];
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
            counted.add(numbers[i]);
            worst = Math.max(worst, counted.asked - before);
        }
        for (Integer number : numbers) {
            long before = counted.asked;
            assertThat(counted.table.remove(number)).isTrue();
            worst = Math.max(worst, counted.asked - before);
        }
        assertThat(counted.size()).isZero();
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
                    counted.add(numbers[n]);
                } else {
                    expected.remove(n);
                    assertThat(counted.table.remove(numbers[n])).isTrue();
                    assertThat(counted.table.remove(numbers[n])).isFalse();
                }
                int looked = random.nextInt(numbers.length);
                assertThat(counted.contains(looked)).isEqualTo(expected.contains(looked));
            }
            Set<Integer> found = new HashSet<>();
            counted.table.forEach(found::add);
            assertThat(found).isEqualTo(expected);
            assertThat(counted.size()).isEqualTo(expected.size());
        }
    }

    @Test
    void anEntryTakesThePlaceOfOneWithTheSameKey() {
        Counted counted = new Counted(n -> n);
        Integer first = 1_000;
        Integer second = 1_000; // another object: larger than those that are shared

        assertThat(counted.add(first)).isNull();
        assertThat(counted.add(second)).isSameAs(first);
        assertThat(counted.table.remove(first)).isFalse();
        assertThat(counted.size()).isEqualTo(1);
        assertThat(counted.table.remove(second)).isTrue();
        assertThat(counted.size()).isZero();
    }
}
