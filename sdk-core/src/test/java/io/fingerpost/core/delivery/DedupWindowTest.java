package io.fingerpost.core.delivery;

import static io.fingerpost.core.delivery.DedupWindow.Verdict.FULL;
import static io.fingerpost.core.delivery.DedupWindow.Verdict.IN_PROGRESS;
import static io.fingerpost.core.delivery.DedupWindow.Verdict.NEW;
import static io.fingerpost.core.delivery.DedupWindow.Verdict.SETTLED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.fingerpost.core.delivery.DedupWindow.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DedupWindowTest {
    private final DedupWindow window = new DedupWindow(2, 3, 100); // of 3 messages, 2 in progress

    private static MessageHash message(String fingerprint) {
        return MessageHash.of(1, 2, "bob", fingerprint); // the same in each run
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
    void aSenderOfWhomFewerNeedToBeRememberedTakesLessRoom() {
        DedupWindow large = new DedupWindow(10, 1_000, 100);
        for (int i = 0; i < 1_000; i++) {
            large.begin(message("a" + i), 0);
            large.complete(message("a" + i), 0);
        }
        for (int i = 0; i < 2_000; i++) {
            assertThat(large.begin(message("b" + i), 0, 300)).isEqualTo(NEW);
            large.complete(message("b" + i), 0);
            assertThat(large.size()).isEqualTo(Math.max(300, 1_000 - 3 * (i + 1))); // little by little
        }
        assertThat(large.begin(message("b1800"), 0, 300)).isEqualTo(SETTLED);
        assertThat(large.begin(message("b1600"), 0, 300)).isEqualTo(NEW);
    }

    @Test
    void aMessageThatTakesLongIsRememberedFromItsSettling() {
        DedupWindow large = new DedupWindow(10, 1_000, 100);
        large.begin(message("slow"), 0);
        for (int i = 0; i < 5_000; i++) {
            large.begin(message("a" + i), 0);
            large.complete(message("a" + i), 0);
        }
        assertThat(large.complete(message("slow"), 0)).isTrue();
        for (int i = 0; i < 850; i++) {
            large.begin(message("b" + i), 0);
            large.complete(message("b" + i), 0);
        }
        assertThat(large.begin(message("slow"), 0)).isEqualTo(SETTLED);
    }

    @Test
    void itIsNotCreatedWithoutRoomForThoseInProgress() {
        assertThatThrownBy(() -> new DedupWindow(4, 3, 100)).hasMessageContaining("4 to 32768");
        assertThatThrownBy(() -> new DedupWindow(4, 40_000, 100)).hasMessageContaining("40000");
    }

    @Test
    void behavesLikeAListForRandomSequences() {
        for (long seed = 0; seed < 3000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int inProgress = random.nextInt(1, 5);
            compare(new Model(inProgress, inProgress + random.nextInt(0, 6), random.nextLong(0, 50)), 10, 200, seed);
        }
        for (long seed = 0; seed < 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int inProgress = random.nextInt(1, 50);
            Model model = new Model(inProgress, inProgress + random.nextInt(1, 700), random.nextLong(0, 8_000));
            compare(model, 1_000, 5_000, seed);
        }
    }

    private static void compare(Model model, int keys, int steps, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        DedupWindow actual = new DedupWindow(model.maxInProgress, model.maxRemembered, model.maxAge);
        MessageHash[] begun = new MessageHash[keys]; // the very objects that were begun with, or equal ones
        long now = 0;
        for (int step = 0; step < steps; step++) {
            now += random.nextLong(8);
            int key = random.nextInt(keys);
            MessageHash known = begun[key];
            MessageHash message = known == null || random.nextBoolean() ? message(Integer.toString(key)) : known;
            int atMost = random.nextInt(4) == 0 ? random.nextInt(model.maxRemembered + 2) : model.maxRemembered;
            boolean agree;
            switch (random.nextInt(5)) {
                case 0, 1 -> {
                    begun[key] = message;
                    agree = actual.begin(message, now, atMost) == model.begin(key, now, atMost);
                }
                case 2, 3 -> agree = actual.complete(message, now) == model.complete(key, now);
                default -> agree = actual.abandon(message) == model.abandon(key);
            }
            assertThat(actual.size()).isLessThanOrEqualTo(model.maxRemembered);
            if (!agree || actual.size() != model.size() || actual.inProgress() != model.inProgress()) {
                fail("seed " + seed + ", step " + step);
            }
        }
    }

    /** The same in the simplest way: one list, searched from end to end. */
    private static final class Model {
        private final int maxInProgress;
        private final int maxRemembered;
        private final long maxAge;
        private final List<Place> places = new ArrayList<>(); // in the order of their beginning

        private static final class Place {
            private final int key;
            private boolean gone;
            private long settledAt = -1; // until then it is being worked on

            Place(int key) {
                this.key = key;
            }

            boolean isWorkedOn() {
                return !gone && settledAt < 0;
            }
        }

        Model(int maxInProgress, int maxRemembered, long maxAge) {
            this.maxInProgress = maxInProgress;
            this.maxRemembered = maxRemembered;
            this.maxAge = maxAge;
        }

        Verdict begin(int key, long now, int atMost) {
            while (!places.isEmpty() && !places.get(0).isWorkedOn() && isOver(places.get(0), now)) {
                places.remove(0);
            }
            Place place = find(key);
            if (place != null && place.isWorkedOn()) {
                return IN_PROGRESS;
            } else if (place != null && !isOver(place, now)) {
                return SETTLED;
            } else if (inProgress() >= maxInProgress) {
                return FULL;
            } else if (place != null) {
                forget(place);
            }
            makeRoom(Math.max(inProgress() + 1, Math.min(atMost + inProgress(), maxRemembered)));
            places.add(new Place(key));
            return NEW;
        }

        private void makeRoom(int max) {
            for (int n = Math.min(places.size() - max + 1, 4); n > 0 && places.size() > inProgress(); ) {
                Place oldest = places.remove(0);
                if (oldest.isWorkedOn()) {
                    places.add(oldest);
                } else {
                    n--;
                }
            }
        }

        private boolean isOver(Place place, long now) {
            return place.gone || now - place.settledAt > maxAge;
        }

        private Place find(int key) {
            return places.stream()
                    .filter(place -> place.key == key && !place.gone)
                    .findFirst()
                    .orElse(null);
        }

        boolean complete(int key, long now) {
            Place place = find(key);
            if (place == null || !place.isWorkedOn()) {
                return false;
            }
            int younger = places.size() - 1 - places.indexOf(place);
            if (younger <= maxRemembered / 8) {
                place.settledAt = now;
                return true;
            }
            forget(place);
            makeRoom(maxRemembered);
            Place renewed = new Place(key);
            renewed.settledAt = now;
            places.add(renewed);
            return true;
        }

        boolean abandon(int key) {
            Place place = find(key);
            if (place == null || !place.isWorkedOn()) {
                return false;
            }
            forget(place);
            return true;
        }

        private void forget(Place place) {
            place.gone = true;
            if (places.get(places.size() - 1) == place) {
                places.remove(place);
            }
        }

        int inProgress() {
            return (int) places.stream().filter(Place::isWorkedOn).count();
        }

        int size() {
            return (int) places.stream().filter(place -> !place.gone).count();
        }
    }
}
