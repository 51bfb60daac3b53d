package io.fingerpost.testkit;

import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * Decides what becomes of the packets of one direction. Confined to one thread, except that any thread may change the conditions.
 */
final class PacketFates {
    private final RandomGenerator random;
    private volatile NetworkConditions conditions;
    private boolean inBurst;

    PacketFates(NetworkConditions conditions, RandomGenerator random) {
        this.conditions = Objects.requireNonNull(conditions, "conditions");
        this.random = Objects.requireNonNull(random, "random");
    }

    NetworkConditions conditions() {
        return conditions;
    }

    void setConditions(NetworkConditions conditions) {
        this.conditions = Objects.requireNonNull(conditions, "conditions");
    }

    /** Decides about the next packet. */
    boolean isLost() {
        NetworkConditions c = conditions;
        inBurst = inBurst ? !happens(c.burstEnd()) : happens(c.burstStart());
        return happens(inBurst ? c.lossInBurst() : c.loss());
    }

    boolean isDuplicated() {
        return happens(conditions.duplication());
    }

    long delayNanos() {
        return conditions.sampleDelayNanos(random);
    }

    private boolean happens(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }
}
