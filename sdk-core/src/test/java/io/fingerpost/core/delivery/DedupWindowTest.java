package io.fingerpost.core.delivery;

import static io.fingerpost.core.delivery.DedupWindow.Verdict.FULL;
import static io.fingerpost.core.delivery.DedupWindow.Verdict.IN_PROGRESS;
import static io.fingerpost.core.delivery.DedupWindow.Verdict.NEW;
import static io.fingerpost.core.delivery.DedupWindow.Verdict.SETTLED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.fingerpost.core.delivery.DedupWindow.Verdict;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DedupWindowTest {
    private final DedupWindow window = new DedupWindow(2, 3, 100);

    private static MessageHash message(String fingerprint) {
        return MessageHash.of("bob", fingerprint);
    }

    @Test
    void aMessageIsNewThenInProgressThenSettled() {
        assertThat(window.begin(message("a"), 0)).isEqualTo(NEW);
        assertThat(window.begin(message("a"), 1)).isEqualTo(IN_PROGRESS);
        assertThat(window.complete(message("a"), 2)).isTrue();
        assertThat(window.begin(message("a"), 3)).isEqualTo(SETTLED);
        assertThat(window.complete(message("a"), 4)).isFalse();
        assertThat(window.abandon(message("a"))).isFalse();
        assertThat(window.begin(message("a"), 5)).isEqualTo(SETTLED);
    }

    @Test
    void anAbandonedMessageIsNewAgain() {
        window.begin(message("a"), 0);
        assertThat(window.abandon(message("a"))).isTrue();
        assertThat(window.abandon(message("a"))).isFalse();
        assertThat(window.complete(message("a"), 1)).isFalse();
        assertThat(window.begin(message("a"), 2)).isEqualTo(NEW);
    }

    @Test
    void m62_theNumberInProgressIsBoundedAndRepeatsOfThoseAreNot() {
        window.begin(message("a"), 0);
        window.begin(message("b"), 0);
        assertThat(window.begin(message("c"), 0)).isEqualTo(FULL);
        assertThat(window.begin(message("a"), 0)).isEqualTo(IN_PROGRESS);
        window.complete(message("a"), 0);
        assertThat(window.begin(message("c"), 0)).isEqualTo(NEW);
        assertThat(window.inProgress()).isEqualTo(2);
        assertThat(window.size()).isEqualTo(3);
    }

    @Test
    void m62_theOldestSettledMessageIsForgottenFirst() {
        for (String key : new String[] {"a", "b", "c", "d"}) {
            window.begin(message(key), 0);
            window.complete(message(key), 0);
        }
        assertThat(window.size()).isEqualTo(3);
        assertThat(window.begin(message("b"), 0)).isEqualTo(SETTLED);
        assertThat(window.begin(message("a"), 0)).isEqualTo(NEW);
    }

    @Test
    void settledMessagesAreForgottenWhenTheyAreTooOldAndOthersAreNot() {
        window.begin(message("a"), 0);
        window.begin(message("b"), 0);
        window.complete(message("a"), 10);
        assertThat(window.begin(message("a"), 110)).isEqualTo(SETTLED);
        assertThat(window.begin(message("a"), 111)).isEqualTo(NEW);
        window.abandon(message("a"));
        window.expire(1_000_000);
        assertThat(window.begin(message("b"), 1_000_000)).isEqualTo(IN_PROGRESS);
        assertThat(window.size()).isEqualTo(1);
    }

    @Test
    void theClockMayOverflow() {
        window.begin(message("a"), Long.MAX_VALUE - 10);
        window.complete(message("a"), Long.MAX_VALUE - 10);
        assertThat(window.begin(message("a"), Long.MIN_VALUE + 50)).isEqualTo(SETTLED);
        assertThat(window.begin(message("a"), Long.MIN_VALUE + 95)).isEqualTo(NEW);
    }

    @Test
    void behavesLikeAListForRandomSequences() {
        for (long seed = 0; seed < 2000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            compare(new Model(random.nextInt(1, 5), random.nextInt(0, 6), random.nextLong(0, 50)), 10, 200, seed);
        }
        for (long seed = 0; seed < 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Model model = new Model(random.nextInt(1, 50), random.nextInt(1, 200), random.nextLong(0, 2_000));
            compare(model, 500, 5_000, seed);
        }
    }

    private static void compare(Model model, int keys, int steps, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        DedupWindow actual = new DedupWindow(model.maxInProgress, model.maxSettled, model.maxAge);
        long now = 0;
        for (int step = 0; step < steps; step++) {
            now += random.nextLong(8);
            int key = random.nextInt(keys);
            MessageHash message = message(Integer.toString(key));
            boolean agree = switch (random.nextInt(5)) {
                case 0, 1 -> actual.begin(message, now) == model.begin(key, now);
                case 2, 3 -> actual.complete(message, now) == model.complete(key, now);
                default -> actual.abandon(message) == model.abandon(key);
            };
            if (!agree || actual.size() != model.states.size() || actual.inProgress() != model.inProgress()) {
                fail("seed " + seed + ", step " + step);
            }
        }
    }

    /** The same in the simplest way: one list, searched from end to end. A settled message has its time, another one -1. */
    private static final class Model {
        private final int maxInProgress;
        private final int maxSettled;
        private final long maxAge;
        private final Map<Integer, Long> states =
                new LinkedHashMap<>(); // settled ones in the order of their completion

        Model(int maxInProgress, int maxSettled, long maxAge) {
            this.maxInProgress = maxInProgress;
            this.maxSettled = maxSettled;
            this.maxAge = maxAge;
        }

        Verdict begin(int key, long now) {
            states.values().removeIf(at -> at >= 0 && now - at > maxAge);
            Long at = states.get(key);
            if (at != null) {
                return at >= 0 ? SETTLED : IN_PROGRESS;
            }
            if (inProgress() >= maxInProgress) {
                return FULL;
            }
            states.put(key, -1L);
            return NEW;
        }

        boolean complete(int key, long now) {
            if (!abandon(key)) {
                return false;
            }
            states.put(key, now);
            if (states.size() - inProgress() > maxSettled) {
                int oldest = states.keySet().stream()
                        .filter(k -> states.get(k) >= 0)
                        .findFirst()
                        .orElseThrow();
                states.remove(oldest);
            }
            return true;
        }

        boolean abandon(int key) {
            return states.remove(key, -1L);
        }

        int inProgress() {
            return (int) states.values().stream().filter(at -> at < 0).count();
        }
    }
}
