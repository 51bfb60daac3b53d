package io.fingerpost.core.delivery;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.core.delivery.RetransmissionQueue.Offer;
import io.fingerpost.core.delivery.RetransmissionQueue.Pending;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetransmissionQueueTest {
    private static final RetransmissionPolicy POLICY =
            new RetransmissionPolicy(ms(200), ms(100), ms(4000), ms(1000), 2);
    private static final long NEVER = ms(1_000_000);

    private final RetransmissionQueue<String, Integer> queue = new RetransmissionQueue<>(POLICY, 5, 100);
    private final List<String> log = new ArrayList<>();
    private final RetransmissionQueue.Output<String, Integer> output = new RetransmissionQueue.Output<>() {
        @Override
        public void transmit(Pending<String, Integer> message) {
            log.add(message.key() + " " + message.transmissions());
        }

        @Override
        public void expire(Pending<String, Integer> message) {
            log.add(message.key() + " expired");
        }
    };

    @Test
    void aMessageIsPendingBeforeItIsSentAndGoesOutWithTheNextPoll() {
        assertThat(queue.offer("a", 1, 10, NEVER)).isEqualTo(Offer.ACCEPTED);
        assertThat(log).isEmpty();
        assertThat(queue.size()).isEqualTo(1);
        assertThat(queue.bytes()).isEqualTo(10);
        queue.poll(0, output);
        assertThat(log).containsExactly("a 1");
        assertThat(queue.nextDueNanos()).isEqualTo(ms(200));
    }

    @Test
    void m60_anUnacknowledgedMessageIsSentAgainByTheIntervalsOfThePolicy() {
        queue.offer("a", 1, 10, NEVER);
        long now = 0;
        queue.poll(now, output);
        for (long interval : new long[] {200, 200, 200, 200, 300, 450, 675, 1000, 1000}) {
            assertThat(queue.nextDueNanos()).isEqualTo(now + ms(interval));
            queue.poll(now + ms(interval) - 1, output);
            now += ms(interval);
            queue.poll(now, output);
        }
        assertThat(log).hasSize(10).last().isEqualTo("a 10");
        assertThat(queue.retransmissions()).isEqualTo(9);
    }

    @Test
    void m41_anAcknowledgementEndsTheMessageOnce() {
        queue.offer("a", 7, 10, NEVER);
        queue.poll(0, output);
        Pending<String, Integer> p = queue.acknowledge("a", ms(50));
        assertThat(p.value()).isEqualTo(7);
        assertThat(p.transmissions()).isEqualTo(1);
        assertThat(p.deadlineNanos()).isEqualTo(NEVER);
        assertThat(queue.acknowledge("a", ms(60))).isNull();
        assertThat(queue.remove("a")).isNull();
        queue.poll(NEVER, output);
        assertThat(log).containsExactly("a 1");
        assertThat(queue.nextDueNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(queue.bytes()).isZero();
    }

    @Test
    void m41_aMessageExpiresOnceAtItsDeadlineSentOrNot() {
        queue.offer("a", 1, 10, ms(150));
        queue.offer("b", 1, 10, ms(50));
        queue.poll(ms(50), output);
        queue.poll(ms(149), output);
        queue.poll(ms(150), output);
        queue.poll(NEVER, output);
        assertThat(log).containsExactly("b expired", "a 1", "a expired");
        assertThat(queue.acknowledge("a", NEVER)).isNull();
    }

    @Test
    void m62_messagesAndBytesAreBoundedAndRefusalIsAnAnswer() {
        for (int i = 0; i < 5; i++) {
            assertThat(queue.offer("m" + i, i, 20, NEVER)).isEqualTo(Offer.ACCEPTED);
        }
        assertThat(queue.offer("m0", 0, 20, NEVER)).isEqualTo(Offer.DUPLICATE);
        assertThat(queue.offer("m5", 5, 0, NEVER)).as("too many").isEqualTo(Offer.FULL);
        queue.remove("m0");
        assertThat(queue.offer("m5", 5, 21, NEVER)).as("too many bytes").isEqualTo(Offer.FULL);
        assertThat(queue.offer("m5", 5, 20, NEVER)).isEqualTo(Offer.ACCEPTED);
    }

    @Test
    void theWindowHoldsBackAndEveryEndOfAMessageMakesRoom() {
        queue.offer("a", 1, 1, NEVER);
        queue.offer("b", 1, 1, NEVER);
        queue.offer("c", 1, 1, NEVER);
        queue.offer("d", 1, 1, NEVER);
        queue.offer("e", 1, 1, ms(100));
        queue.poll(0, output);
        assertThat(log).containsExactly("a 1", "b 1");
        queue.acknowledge("a", ms(10));
        queue.poll(ms(10), output);
        queue.remove("b");
        queue.poll(ms(20), output);
        queue.poll(ms(100), output);
        assertThat(log).containsExactly("a 1", "b 1", "c 1", "d 1", "e expired");
    }

    @Test
    void m60_cleanSamplesSetTheTimeoutAndAmbiguousOnesStretchIt() {
        queue.offer("a", 1, 1, NEVER);
        queue.poll(0, output);
        queue.acknowledge("a", ms(100));
        assertThat(queue.rtt().rtoNanos()).isEqualTo(ms(300));

        queue.offer("b", 1, 1, NEVER);
        queue.poll(ms(1000), output);
        queue.poll(ms(1300), output);
        queue.acknowledge("b", ms(1400)); // of the first transmission, or of the second, 100 ms ago?
        assertThat(queue.rtt().rtoNanos()).isEqualTo(ms(450));
    }

    /** Without jitter, so that the time since the last transmission may be the same for each message. */
    @ParameterizedTest
    @CsvSource({
        "100, 166",
        "100, 300",
        "100, 600",
        "100, 900",
        "250, 166",
        "250, 215",
        "1000, 212",
        "1000, 297",
        "1000, 526",
        "1000, 705"
    })
    void m62_aPathThatBecomesSlowIsLearnedThoughNoAcknowledgementIsCleanAnyMore(int everyMillis, int slowMillis) {
        RetransmissionQueue<String, Integer> queue = new RetransmissionQueue<>(RetransmissionPolicy.DATAGRAM, 256, 256);
        int fast = 60; // messages, on a path of 50 ms
        int all = 400;
        int transmissions = 0;
        TreeMap<Integer, List<String>> acknowledgements = new TreeMap<>(); // by millisecond
        for (int now = 0; !acknowledgements.isEmpty() || now / everyMillis < all; now++) {
            if (now % everyMillis == 0 && now / everyMillis < all) {
                queue.offer("" + now / everyMillis, 0, 1, NEVER);
            }
            log.clear();
            queue.poll(ms(now), output);
            for (String sent : log) {
                int message = Integer.parseInt(sent.substring(0, sent.indexOf(' ')));
                acknowledgements
                        .computeIfAbsent(now + (message < fast ? 50 : slowMillis), t -> new ArrayList<>())
                        .add("" + message);
                transmissions += message >= all - 100 ? 1 : 0;
            }
            for (String acknowledged : acknowledgements.getOrDefault(now, List.of())) {
                queue.acknowledge(acknowledged, ms(now));
            }
            acknowledgements.remove(now);
        }
        assertThat(transmissions).as("transmissions of the last 100").isLessThan(110);
    }

    @Test
    void aRemovedMessageTeachesNothing() {
        queue.offer("a", 1, 1, NEVER);
        queue.poll(0, output);
        queue.remove("a");
        assertThat(queue.rtt().srttNanos()).isEqualTo(-1);
    }

    @Test
    void expireReportsAndSendsNothing() {
        queue.offer("a", 1, 1, ms(10));
        queue.offer("b", 1, 1, NEVER);
        assertThat(queue.nextDeadlineNanos()).isEqualTo(ms(10));
        queue.expire(ms(10), output);
        assertThat(log).containsExactly("a expired");
        assertThat(queue.nextDeadlineNanos()).isEqualTo(NEVER);
    }

    @Test
    void m61_aRestartSendsEverythingAgainInTheOrderOfTheOffers() {
        RetransmissionPolicy wide = new RetransmissionPolicy(ms(5000), ms(5000), ms(5000), ms(5000), 100);
        queue.offer("a", 1, 1, NEVER);
        queue.offer("b", 1, 1, NEVER);
        queue.offer("c", 1, 1, NEVER);
        queue.poll(0, output);
        queue.acknowledge("a", ms(20));
        queue.poll(ms(20), output);
        queue.restart(wide);
        log.clear();
        queue.poll(ms(30), output);
        assertThat(log).containsExactly("b 2", "c 2");
        assertThat(queue.nextDueNanos()).isEqualTo(ms(5030));
        assertThat(queue.rtt().srttNanos()).as("of the old connection").isEqualTo(-1);
    }

    @Test
    void anAcknowledgementRightAfterARestartMayBeOfTheOldConnectionAndTeachesNothing() {
        queue.offer("a", 1, 1, NEVER);
        queue.poll(0, output);
        queue.restart(POLICY);
        queue.offer("b", 1, 1, NEVER);
        queue.poll(ms(1000), output);
        queue.acknowledge("b", ms(1100));
        queue.acknowledge("a", ms(1101));
        assertThat(queue.rtt().srttNanos()).isEqualTo(ms(100));
        assertThat(queue.rtt().rtoNanos()).isEqualTo(ms(300));
        queue.offer("c", 1, 1, NEVER);
        queue.poll(ms(2000), output);
        queue.restart(POLICY);
        queue.poll(ms(3000), output);
        queue.acknowledge("c", ms(3001));
        assertThat(queue.rtt().rtoNanos()).as("not stretched").isEqualTo(ms(200));
    }

    @Test
    void afterARestartOnlyTheNewConnectionIsMeasured() {
        queue.offer("a", 1, 1, NEVER);
        queue.offer("b", 1, 1, NEVER);
        queue.poll(0, output);
        queue.poll(ms(200), output);
        queue.offer("c", 1, 1, NEVER);
        queue.acknowledge("b", ms(210));
        queue.poll(ms(210), output);
        queue.restart(POLICY);
        queue.acknowledge("c", ms(60_000)); // sent once, on the old connection
        queue.acknowledge("a", ms(60_000)); // sent twice, on the old connection
        assertThat(queue.rtt().srttNanos()).isEqualTo(-1);
        assertThat(queue.rtt().rtoNanos()).isEqualTo(ms(200));
    }

    @Test
    void drainReturnsEverythingInOrderAndLeavesNothing() {
        queue.offer("a", 1, 1, ms(10));
        queue.offer("b", 2, 1, NEVER);
        queue.offer("c", 3, 1, NEVER);
        queue.poll(0, output);
        assertThat(queue.drain()).extracting(Pending::key).containsExactly("a", "b", "c");
        assertThat(queue.size()).isZero();
        assertThat(queue.bytes()).isZero();
        assertThat(queue.acknowledge("a", 1)).isNull();
        log.clear();
        queue.poll(NEVER, output);
        assertThat(log).isEmpty();
        assertThat(queue.offer("a", 1, 1, NEVER * 2)).isEqualTo(Offer.ACCEPTED);
        queue.poll(NEVER, output);
        assertThat(log).containsExactly("a 1");
    }

    @Test
    void aKeyMayBeUsedAgainOnceItsMessageIsOver() {
        queue.offer("a", 1, 1, ms(300));
        queue.poll(0, output);
        queue.remove("a");
        queue.offer("a", 2, 1, NEVER);
        queue.poll(ms(1), output);
        queue.poll(ms(300), output);
        assertThat(log).as("the first one's times are not the second one's").containsExactly("a 1", "a 1", "a 2");
    }

    @Test
    void m62_onAStreamEverythingIsRepeatedThatWasNotAcknowledged() {
        RetransmissionQueue<String, Integer> stream = new RetransmissionQueue<>(RetransmissionPolicy.STREAM, 500, 500);
        for (int i = 0; i < 500; i++) {
            stream.offer("" + i, i, 1, NEVER);
        }
        stream.poll(0, output);
        for (int i = 0; i < 100; i++) { // the others found no room
            stream.acknowledge("" + i, ms(1));
        }
        log.clear();
        stream.poll(ms(5_001), output);
        assertThat(log).hasSize(400);
    }

    @Test
    void m62_whatWasDroppedAtTheEndOfABurstIsThereAfterAFewRounds() {
        RetransmissionQueue<String, Integer> queue = new RetransmissionQueue<>(RetransmissionPolicy.DATAGRAM, 256, 256);
        for (int i = 0; i < 256; i++) {
            queue.offer("" + i, i, 1, NEVER);
        }
        queue.poll(0, output);
        for (int i = 0; i < 100; i++) { // the others were too many for some buffer
            queue.acknowledge("" + i, ms(1));
        }
        int rounds = 0;
        while (queue.size() > 0) {
            log.clear();
            long now = queue.nextDueNanos();
            queue.poll(now, output);
            rounds += log.isEmpty() ? 0 : 1;
            for (String sent : log) {
                queue.acknowledge(sent.substring(0, sent.indexOf(' ')), now + ms(1));
            }
        }
        assertThat(rounds).isEqualTo(7); // 8, 16, four times 32, and the last 4 of 156
    }

    @Test
    void m62_messagesThatNobodyAnswersDoNotKeepOthersFromTheirTurn() {
        RetransmissionQueue<String, Integer> queue = new RetransmissionQueue<>(RetransmissionPolicy.DATAGRAM, 256, 256);
        for (int i = 0; i < 40; i++) { // all at once, and all to recipients who are not there
            queue.offer("" + i, i, 1, NEVER);
        }
        queue.poll(0, output);
        for (int round = 1; round <= 5; round++) {
            pollUntilSomethingIsSent(queue);
            assertThat(log).hasSize(8).contains(8 * round - 8 + " 2", 8 * round - 1 + " 2");
        }
        pollUntilSomethingIsSent(queue);
        assertThat(log).as("all had their turn").contains("0 3");
    }

    private void pollUntilSomethingIsSent(RetransmissionQueue<String, Integer> queue) {
        log.clear();
        while (log.isEmpty()) {
            queue.poll(queue.nextDueNanos(), output);
        }
    }

    @Test
    void m62_whatHadToWaitInSilenceIsSentAsSoonAsSomethingYoungerIsAnswered() {
        RetransmissionQueue<String, Integer> queue = new RetransmissionQueue<>(RetransmissionPolicy.DATAGRAM, 256, 256);
        for (int i = 0; i < 20; i++) {
            queue.offer("" + i, i, 1, NEVER);
        }
        queue.poll(0, output);
        queue.offer("younger", 20, 1, NEVER);
        queue.poll(ms(1), output);
        log.clear();
        queue.poll(ms(500), output);
        assertThat(log).hasSize(8).contains("0 2", "7 2");
        log.clear();
        queue.refuse("younger"); // which is an answer, and no round trip
        queue.poll(ms(500), output);
        assertThat(log).hasSize(12).contains("8 2", "19 2");
    }

    @Test
    void m62_aRefusalIsAnAnswer() {
        RetransmissionQueue<String, Integer> queue = new RetransmissionQueue<>(RetransmissionPolicy.DATAGRAM, 256, 256);
        for (int i = 0; i < 100; i++) { // the last one is refused; what became of the others is not known
            queue.offer("" + i, i, 1, NEVER);
        }
        queue.poll(0, output);
        assertThat(queue.refuse("99").value()).isEqualTo(99);
        assertThat(queue.refuse("99")).isNull();
        pollUntilSomethingIsSent(queue);
        assertThat(log).as("all were sent before it").hasSize(99);
        assertThat(queue.rtt().srttNanos()).as("no round trip").isNegative();
    }

    @Test
    void m62_whatIsTakenOffTellsNothing() {
        RetransmissionQueue<String, Integer> queue = new RetransmissionQueue<>(RetransmissionPolicy.DATAGRAM, 256, 256);
        for (int i = 0; i < 100; i++) {
            queue.offer("" + i, i, 1, NEVER);
        }
        queue.poll(0, output);
        queue.remove("99");
        pollUntilSomethingIsSent(queue);
        assertThat(log).hasSize(8);
    }

    private static long ms(long millis) {
        return MILLISECONDS.toNanos(millis);
    }
}
