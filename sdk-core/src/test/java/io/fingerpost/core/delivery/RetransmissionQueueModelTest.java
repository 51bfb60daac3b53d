package io.fingerpost.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.fingerpost.core.delivery.RetransmissionQueue.Offer;
import io.fingerpost.core.delivery.RetransmissionQueue.Pending;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The queue against a plain list of messages, for thousands of random histories. */
class RetransmissionQueueModelTest {
    private static final int HISTORIES = 2000;

    @Test
    void m41_m62_randomHistoriesKeepEveryPromise() {
        long ended = 0;
        long waited = 0;
        for (long seed = 0; seed < HISTORIES; seed++) {
            History history = new History(seed);
            ended += history.run();
            waited += history.waited;
        }
        assertThat(ended).isGreaterThan(HISTORIES * 20L);
        assertThat(waited).as("times that a message had to wait for a round").isGreaterThan(HISTORIES);
    }

    /** What the model knows of a pending message. */
    private static final class Message {
        private final int key;
        private final int number;
        private final int bytes;
        private final long deadline;
        private int transmissions;
        private boolean inFlight;
        private long firstSentAt;
        private long sentAt;
        private long planned; // sent again then at the earliest, but for a timeout that is longer
        private long due; // sent again by then at the latest
        private boolean waits; // perhaps for a round, so that it may be sent sooner

        Message(int key, int number, int bytes, long deadline) {
            this.key = key;
            this.number = number;
            this.bytes = bytes;
            this.deadline = deadline;
        }
    }

    private static final class History implements RetransmissionQueue.Output<Integer, Message> {
        private final long seed;
        private final SplittableRandom random;
        private final boolean dense; // so many in flight that some are refused in silence
        private final int maxMessages;
        private final long maxBytes;
        private final RetransmissionQueue<Integer, Message> queue;
        private final Map<Integer, Message> pending = new HashMap<>();
        private RetransmissionPolicy policy;
        private RttEstimator rtt;
        private SilenceLimit silence = new SilenceLimit(); // is asked for what was sent
        private long answeredSentAt = Long.MIN_VALUE;
        private long longestRto; // during this poll
        private int mostRounds; // during this poll
        private boolean answeredInPoll; // by a callback, so that more may be repeated than before
        private long now;
        private int nextNumber;
        private int lastFirstSent; // number of the last message that left the waiting line since the restart
        private boolean polling;
        private int ended;
        private int waited;

        History(long seed) {
            this.seed = seed;
            this.random = new SplittableRandom(seed);
            this.dense = random.nextBoolean();
            this.maxMessages = random.nextInt(1, 60);
            this.maxBytes = random.nextLong(1, 800);
            this.policy = randomPolicy();
            this.rtt = policy.newEstimator();
            this.queue = new RetransmissionQueue<>(policy, maxMessages, maxBytes);
            this.now = random.nextLong(-5000, 5000);
            this.lastFirstSent = -1;
        }

        private RetransmissionPolicy randomPolicy() {
            long min = random.nextLong(1, 100);
            long initial = random.nextLong(min, 300);
            long max = random.nextLong(initial, 1000);
            return new RetransmissionPolicy(initial, min, max, random.nextLong(1, 1500), random.nextInt(1, 40));
        }

        int run() {
            for (int step = 0; step < (dense ? 400 : 150); step++) {
                now += dense
                        ? random.nextLong(6)
                        : random.nextInt(15) == 0 ? random.nextLong(3000) : random.nextLong(40);
                act(random.nextInt(25));
                checkSums();
            }
            while (!pending.isEmpty()) { // expired messages are followed by new ones, but by fewer and fewer
                now = pending.values().stream().mapToLong(m -> m.deadline).max().orElseThrow();
                poll();
            }
            check(queue.nextDueNanos() == Long.MAX_VALUE, "nothing is due when nothing is pending");
            return ended;
        }

        private void act(int choice) {
            if (choice < 9) {
                offer();
            } else if (choice < 14) {
                acknowledge();
            } else if (choice < 15) {
                remove();
            } else if (choice < 23) {
                poll();
            } else if (choice < 24) {
                queue.expire(now, this);
                check(pending.values().stream().noneMatch(m -> m.deadline <= now), "expire leaves nothing late");
            } else if (random.nextInt(3) == 0) {
                drain();
            } else {
                restart();
            }
        }

        private void offer() {
            int key = random.nextInt(90);
            int bytes = random.nextInt(20);
            Message m = new Message(key, nextNumber++, bytes, now + random.nextLong(1, dense ? 25_000 : 2500));
            boolean full = pending.size() >= maxMessages || sumOfBytes() + bytes > maxBytes;
            Offer expected = pending.containsKey(key) ? Offer.DUPLICATE : full ? Offer.FULL : Offer.ACCEPTED;
            check(queue.offer(key, m, bytes, m.deadline) == expected, "offer is " + expected);
            if (expected == Offer.ACCEPTED) {
                pending.put(key, m);
            }
        }

        private void acknowledge() {
            int key = random.nextInt(90);
            Message m = pending.get(key);
            checkEnd(queue.acknowledge(key, now), m);
            if (m != null && m.inFlight && m.transmissions == 1) {
                rtt.sample(now - m.sentAt);
            } else if (m != null && m.inFlight && m.sentAt > m.firstSentAt) {
                rtt.ambiguous(m.firstSentAt, m.sentAt, now);
            }
            longestRto = Math.max(longestRto, rtt.unstretchedRtoNanos());
            mostRounds = Math.max(mostRounds, silence.rounds());
            if (m != null && m.inFlight) {
                silence.answered(m.firstSentAt, m.number);
                answeredInPoll = true;
                answeredSentAt = Math.max(answeredSentAt, m.firstSentAt);
            }
        }

        private void remove() {
            int key = random.nextInt(90);
            checkEnd(queue.remove(key), pending.get(key));
        }

        private void checkEnd(Pending<Integer, Message> actual, Message expected) {
            check((actual == null ? null : actual.value()) == expected, "exactly the pending message ends");
            if (expected != null) {
                end(expected);
            }
        }

        private void end(Message m) {
            check(pending.remove(m.key, m), "a message ends once");
            ended++;
        }

        private void poll() {
            long answeredBefore = answeredSentAt;
            longestRto = rtt.unstretchedRtoNanos();
            mostRounds = 0;
            answeredInPoll = false;
            polling = true;
            queue.poll(now, this);
            polling = false;
            mostRounds = Math.max(mostRounds, silence.rounds());
            for (Message m : pending.values()) {
                if (m.inFlight && (m.due <= now || m.waits)) {
                    checkWaits(m, answeredBefore);
                }
            }
            check(pending.values().stream().noneMatch(m -> m.deadline <= now), "poll leaves nothing late");
            boolean waiting = pending.values().stream().anyMatch(m -> !m.inFlight);
            check(!waiting || inFlight() == policy.window(), "nothing waits while the window has room");
            check(queue.nextDueNanos() <= nextDue(), "next due");
            boolean exact = pending.values().stream().noneMatch(m -> m.waits);
            check(!exact || queue.nextDueNanos() == nextDue(), "exactly then, if nothing waits");
            check(queue.nextDueNanos() > now || answeredInPoll, "what is due now was done");
        }

        /** What was due and was not sent waits because the timeout has grown, or because nothing younger was answered. */
        private void checkWaits(Message m, long answeredBefore) {
            long byTimeout = m.sentAt + policy.intervalNanos(m.transmissions, longestRto);
            long byRound = silence.nextRoundNanos(policy.intervalNanos(mostRounds + 1, longestRto));
            if (byTimeout > now) {
                m.planned = Math.max(m.planned, byTimeout); // and stays so, if the timeout gets shorter
            }
            if (m.planned <= now) {
                check(m.sentAt >= answeredBefore, "all that was due was sent");
                check(byRound > now, "a round is used up");
                waited++;
            }
            boolean inSilence = m.sentAt >= answeredBefore;
            m.due = inSilence ? Math.max(m.planned, byRound) : m.planned;
            m.waits = inSilence || answeredInPoll; // then that is the latest, and it may be sooner
        }

        private long nextDue() {
            return pending.values().stream()
                    .mapToLong(m -> m.inFlight ? Math.min(m.due, m.deadline) : m.deadline)
                    .min()
                    .orElse(Long.MAX_VALUE);
        }

        @Override
        public void transmit(Pending<Integer, Message> p) {
            Message m = p.value();
            check(polling, "only poll sends");
            check(pending.get(p.key()) == m, "what is sent is pending");
            check(m.deadline > now, "nothing is sent after its deadline");
            if (m.inFlight) {
                long rto = rtt.unstretchedRtoNanos();
                check(m.due <= now || m.waits, "nothing is sent again before it was planned");
                check(m.sentAt + policy.intervalNanos(m.transmissions, rto) <= now, "nothing is sent again too early");
                long round = policy.intervalNanos(silence.rounds() + 1, rto);
                check(
                        silence.tryTake(m.sentAt, m.number, 1, policy.repeatsInSilence(), now, round),
                        "little is sent again in silence");
            } else {
                check(m.number > lastFirstSent, "first transmissions keep the order of the offers");
                lastFirstSent = m.number;
                m.inFlight = true;
                m.firstSentAt = now;
            }
            m.transmissions++;
            m.sentAt = now;
            m.waits = false;
            m.planned = now + policy.intervalNanos(m.transmissions, rtt.rtoNanos());
            m.due = m.planned;
            check(p.transmissions() == m.transmissions, "transmissions");
            check(inFlight() <= policy.window(), "never more than the window in flight");
            actInCallback();
        }

        @Override
        public void expire(Pending<Integer, Message> p) {
            check(p.value().deadline <= now, "nothing expires too early");
            check(p.deadlineNanos() == p.value().deadline, "deadline");
            end(p.value());
            actInCallback();
        }

        private void actInCallback() {
            switch (random.nextInt(12)) {
                case 0 -> offer();
                case 1 -> remove();
                case 2 -> acknowledge();
                default -> {}
            }
        }

        private void restart() {
            policy = randomPolicy();
            rtt = policy.newEstimator();
            silence = new SilenceLimit();
            answeredSentAt = Long.MIN_VALUE;
            lastFirstSent = -1;
            pending.values().forEach(m -> m.inFlight = false);
            queue.restart(policy);
        }

        private void drain() {
            List<Message> drained = new ArrayList<>();
            queue.drain().forEach(p -> drained.add(p.value()));
            check(drained.size() == pending.size(), "drain returns all");
            for (int i = 0; i < drained.size(); i++) {
                check(i == 0 || drained.get(i - 1).number < drained.get(i).number, "drain keeps the order");
                end(drained.get(i));
            }
        }

        private void checkSums() {
            check(queue.size() == pending.size() && queue.size() <= maxMessages, "size");
            check(queue.bytes() == sumOfBytes() && queue.bytes() <= maxBytes, "bytes");
            check(queue.rtt().rtoNanos() == rtt.rtoNanos(), "timeout");
            long deadline =
                    pending.values().stream().mapToLong(m -> m.deadline).min().orElse(Long.MAX_VALUE);
            check(queue.nextDeadlineNanos() == deadline, "next deadline");
            check(queue.nextDueNanos() <= deadline, "next due is not behind the deadline");
        }

        private long sumOfBytes() {
            return pending.values().stream().mapToLong(m -> m.bytes).sum();
        }

        private long inFlight() {
            return pending.values().stream().filter(m -> m.inFlight).count();
        }

        private void check(boolean holds, String what) {
            if (!holds) {
                fail("seed " + seed + " at " + now + ": " + what);
            }
        }
    }
}
