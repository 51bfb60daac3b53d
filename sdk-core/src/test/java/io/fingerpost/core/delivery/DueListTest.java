package io.fingerpost.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DueListTest {
    private static final class Entry {
        private final int number;
        private final DueList.Place<Entry> place = new DueList.Place<>(this);
        private long time;

        Entry(int number) {
            this.number = number;
        }
    }

    @Test
    void anEmptyListHasNoFirstAndLeavingTwiceDoesNothing() {
        DueList<Entry> list = new DueList<>();
        Entry entry = new Entry(0);
        list.enter(entry.place, 5);
        assertThat(entry.place.time()).isEqualTo(5);
        entry.place.leave();
        entry.place.leave();
        assertThat(list.first()).isNull();
    }

    @Test
    void behavesLikeASortedListForRandomSequences() {
        for (long seed = 0; seed < 500; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            long start = random.nextBoolean() ? 0 : Long.MAX_VALUE - 20; // the clock may wrap around
            DueList<Entry> list = new DueList<>();
            List<Entry> model = new ArrayList<>();
            for (int step = 0; step < 200; step++) {
                switch (random.nextInt(20)) {
                    case 0 -> {
                        list.clear();
                        model.clear();
                    }
                    case 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 -> {
                        Entry entry = new Entry(step);
                        entry.time = start + random.nextInt(40);
                        list.enter(entry.place, entry.time);
                        model.add(entry);
                        model.sort((a, b) -> Long.signum(a.time - b.time)); // stable
                    }
                    default -> {
                        if (!model.isEmpty()) {
                            model.remove(random.nextInt(model.size())).place.leave();
                        }
                    }
                }
                Entry first = list.first();
                assertThat(first == null ? -1 : first.number)
                        .as("seed %d, step %d", seed, step)
                        .isEqualTo(model.isEmpty() ? -1 : model.get(0).number);
            }
        }
    }
}
