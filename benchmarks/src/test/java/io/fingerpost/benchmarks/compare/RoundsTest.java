package io.fingerpost.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {
    private final Rounds<String> rounds = new Rounds<>();

    private void round(String name, double floor, double server) {
        rounds.begin();
        rounds.add("floor", floor, 0, name + " floor");
        rounds.add("server", server, name.equals("calm") ? 7 : 0, name + " server");
    }

    @Test
    void costsAreComparedWithinARoundAndTheMiddleOneIsShown() {
        round("calm", 1.0, 3.0);
        round("busy", 2.0, 4.0);
        round("busier", 4.0, 10.0);

        assertThat(rounds.rows())
                .isEqualTo(List.of(
                        new Rounds.Row<>("floor", "busy floor", 1, 1, 1, 0),
                        new Rounds.Row<>("server", "busier server", 2.5, 2, 3, 7)));
    }

    @Test
    void ofTwoRoundsTheLowerOneIsShown() {
        round("first", 1.0, 3.0);
        round("second", 1.0, 2.0);

        assertThat(rounds.rows().get(1)).isEqualTo(new Rounds.Row<>("server", "second server", 2, 2, 3, 0));
    }
}
