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
        gate.lost("wifi");
        assertThat(calls.take()).containsExactly(LOST);
        gate.lost("wifi");
        assertThat(calls.take()).isEmpty();
        gate.available("wifi");
        assertThat(calls.take()).containsExactly(AVAILABLE);
        gate.available("mobile");
        assertThat(calls.take()).containsExactly(CHANGED);
        gate.available("mobile");
        assertThat(calls.take()).containsExactly(AVAILABLE);
        gate.lost("wifi"); // told late
        assertThat(calls.take()).isEmpty();
    }

    @Test
    void aBlockedNetworkIsNone_untilAnotherComes() {
        gate.blocked(true);
        assertThat(calls.take()).containsExactly(LOST);
        gate.hint();
        assertThat(calls.take()).isEmpty();
        gate.available("mobile");
        assertThat(calls.take()).containsExactly(AVAILABLE);
    }

    @Test
    void aPushMessageOpensEverythingButStop() {
        gate.lost("wifi");
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
        gate.available("mobile");
        gate.lost("mobile");
        gate.available("wifi");
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
        gate.available("last");
        gate.pushing(false);
        calls.take();
        gate.lost("last");
        assertThat(calls.take()).endsWith(LOST);
    }

    private void step(Random random) {
        switch (random.nextInt(6)) {
            case 0 -> available(random);
            case 1 -> gate.blocked(random.nextBoolean());
            case 2 -> gate.stopped(random.nextBoolean());
            case 3 -> gate.resting(random.nextBoolean());
            case 4 -> gate.pushing(random.nextBoolean());
            default -> gate.hint();
        }
    }

    private void available(Random random) {
        String network = "net" + random.nextInt(2);
        if (random.nextBoolean()) {
            gate.available(network);
        } else {
            gate.lost(network);
        }
    }
}
