package io.fingerpost.systemtests.simulation;

import io.fingerpost.core.delivery.Delivery;
import io.fingerpost.core.delivery.DeliveryState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everything that applications did and saw in one simulation, and the check of what the base profile promises. The server's
 * application is the user "0".
 */
final class History {
    /** A message that was sent, and how often its sender heard of an outcome. */
    static final class Sent {
        final String from;
        final String to;
        final String text;
        final Delivery delivery;
        int acceptedCalls;
        int deliveredCalls;

        Sent(String from, String to, String text, Delivery delivery) {
            this.from = from;
            this.to = to;
            this.text = text;
            this.delivery = delivery;
        }

        String key() {
            return from + '/' + delivery.fingerprint() + '/' + to;
        }
    }

    /** How the confirmed messages of many simulations ended. */
    static final class Tally {
        long sent;
        long confirmed;
        long arrived;
        long arrivedButUnconfirmed;
        long takenOver;

        void add(Tally other) {
            sent += other.sent;
            confirmed += other.confirmed;
            arrived += other.arrived;
            arrivedButUnconfirmed += other.arrivedButUnconfirmed;
            takenOver += other.takenOver;
        }

        double unconfirmedShare() {
            return arrived + takenOver == 0 ? 0 : (double) arrivedButUnconfirmed / (arrived + takenOver);
        }
    }

    private final List<Sent> sent = new ArrayList<>();
    private final Map<String, String> received = new HashMap<>(); // key to text
    private final Set<String> takenOver = new HashSet<>();
    private final Map<String, Integer> told = new HashMap<>(); // once-only callbacks of the server
    private final List<String> violations = new ArrayList<>();

    void sent(String from, String to, String text, Delivery delivery) {
        Sent s = new Sent(from, to, text, delivery);
        sent.add(s);
        delivery.accepted().whenComplete((state, failure) -> s.acceptedCalls++);
        delivery.delivered().whenComplete((state, failure) -> s.deliveredCalls++);
    }

    void received(String by, String from, String fp, String text) {
        String key = from + '/' + fp + '/' + by;
        if (received.put(key, text) != null) {
            violations.add("an application saw " + key + " twice");
        }
    }

    void takenOver(String from, String fp, String to) {
        takenOver.add(from + '/' + fp + '/' + to);
    }

    /** Notes a callback that may come once for each message. */
    void toldOnce(String what) {
        if (told.merge(what, 1, Integer::sum) > 1) {
            violations.add("the server's application was told twice: " + what);
        }
    }

    /** Checks the whole history, after everything has come to rest. */
    List<String> violations() {
        List<String> found = new ArrayList<>(violations);
        Set<String> keys = new HashSet<>();
        for (Sent s : sent) {
            keys.add(s.key());
            check(s, found);
        }
        for (String key : received.keySet()) {
            if (!keys.contains(key)) {
                found.add("an application saw what nobody sent: " + key);
            }
        }
        return found;
    }

    private void check(Sent s, List<String> found) {
        DeliveryState state = s.delivery.state();
        if (!s.delivery.isDone() || s.acceptedCalls != 1 || s.deliveredCalls != 1) {
            found.add(s.key() + " has no single outcome: " + state + ", told " + s.acceptedCalls + " and "
                    + s.deliveredCalls + " times");
        }
        String text = received.get(s.key());
        if (text != null && !text.equals(s.text)) {
            found.add(s.key() + " arrived as another text");
        }
        boolean safe = text != null || takenOver.contains(s.key());
        if (state == DeliveryState.ACCEPTED && !safe) {
            found.add(s.key() + " was acknowledged, but is neither delivered nor taken over");
        }
        if (state == DeliveryState.DELIVERED && text == null) {
            found.add(s.key() + " was called delivered, but is not");
        }
        if (state == DeliveryState.REJECTED && text != null) {
            found.add(s.key() + " was rejected, but arrived");
        }
    }

    Tally tally() {
        Tally tally = new Tally();
        for (Sent s : sent) {
            boolean arrived = received.containsKey(s.key());
            boolean taken = takenOver.contains(s.key());
            boolean confirmed = !s.delivery.state().isFailure();
            tally.sent++;
            tally.confirmed += confirmed ? 1 : 0;
            tally.arrived += arrived ? 1 : 0;
            tally.takenOver += taken && !arrived ? 1 : 0;
            tally.arrivedButUnconfirmed += (arrived || taken) && !confirmed ? 1 : 0;
        }
        return tally;
    }

    List<Sent> all() {
        return sent;
    }
}
