package io.fingerpost.systemtests.simulation;

import io.fingerpost.core.Protocal;
import io.fingerpost.core.delivery.Delivery;
import io.fingerpost.core.delivery.DeliveryState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

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
    private final List<String> arrivals = new ArrayList<>(); // keys, as they came
    private final Set<String> takenOver = new HashSet<>();
    private final Map<String, Integer> told = new HashMap<>(); // once-only callbacks of the server
    private final List<String> violations = new ArrayList<>();

    void sent(String from, String to, String text, Delivery delivery) {
        Sent s = new Sent(from, to, text, delivery);
        sent.add(s);
        delivery.accepted().whenComplete((state, failure) -> s.acceptedCalls++);
        delivery.delivered().whenComplete((state, failure) -> s.deliveredCalls++);
    }

    /**
     * Notes what an application saw.
     *
     * @param mayRepeat whether the same may have been seen before: by the application in a server that was killed before it could say so
     */
    void received(String by, String from, String fp, String text, boolean mayRepeat) {
        String key = from + '/' + fp + '/' + by;
        boolean first = received.put(key, text) == null;
        if (!first && !mayRepeat) {
            violations.add("an application saw " + key + " twice");
        }
        if (first) {
            arrivals.add(key);
        }
    }

    /** Checks that the messages of each sender that a recipient saw came in the order in which they were sent. */
    List<String> disorder(Predicate<String> user) {
        Map<String, Integer> numbers = new HashMap<>();
        sent.forEach(s -> numbers.put(s.key(), numbers.size()));
        Map<String, Integer> last = new HashMap<>();
        List<String> found = new ArrayList<>();
        for (String key : arrivals) {
            String from = key.substring(0, key.indexOf('/'));
            String to = key.substring(key.lastIndexOf('/') + 1);
            int number = numbers.getOrDefault(key, -1);
            Integer before = last.put(from + '/' + to, number);
            if (before != null && before > number && user.test(from) && user.test(to)) {
                found.add("message " + number + " from " + from + " to " + to + " came after message " + before);
            }
        }
        return found;
    }

    /** Returns the messages of users to each other, or to the server, that did not arrive, or whose sender was not told so. Those sent before the login are left out. */
    List<String> undelivered(Predicate<String> user) {
        List<String> found = new ArrayList<>();
        for (Sent s : sent) {
            DeliveryState state = s.delivery.state();
            boolean between = user.test(s.from) && user.test(s.to) && !s.from.equals(Protocal.SERVER_ID);
            if (between && state != DeliveryState.DELIVERED && state != DeliveryState.REJECTED) {
                found.add(s.key() + (received.containsKey(s.key()) ? " arrived" : " did not arrive")
                        + ", its sender was told " + state);
            }
        }
        return found;
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
        return violations(s -> false);
    }

    /**
     * Checks the whole history, after everything has come to rest.
     *
     * @param mayBeOpen what need not have come to its last state, because nobody is left who could tell
     */
    List<String> violations(Predicate<Sent> mayBeOpen) {
        List<String> found = new ArrayList<>(violations);
        Set<String> keys = new HashSet<>();
        for (Sent s : sent) {
            keys.add(s.key());
            check(s, mayBeOpen.test(s), found);
        }
        for (String key : received.keySet()) {
            if (!keys.contains(key)) {
                found.add("an application saw what nobody sent: " + key);
            }
        }
        return found;
    }

    private static boolean isEnded(Sent s) {
        return s.delivery.isDone() && s.acceptedCalls == 1 && s.deliveredCalls == 1;
    }

    private void check(Sent s, boolean mayBeOpen, List<String> found) {
        DeliveryState state = s.delivery.state();
        if (!mayBeOpen && !isEnded(s)) {
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
