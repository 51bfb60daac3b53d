package io.fingerpost.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TimedQueueTest {
    private static final class Item extends TimedQueue.Entry {}

    @Test
    void behavesLikeASortedListForRandomAddsRemovesAndPolls() {
        for (long seed = 0; seed < 300; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            TimedQueue<Item> queue = new TimedQueue<>();
            List<Item> model = new ArrayList<>(); // in order of addition, and the sort is stable
            for (int step = 0; step < 300; step++) {
                int choice = random.nextInt(10);
                if (choice < 5 || model.isEmpty()) {
                    Item item = new Item();
                    queue.add(item, random.nextLong(-20, 20));
                    model.add(item);
                } else if (choice < 7) {
                    Item item = model.remove(random.nextInt(model.size()));
                    assertThat(queue.remove(item)).as("seed %d", seed).isTrue();
                    assertThat(queue.remove(item)).as("seed %d", seed).isFalse();
                } else {
                    Item first = model.stream()
                            .min(Comparator.comparingLong(Item::timeNanos))
                            .orElseThrow();
                    model.remove(first);
                    assertThat(queue.peek()).as("seed %d", seed).isSameAs(first);
                    assertThat(queue.poll()).as("seed %d", seed).isSameAs(first);
                }
                assertThat(queue.size()).isEqualTo(model.size());
            }
        }
    }

    @Test
    void comparesTimesByTheirDifferenceSoThatTheClockMayOverflow() {
        TimedQueue<Item> queue = new TimedQueue<>();
        Item later = new Item();
        Item sooner = new Item();
        queue.add(later, Long.MIN_VALUE + 5);
        queue.add(sooner, Long.MAX_VALUE - 5);

        assertThat(queue.poll()).isSameAs(sooner);
    }

    @Test
    void refusesAnEntryThatIsQueuedAlready() {
        TimedQueue<Item> queue = new TimedQueue<>();
        Item item = new Item();
        queue.add(item, 1);

        assertThatThrownBy(() -> queue.add(item, 2)).isInstanceOf(IllegalStateException.class);
    }
}
