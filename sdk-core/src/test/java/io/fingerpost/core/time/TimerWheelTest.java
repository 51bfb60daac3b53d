package io.fingerpost.core.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimerWheelTest {
    private static final long START = -1000;

    private final TimerWheel wheel = new TimerWheel(10, 8, START);
    private final List<String> log = new ArrayList<>();

    @Test
    void aTimerFiresAtTheFirstTickAtOrAfterItsDeadline() {
        at(20, "20");
        at(21, "21");
        wheel.advance(START + 19);
        assertThat(log).isEmpty();
        wheel.advance(START + 20);
        assertThat(log).containsExactly("20");
        wheel.advance(START + 29);
        assertThat(log).containsExactly("20");
        wheel.advance(START + 30);
        assertThat(log).containsExactly("20", "21");
        assertThat(wheel.size()).isZero();
    }

    @Test
    void aDeadlineInThePastIsDueAtTheNextTick() {
        wheel.advance(START + 100);
        at(-50, "past");
        at(100, "now");
        wheel.advance(START + 109);
        assertThat(log).isEmpty();
        wheel.advance(START + 110);
        assertThat(log).containsExactly("past", "now");
    }

    @Test
    void timersOfManyTurnsWaitForTheirs() {
        at(10 * 8 * 3 + 10, "fourth turn");
        at(10, "first turn");
        wheel.advance(START + 10 * 8 * 3);
        assertThat(log).containsExactly("first turn");
        wheel.advance(START + 10 * 8 * 3 + 10);
        assertThat(log).containsExactly("first turn", "fourth turn");
    }

    @Test
    void aJumpOfTimeRunsEverythingInTheOrderOfTheTicks() {
        at(310, "c");
        at(50, "b");
        at(10, "a");
        wheel.advance(START + 1_000_000);
        assertThat(log).containsExactly("a", "b", "c");
    }

    @Test
    void tasksMayScheduleAndCancelTheOnesOfTheirOwnTickToo() {
        List<TaskLoop.Timeout> victims = new ArrayList<>();
        wheel.schedule(
                () -> {
                    log.add("first");
                    victims.forEach(TaskLoop.Timeout::cancel);
                    at(0, "later");
                },
                START + 10);
        victims.add(at(10, "cancelled neighbour"));
        victims.add(at(20, "cancelled successor"));
        at(10, "last");
        wheel.advance(START + 10);
        assertThat(log).containsExactly("first", "last");
        assertThat(wheel.size()).isEqualTo(1);
        wheel.advance(START + 20);
        assertThat(log).containsExactly("first", "last", "later");
    }

    @Test
    void whatATaskSchedulesWithinAJumpRunsInALaterTickOfTheJump() {
        wheel.schedule(() -> at(25, "child"), START + 10);
        at(30, "30");
        at(40, "40");
        wheel.advance(START + 100);
        assertThat(log).containsExactly("30", "child", "40");
    }

    @Test
    void cancellingTwiceOrAfterFiringOrFromWithinItselfIsHarmless() {
        TaskLoop.Timeout cancelled = at(10, "cancelled");
        cancelled.cancel();
        cancelled.cancel();
        TaskLoop.Timeout fired = at(10, "fired");
        List<TaskLoop.Timeout> self = new ArrayList<>();
        self.add(wheel.schedule(() -> self.get(0).cancel(), START + 10));
        wheel.advance(START + 10);
        fired.cancel();
        assertThat(log).containsExactly("fired");
        assertThat(wheel.size()).isZero();
    }

    @Test
    void afterATaskThatThrowsTheOthersRunWithTheNextCall() {
        at(10, "before");
        wheel.schedule(
                () -> {
                    throw new IllegalStateException("broken");
                },
                START + 10);
        at(10, "behind");
        at(20, "next tick");
        assertThatThrownBy(() -> wheel.advance(START + 20)).hasMessage("broken");
        assertThat(log).containsExactly("before");
        assertThat(wheel.nextDeadlineNanos()).isEqualTo(START + 10);
        wheel.advance(START + 20);
        assertThat(log).containsExactly("before", "behind", "next tick");
    }

    @Test
    void theNextDeadlineIsTheTickOfTheEarliestTimer() {
        assertThat(wheel.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
        at(1000, "far");
        TaskLoop.Timeout near = at(95, "near");
        assertThat(wheel.nextDeadlineNanos()).isEqualTo(START + 100);
        near.cancel();
        assertThat(wheel.nextDeadlineNanos()).isEqualTo(START + 1000);
    }

    @Test
    void timeThatStandsStillOrGoesBackRunsNothing() {
        wheel.advance(START + 100);
        at(110, "110");
        wheel.advance(START + 100);
        wheel.advance(START + 50);
        assertThat(log).isEmpty();
        wheel.advance(START + 110);
        assertThat(log).containsExactly("110");
    }

    @Test
    void impossibleSizesAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new TimerWheel(0, 8, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new TimerWheel(10, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new TimerWheel(10, 6, 0));
    }

    private TaskLoop.Timeout at(long afterStart, String name) {
        return wheel.schedule(() -> log.add(name), START + afterStart);
    }
}
