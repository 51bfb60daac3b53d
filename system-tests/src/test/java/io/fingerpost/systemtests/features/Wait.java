package io.fingerpost.systemtests.features;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;

/** Waits for what nobody reports. */
final class Wait {
    private static final Duration POLL = Duration.ofMillis(5);

    private Wait() {}

    /** Waits until the condition holds. */
    static void until(BooleanSupplier condition, String what) {
        Awaitility.await(what)
                .pollDelay(Duration.ZERO)
                .pollInterval(POLL)
                .atMost(EventLog.PATIENCE)
                .until(condition::getAsBoolean);
    }

    /** Watches that the condition holds for this long: that something does not happen. */
    static void whileHolds(Duration time, BooleanSupplier condition, String what) {
        Awaitility.await(what)
                .pollDelay(Duration.ZERO)
                .pollInterval(POLL)
                .during(time)
                .atMost(time.plus(EventLog.PATIENCE))
                .failFast(what, () -> !condition.getAsBoolean())
                .until(condition::getAsBoolean);
    }
}
