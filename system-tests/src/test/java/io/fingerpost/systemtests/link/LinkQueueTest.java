package io.fingerpost.systemtests.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.core.codec.InvalidPacketException;
import io.fingerpost.core.link.AckBlock;
import io.fingerpost.core.link.LinkEnd;
import io.fingerpost.core.link.LinkLimits;
import io.fingerpost.core.time.Alarm;
import io.fingerpost.testkit.VirtualLoop;
import io.fingerpost.testkit.VirtualTime;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Many senders over datagrams to one machine that takes its time for each of them, and stands still once for longer than the
 * retransmission timeout. Nothing is lost, so a repeat is of no use to anybody: it must not be taken for loss, and what was
 * repeated must not keep the machine from getting through its queue.
 */
class LinkQueueTest {
    private static final int SENDERS = 100;
    private static final int PACKET_BYTES = 150;
    private static final long PERIOD_NANOS = TimeUnit.MICROSECONDS.toNanos(1_700); // between two messages of a sender
    private static final long DATAGRAM_NANOS =
            TimeUnit.MICROSECONDS.toNanos(8); // what it costs to read or to write one
    private static final long MESSAGE_NANOS = TimeUnit.MICROSECONDS.toNanos(1);
    private static final long WAY_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
    private static final int BATCH = 32; // datagrams
    private static final int PROBES = 10; // more than a sender makes in two seconds of silence: intervals grow

    private final VirtualTime time = new VirtualTime(1);
    private final List<Sender> senders = new ArrayList<>();
    private final List<Long> latencies = new ArrayList<>();
    private long countFromNanos = Long.MAX_VALUE; // messages sent earlier are not in the latencies

    @ParameterizedTest
    @ValueSource(ints = {50, 300, 1_000})
    void standingStillIsNotLoss(int stillMillis) {
        Machine machine = new Machine();
        for (int i = 0; i < SENDERS; i++) {
            senders.add(new Sender(machine, i));
        }
        time.runFor(Duration.ofSeconds(2));
        assertThat(repeats()).as("before").isZero();
        machine.standStill(Duration.ofMillis(stillMillis));
        double worstLoss = 0;
        for (int tenth = 0; tenth < stillMillis / 100 + 20; tenth++) {
            time.runFor(Duration.ofMillis(100));
            worstLoss = Math.max(worstLoss, loss());
        }
        long repeats = repeats();
        countFromNanos = time.nowNanos();
        time.runFor(Duration.ofSeconds(2));

        Collections.sort(latencies);
        double p99 = latencies.get(latencies.size() * 99 / 100) / 1e6;
        System.out.printf(
                Locale.ROOT,
                "still for %d ms: %d repeats by a sender, loss seen at most %.3f, p99 afterwards %.1f ms%n",
                stillMillis,
                repeats / SENDERS,
                worstLoss,
                p99);
        assertThat(worstLoss).as("loss seen").isLessThan(0.001);
        assertThat(repeats / SENDERS).as("repeats by a sender").isLessThan(PROBES * 2 * 1200 / PACKET_BYTES);
        assertThat(p99).as("p99 in ms, afterwards").isLessThan(5);
        assertThat(repeats()).as("repeats afterwards").isEqualTo(repeats);
    }

    private long repeats() {
        return senders.stream()
                .mapToLong(sender -> sender.end.sending().transmissions() - sender.sent)
                .map(repeats -> Math.max(0, repeats))
                .sum();
    }

    private double loss() {
        return senders.stream()
                .mapToDouble(sender -> sender.end.sending().loss())
                .max()
                .orElseThrow();
    }

    /** The receiver of all, with one processor. */
    private final class Machine {
        private final VirtualLoop loop = time.newLoop("machine");
        private final ArrayDeque<Runnable> socket = new ArrayDeque<>();
        private final Set<Receiver> touched = new LinkedHashSet<>();
        private boolean busy;
        private long stillUntilNanos = time.nowNanos();
        private long costNanos; // of what is being done

        void standStill(Duration duration) {
            stillUntilNanos = time.nowNanos() + duration.toNanos();
        }

        void arrive(Receiver receiver, byte[] datagram) {
            socket.add(() -> {
                receiver.onDatagram(datagram);
                touched.add(receiver);
            });
            work();
        }

        void wake(Receiver receiver) {
            socket.addFirst(() -> touched.add(receiver));
            work();
        }

        private void work() {
            if (busy || socket.isEmpty()) {
                return;
            }
            busy = true;
            long still = Math.max(0, stillUntilNanos - loop.nowNanos());
            loop.executeAfter(Duration.ofNanos(still), this::batch);
        }

        private void batch() {
            costNanos = 0;
            List<Runnable> batch = Stream.generate(socket::poll)
                    .limit(Math.min(BATCH, socket.size()))
                    .toList();
            batch.forEach(Runnable::run);
            touched.forEach(Receiver::poll);
            touched.clear();
            loop.executeAfter(Duration.ofNanos(costNanos), () -> {
                busy = false;
                work();
            });
        }
    }

    /** Its end of the link with one sender. */
    private final class Receiver implements LinkEnd.Output<Long> {
        private final LinkEnd<Long> end = new LinkEnd<>(0, LinkLimits.DEFAULT, AckBlock.upTo(0));
        private final Machine machine;
        private final Sender sender;
        private final Alarm alarm;

        Receiver(Machine machine, Sender sender) {
            this.machine = machine;
            this.sender = sender;
            this.alarm = new Alarm(machine.loop, () -> machine.wake(this));
        }

        void onDatagram(byte[] datagram) {
            machine.costNanos += DATAGRAM_NANOS + datagram.length / PACKET_BYTES * MESSAGE_NANOS;
            LinkQueueTest.onFrame(end, datagram, true, machine.loop.nowNanos(), this);
        }

        void poll() {
            end.poll(machine.loop.nowNanos(), this);
            alarm.setFor(end.nextDueNanos());
        }

        @Override
        public void frame(byte[] frame) {
            machine.costNanos += DATAGRAM_NANOS;
            sender.loop.executeAfter(Duration.ofNanos(machine.costNanos + WAY_NANOS), () -> sender.onDatagram(frame));
        }

        @Override
        public void deliver(long sq, byte[] message, boolean redelivered) {
            long sentAt = ByteBuffer.wrap(message).getLong();
            if (sentAt >= countFromNanos) {
                latencies.add(machine.loop.nowNanos() - sentAt);
            }
            end.complete(sq, machine.loop.nowNanos());
        }

        @Override
        public void done(Long message) {
            throw new AssertionError("it sends nothing");
        }
    }

    /** A client that sends by a timetable, whatever happens. */
    private final class Sender implements LinkEnd.Output<Long> {
        private final LinkEnd<Long> end = new LinkEnd<>(0, LinkLimits.DEFAULT, AckBlock.upTo(0));
        private final VirtualLoop loop = time.newLoop("sender");
        private final Alarm alarm = new Alarm(loop, this::poll);
        private final Machine machine;
        private final Receiver receiver;
        private long sent;

        Sender(Machine machine, int number) {
            this.machine = machine;
            this.receiver = new Receiver(machine, this);
            AckBlock nothing = AckBlock.upTo(0);
            long now = time.nowNanos();
            receiver.end.connect(true, null, LinkLimits.DEFAULT, nothing, 0, now, receiver);
            end.connect(true, new byte[8], LinkLimits.DEFAULT, nothing, 0, now, this);
            loop.executeAfter(Duration.ofNanos(PERIOD_NANOS * number / SENDERS), this::sendNext);
        }

        private void sendNext() {
            byte[] message =
                    ByteBuffer.allocate(PACKET_BYTES).putLong(loop.nowNanos()).array();
            end.sending().offer(message, "bob", ++sent);
            poll();
            loop.executeAfter(Duration.ofNanos(PERIOD_NANOS), this::sendNext);
        }

        void onDatagram(byte[] datagram) {
            LinkQueueTest.onFrame(end, datagram, false, loop.nowNanos(), this);
            poll();
        }

        private void poll() {
            end.poll(loop.nowNanos(), this);
            alarm.setFor(end.nextDueNanos());
        }

        @Override
        public void frame(byte[] frame) {
            machine.loop.executeAfter(Duration.ofNanos(WAY_NANOS), () -> machine.arrive(receiver, frame));
        }

        @Override
        public void deliver(long sq, byte[] message, boolean redelivered) {
            throw new AssertionError("it gets nothing");
        }

        @Override
        public void done(Long message) {
            // what matters is when it arrived
        }
    }

    private static void onFrame(
            LinkEnd<Long> end, byte[] frame, boolean fromClient, long nowNanos, LinkEnd.Output<Long> output) {
        try {
            end.onFrame(frame, fromClient, nowNanos, output);
        } catch (InvalidPacketException e) {
            throw new AssertionError(e);
        }
    }
}
