package io.fingerpost.systemtests.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.core.Protocal;
import io.fingerpost.core.delivery.Delivery;
import io.fingerpost.core.delivery.DeliveryState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps book of what was sent, and checks each outcome against what arrived. Safe for use by any thread. */
final class Outcomes {
    private static final class Sent {
        final Delivery delivery;
        final AtomicInteger told = new AtomicInteger(); // how often its sender heard of an outcome

        Sent(Delivery delivery) {
            this.delivery = delivery;
            delivery.delivered().whenComplete((state, failure) -> told.incrementAndGet());
        }
    }

    private final Queue<Sent> sent = new ConcurrentLinkedQueue<>();

    Delivery add(Delivery delivery) {
        sent.add(new Sent(delivery));
        return delivery;
    }

    /** Adds a message that has to be delivered, and waits for that. */
    void awaitDelivered(Delivery delivery) {
        assertThat(TestClient.outcome(add(delivery))).isEqualTo(DeliveryState.DELIVERED);
    }

    /** Waits until every message has its outcome. */
    Outcomes await() {
        sent.forEach(s -> TestClient.outcome(s.delivery));
        Wait.until(() -> sent.stream().allMatch(s -> s.told.get() > 0), "everybody told");
        return this;
    }

    long count(DeliveryState state) {
        return sent.stream().filter(s -> s.delivery.state() == state).count();
    }

    /** Returns how many have left their sender, at least once. */
    long countTransmitted() {
        return sent.stream().filter(s -> s.delivery.transmissions() > 0).count();
    }

    int size() {
        return sent.size();
    }

    /**
     * Returns what is wrong, given all messages that the receiver was handed.
     *
     * @param maxCopies how often a message may have been handed over
     */
    List<String> violations(List<Protocal> received, int maxCopies) {
        Map<String, Integer> copies = new HashMap<>();
        received.forEach(p -> copies.merge(p.fp(), 1, Integer::sum));
        List<String> found = new ArrayList<>();
        for (Sent s : sent) {
            int arrived = copies.getOrDefault(s.delivery.fingerprint(), 0);
            DeliveryState state = s.delivery.state();
            boolean confirmed = state == DeliveryState.ACCEPTED || state == DeliveryState.DELIVERED;
            if (s.told.get() != 1) {
                found.add(s.delivery + " was told " + s.told + " times");
            }
            if (confirmed && arrived == 0) {
                found.add(s.delivery + " did not arrive");
            }
            if (state == DeliveryState.REJECTED && arrived > 0) {
                found.add(s.delivery + " arrived all the same");
            }
            if (arrived > maxCopies) {
                found.add(s.delivery + " arrived " + arrived + " times");
            }
        }
        return found;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder().append(sent.size()).append(" messages:");
        for (DeliveryState state : DeliveryState.values()) {
            text.append(' ').append(state).append(' ').append(count(state));
        }
        return text.toString();
    }
}
