package io.fingerpost.systemtests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.client.Profile;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.delivery.DeliveryState;
import io.fingerpost.systemtests.simulation.Simulation.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What the link profile promises, over thousands of seeded schedules with loss, duplication, reordering, broken wires and a server that is
 * killed: with a store, whatever is sent arrives once, in the order of its sender, and its sender learns it; old clients may take part.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // it computes for half a minute, on a machine that does nothing else
class LinkProfileSimulationTest {
    private static final int SEEDS = Integer.getInteger("simulation.seeds", 3_000);
    private static final List<String> SCHEMES = List.of("udp", "tcp", "ws");

    @Test
    void m61_withAStore_allArrivesOnceInOrderOverBrokenWiresAndKilledServers() {
        for (int seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            check(seed, scenario(random, List.of(Profile.LINK, Profile.LINK, Profile.LINK), true, random.nextInt(3)));
        }
    }

    @Test
    void m61_oldAndNewClientsTalkEachWithTheGuaranteesOfItsProfile() {
        for (int seed = 0; seed < SEEDS / 3; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            check(seed, scenario(random, List.of(Profile.LINK, Profile.BASE, Profile.LINK), true, random.nextInt(2)));
        }
    }

    @Test
    void m60_withoutAStore_nothingIsDoubledAndNoAcknowledgementIsALie() {
        for (int seed = 0; seed < SEEDS / 3; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            check(seed, scenario(random, List.of(Profile.LINK, Profile.BASE, Profile.LINK), false, 0));
        }
    }

    private static Scenario scenario(SplittableRandom random, List<Profile> profiles, boolean store, int kills) {
        List<String> schemes = new ArrayList<>();
        for (int i = 0; i < profiles.size(); i++) {
            schemes.add(SCHEMES.get(random.nextInt(SCHEMES.size())));
        }
        double loss = random.nextInt(6) / 10.0;
        return new Scenario(
                schemes, loss, random.nextInt(3) / 10.0, random.nextInt(4), 30, false, false, profiles, store, kills);
    }

    private static void check(long seed, Scenario scenario) {
        Simulation simulation = new Simulation(seed, scenario);
        History history = simulation.run();
        List<String> wrong = history.violations(s -> mayBeOpen(s, scenario));
        wrong.addAll(simulation.leftovers());
        if (scenario.store()) {
            List<String> linked = new ArrayList<>(List.of("0"));
            for (int i = 0; i < scenario.profiles().size(); i++) {
                if (scenario.profiles().get(i) == Profile.LINK) {
                    linked.add("user" + i);
                }
            }
            wrong.addAll(history.disorder(linked::contains));
            wrong.addAll(history.undelivered(linked::contains));
        }
        assertThat(wrong).as("seed %d, %s", seed, scenario).isEmpty();
    }

    /** A killed server tells nobody what became of its own messages; without a store the word of a delivery may be lost with a connection. */
    private static boolean mayBeOpen(History.Sent s, Scenario scenario) {
        boolean ofKilledServer = scenario.kills() > 0 && s.from.equals(Protocal.SERVER_ID);
        return ofKilledServer || (!scenario.store() && s.delivery.state() == DeliveryState.ACCEPTED);
    }
}
