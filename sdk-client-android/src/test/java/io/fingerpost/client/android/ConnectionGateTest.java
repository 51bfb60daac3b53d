package io.fingerpost.client.android;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ConnectionGateTest {
    private static final String LOST = "networkLost";
    private static final String AVAILABLE = "networkAvailable";
    private static final String CHANGED = "networkChanged";

    private final CallRecorder calls = new CallRecorder();
    private final ConnectionGate gate = new ConnectionGate(calls.client, "wifi");

    @Test
    void tellsWhatTheClientDoesNotKnow() {
        assertThat(calls.take()).isEmpty();
        new ConnectionGate(calls.client, null);
        assertThat(calls.take()).containsExactly(LOST);
    }

    @Test
    void networksComeAndGo() {
        gate.network(null);
        assertThat(calls.take()).containsExactly(LOST);
        gate.network(null);
        assertThat(calls.take()).isEmpty();
        gate.network("wifi");
        assertThat(calls.take()).containsExactly(AVAILABLE);
        gate.network("mobile");
        assertThat(calls.take()).containsExactly(CHANGED);
        gate.network("mobile");
        assertThat(calls.take()).containsExactly(AVAILABLE);
    }

    @Test
    void aBlockedNetworkIsNone_untilAnotherComes() {
        gate.blocked(true);
        assertThat(calls.take()).containsExactly(LOST);
        gate.hint();
        assertThat(calls.take()).isEmpty();
        gate.network("mobile");
        assertThat(calls.take()).containsExactly(AVAILABLE);
    }

    @Test
    void aPushMessageOpensEverythingButStop() {
        gate.network(null);
        gate.resting(true);
        calls.take();
        gate.pushing(true);
        assertThat(calls.take()).containsExactly(AVAILABLE);
        gate.pushing(false);
        assertThat(calls.take()).containsExactly(LOST);
        gate.stopped(true);
        gate.pushing(true);
        assertThat(calls.take()).isEmpty();
        assertThat(gate.isStopped()).isTrue();
    }

    @Test
    void whileItRestsHintsAndNetworksChangeNothing() {
        gate.resting(true);
        assertThat(calls.take()).containsExactly(LOST);
        gate.hint();
        gate.network("mobile");
        gate.network(null);
        gate.network("wifi");
        assertThat(calls.take()).isEmpty();
        gate.resting(false);
        assertThat(calls.take()).containsExactly(AVAILABLE);
    }

    @Test
    void whateverHappensTheClientIsToldChangesAndNothingTwice() {
        long seed = 20_261_121;
        Random random = new Random(seed);
        boolean open = true;
        for (int i = 0; i < 10_000; i++) {
            step(random);
            for (String call : calls.take()) {
                assertThat(open || call.equals(AVAILABLE))
                        .as("step %d, seed %d", i, seed)
                        .isTrue();
                open = !call.equals(LOST);
            }
        }
        gate.stopped(false);
        gate.blocked(false);
        gate.resting(false);
        gate.network("last");
        calls.take();
        gate.network(null);
        gate.pushing(false);
        assertThat(calls.take()).endsWith(LOST);
    }

    private void step(Random random) {
        switch (random.nextInt(6)) {
            case 0 -> gate.network(random.nextBoolean() ? "net" + random.nextInt(2) : null);
            case 1 -> gate.blocked(random.nextBoolean());
            case 2 -> gate.stopped(random.nextBoolean());
            case 3 -> gate.resting(random.nextBoolean());
            case 4 -> gate.pushing(random.nextBoolean());
            default -> gate.hint();
        }
    }
}
