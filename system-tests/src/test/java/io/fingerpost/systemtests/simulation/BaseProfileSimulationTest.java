package io.fingerpost.systemtests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.systemtests.simulation.History.Tally;
import io.fingerpost.systemtests.simulation.Simulation.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the base profile promises, over thousands of seeded schedules: an application sees a message at most once; what a sender was
 * told is acknowledged was delivered or taken over; every message ends in exactly one outcome. How often a message that arrived stays
 * unconfirmed is printed, and stands in docs/delivery-semantics.md.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // it computes for half a minute, on a machine that does nothing else
class BaseProfileSimulationTest {
    private static final int SEEDS = Integer.getInteger("simulation.seeds", 10_000);
    private static final List<String> SCHEMES = List.of("udp", "tcp", "ws");

    @Test
    void m60_m61_overManySeedsAndAllTransports_nothingIsDoubledAndNoAcknowledgementIsALie() {
        Tally total = new Tally();
        for (int seed = 0; seed < SEEDS; seed++) {
            Tally one = check(seed, randomScenario(seed));
            total.add(one);
        }
        print("mixed transports, loss 0 to 50 %, breaks", total);
        assertThat(total.confirmed).isGreaterThan(total.sent / 2);
    }

    private static Scenario randomScenario(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> schemes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            schemes.add(SCHEMES.get(random.nextInt(SCHEMES.size())));
        }
        double loss = random.nextInt(6) / 10.0;
        return Scenario.base(schemes, loss, random.nextInt(3) / 10.0, random.nextInt(4), 20, random.nextBoolean());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 20, 30, 50})
    void m60_howOftenAMessageThatArrivedStaysUnconfirmedOnUdp(int lossPercent) {
        Scenario scenario = Scenario.base(List.of("udp", "udp", "udp"), lossPercent / 100.0, 0.05, 0, 20, false);
        Tally total = new Tally();
        for (int seed = 0; seed < SEEDS / 10; seed++) {
            total.add(check(1_000_000L + seed, scenario));
        }
        print("UDP on both hops, loss " + lossPercent + " %, no breaks", total);
        if (lossPercent == 0) {
            assertThat(total.confirmed).isEqualTo(total.sent);
        }
        assertThat(total.unconfirmedShare()).isLessThan(lossPercent <= 30 ? 0.001 : 0.04);
    }

    /** Few round trips are clean then, and one is long if the server had to repeat the message to its recipient. */
    @ParameterizedTest
    @ValueSource(ints = {10, 20})
    void m60_messagesSentAtOnceAreAllConfirmedOnUdp(int lossPercent) {
        Tally total = new Tally();
        for (int seed = 0; seed < SEEDS / 10; seed++) {
            total.add(check(2_000_000L + seed, Scenario.burst(lossPercent / 100.0, 0.1, 120)));
        }
        print("120 at once, UDP on both hops, loss " + lossPercent + " %, no breaks", total);
        assertThat(total.confirmed).isEqualTo(total.sent);
    }

    private static Tally check(long seed, Scenario scenario) {
        Simulation simulation = new Simulation(seed, scenario);
        History history = simulation.run();
        List<String> wrong = history.violations();
        wrong.addAll(simulation.leftovers());
        assertThat(wrong).as("seed %d, %s", seed, scenario).isEmpty();
        return history.tally();
    }

    private static void print(String what, Tally t) {
        System.out.printf(
                Locale.ROOT,
                "%s: %d sent, %d arrived, %d taken over, %d confirmed; arrived or taken over but unconfirmed %d (%.3f %%)%n",
                what,
                t.sent,
                t.arrived,
                t.takenOver,
                t.confirmed,
                t.arrivedButUnconfirmed,
                100 * t.unconfirmedShare());
    }
}
