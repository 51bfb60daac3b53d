package io.fingerpost.systemtests.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.core.codec.InvalidPacketException;
import io.fingerpost.core.link.AckBlock;
import io.fingerpost.core.link.LinkEnd;
import io.fingerpost.core.link.LinkLimits;
import io.fingerpost.core.time.TaskLoop;
import io.fingerpost.testkit.DatagramLink;
import io.fingerpost.testkit.NetworkConditions;
import io.fingerpost.testkit.VirtualLoop;
import io.fingerpost.testkit.VirtualTime;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two ends of a link, both sending, over seeded networks that lose, double, reorder, and break down for a while, with messages that
 * are taken back, and ends that start again with what they have kept: nothing is lost, nothing handed over twice, order kept in
 * each conversation, and each message is done with once.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class LinkChaosTest {
    private static final int FIRST_SEED = Integer.getInteger("link.first", 0); // to see one again
    private static final int SEEDS = Integer.getInteger("link.seeds", 2_500);
    private static final int MESSAGES = 60;

    @Test
    void m61_nothingLostNothingTwiceInOrder() {
        for (int seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
            new Run(seed).run();
        }
    }

    private static final class Run {
        private final long seed;
        private final VirtualTime time;
        private final SplittableRandom random;
        private final NetworkConditions conditions;
        private final boolean datagrams;
        private final End client;
        private final End server;
        private int epoch; // of the connection; frames of an earlier one are not delivered

        Run(long seed) {
            this.seed = seed;
            time = new VirtualTime(seed);
            random = time.newRandom();
            datagrams = random.nextInt(4) > 0;
            conditions = datagrams
                    ? NetworkConditions.builder()
                            .loss(random.nextInt(6) / 10.0)
                            .duplication(random.nextInt(4) / 10.0)
                            .delayBetween(
                                    Duration.ofMillis(random.nextInt(20)), Duration.ofMillis(20 + random.nextInt(100)))
                            .build()
                    : NetworkConditions.builder().delay(Duration.ofMillis(20)).build();
            client = new End("client", false);
            server = new End("server", true);
        }

        void run() {
            connect();
            for (End end : List.of(client, server)) {
                for (int i = 0; i < MESSAGES; i++) {
                    end.loop.executeAfter(Duration.ofNanos(random.nextLong(3_000_000_000L)), end::offerSomething);
                }
            }
            VirtualLoop chaos = time.newLoop("chaos");
            for (int i = random.nextInt(4); i > 0; i--) {
                Duration when = Duration.ofNanos(random.nextLong(4_000_000_000L));
                chaos.executeAfter(when, this::disconnect);
                chaos.executeAfter(when.plusMillis(1 + random.nextInt(3_000)), this::connect);
            }
            for (End end : List.of(client, server)) {
                for (int i = random.nextInt(3); i > 0; i--) {
                    end.loop.executeAfter(Duration.ofNanos(random.nextLong(4_000_000_000L)), () -> {
                        disconnect();
                        end.loop.execute(end::restart);
                        chaos.executeAfter(Duration.ofMillis(1 + random.nextInt(500)), this::connect);
                    });
                }
            }
            chaos.executeAfter(Duration.ofSeconds(8), this::connect);
            time.runFor(Duration.ofSeconds(3));
            time.runUntil(() -> client.isAtRest() && server.isAtRest(), Duration.ofMinutes(3));
            client.check(server);
            server.check(client);
        }

        private void disconnect() {
            epoch++;
            client.loop.execute(() -> client.link.disconnect());
            server.loop.execute(() -> server.link.disconnect());
        }

        private void connect() {
            int mine = ++epoch;
            AckBlock clientDone = client.link.done();
            AckBlock serverDone = server.link.done();
            long clientDoneSending = client.link.sending().doneUpTo();
            long serverDoneSending = server.link.sending().doneUpTo();
            client.connect(mine, server, serverDone, serverDoneSending);
            server.connect(mine, client, clientDone, clientDoneSending);
        }

        private final class End implements LinkEnd.Output<Integer> {
            private final String name;
            private final boolean isServer;
            private final VirtualLoop loop;
            private LinkEnd<Integer> link;
            private final TreeMap<Integer, Long> pending =
                    new TreeMap<>(); // the number of the first piece of each message
            private final Set<Integer> retracted = new HashSet<>();
            private final Map<Long, Integer> uncompletedBySq = new HashMap<>();
            private final Map<String, Integer> lastHanded = new HashMap<>();
            private final Map<Integer, byte[]> sentBytes = new HashMap<>();
            private final List<Integer> done = new ArrayList<>();
            private final List<Integer> received = new ArrayList<>();
            private int sent;
            private int uncompleted;
            private @Nullable DatagramLink wire;
            private TaskLoop.@Nullable Timeout timer;

            End(String name, boolean isServer) {
                this.name = name;
                this.isServer = isServer;
                this.loop = time.newLoop(name);
                this.link = new LinkEnd<>(0, LinkLimits.DEFAULT, AckBlock.upTo(0));
            }

            void connect(int mine, End other, AckBlock otherDone, long otherDoneSending) {
                loop.execute(() -> {
                    wire = new DatagramLink(
                            other.loop,
                            bytes -> {
                                if (mine == epoch) {
                                    other.onFrame(bytes);
                                }
                            },
                            conditions,
                            time.newRandom());
                    link.connect(
                            datagrams,
                            isServer || !datagrams ? null : new byte[8],
                            LinkLimits.DEFAULT,
                            otherDone,
                            otherDoneSending,
                            loop.nowNanos(),
                            this);
                    poll();
                });
            }

            void offerSomething() {
                int number = sent++;
                int size = random.nextInt(10) == 0 ? random.nextInt(8, 65_536) : random.nextInt(8, 200);
                byte[] content = new byte[size];
                random.nextBytes(content);
                String conversation = "to " + random.nextInt(3);
                ByteBuffer.wrap(content).putInt(number).putInt(conversation.charAt(3));
                sentBytes.put(number, content);
                pending.put(number, link.sending().nextSq());
                long sq = link.sending().offer(content, conversation, number);
                LinkEnd<Integer> offeredOn = link;
                if (random.nextInt(10) == 0) {
                    loop.executeAfter(Duration.ofMillis(random.nextInt(1_000)), () -> {
                        if (link == offeredOn && pending.remove(number) != null) {
                            retracted.add(number);
                            link.sending().retract(sq, loop.nowNanos());
                            poll();
                        }
                    });
                }
                poll();
            }

            /** Begins anew with what survives: what is not done with towards the other end, and what is done with from there. */
            void restart() {
                link.disconnect();
                received.removeAll(uncompletedBySq.values()); // they come again
                uncompletedBySq.clear();
                uncompleted = 0;
                long nextSq = link.sending().nextSq();
                AckBlock done = link.done();
                link = new LinkEnd<>(link.sending().doneUpTo(), LinkLimits.DEFAULT, done);
                pending.forEach((number, firstSq) -> {
                    byte[] content = sentBytes.get(number);
                    String conversation =
                            "to " + (char) ByteBuffer.wrap(content).getInt(4);
                    link.sending().offerAt(firstSq, content, conversation, number, true);
                });
                link.sending().skipBefore(nextSq);
            }

            private void onFrame(byte[] bytes) {
                assertThat(bytes.length).isLessThanOrEqualTo(datagrams ? 1200 : LinkLimits.MAX_STREAM_FRAME_BYTES);
                try {
                    link.onFrame(bytes, isServer, loop.nowNanos(), this);
                } catch (InvalidPacketException e) {
                    throw new AssertionError(e);
                }
                poll();
            }

            private void poll() {
                link.poll(loop.nowNanos(), this);
                if (timer != null) {
                    timer.cancel();
                    timer = null;
                }
                long due = link.nextDueNanos();
                if (due != Long.MAX_VALUE) {
                    timer = loop.schedule(this::poll, due - loop.nowNanos());
                }
            }

            @Override
            public void frame(byte[] frame) {
                wire.send(frame);
            }

            @Override
            public void deliver(long sq, byte[] message, boolean redelivered) {
                ByteBuffer content = ByteBuffer.wrap(message);
                int number = content.getInt();
                String conversation = "to " + (char) content.getInt();
                Integer before = lastHanded.get(conversation);
                if (redelivered && before != null && before >= number) {
                    assertThat(received)
                            .as("seed %d: %s got %s again", seed, name, number)
                            .doesNotContain(number);
                } else {
                    lastHanded.put(conversation, number);
                    assertThat(before == null || before < number)
                            .as("seed %d: %s got %s of \"%s\" after %s", seed, name, number, conversation, before)
                            .isTrue();
                }
                assertThat(crc(message)).isEqualTo(crc((isServer ? client : server).sentBytes.get(number)));
                received.add(number);
                uncompleted++;
                uncompletedBySq.put(sq, number);
                LinkEnd<Integer> handedBy = link;
                loop.executeAfter(Duration.ofMillis(random.nextInt(50)), () -> {
                    if (handedBy == link) {
                        uncompleted--;
                        uncompletedBySq.remove(sq);
                        link.complete(sq, loop.nowNanos());
                        poll();
                    }
                });
            }

            @Override
            public void done(Integer message) {
                pending.remove(message);
                done.add(message);
            }

            boolean isAtRest() {
                return sent == MESSAGES && uncompleted == 0 && link.sending().pending() == 0;
            }

            void check(End other) {
                assertThat(done)
                        .as("seed %d: what the %s has done with", seed, name)
                        .hasSize(MESSAGES - retracted.size())
                        .isSorted()
                        .doesNotHaveDuplicates();
                assertThat(received)
                        .as("seed %d: what the %s got", seed, name)
                        .doesNotHaveDuplicates()
                        .containsAll(other.done);
            }
        }

        private static long crc(byte[] bytes) {
            CRC32 crc = new CRC32();
            crc.update(bytes);
            return crc.getValue();
        }
    }
}
