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
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tail of the latency over one hop, with one message in flight, against the bound that retransmission by round trips allows. */
class LinkTailTest {
    private static final int MESSAGES = Integer.getInteger("link.messages", 20_000);
    private static final long ROUND_TRIP_NANOS = Duration.ofMillis(40).toNanos();

    /** One end of the link on a virtual loop. */
    private static final class End implements LinkEnd.Output<Long> {
        final VirtualLoop loop;
        final LinkEnd<Long> link;
        private final boolean server;
        private @Nullable DatagramLink wire;
        private TaskLoop.@Nullable Timeout timer;
        long sent;
        long sentAt;
        long received;
        long[] latencies = new long[MESSAGES];

        End(VirtualLoop loop, boolean server) {
            this.loop = loop;
            this.server = server;
            this.link = new LinkEnd<>(0, LinkLimits.DEFAULT, AckBlock.upTo(0));
        }

        void start(DatagramLink out) {
            wire = out;
            loop.execute(() -> {
                link.connect(
                        true,
                        server ? null : new byte[8],
                        LinkLimits.DEFAULT,
                        AckBlock.upTo(0),
                        0,
                        loop.nowNanos(),
                        this);
                if (!server) {
                    sendNext();
                }
            });
        }

        void sendNext() {
            if (sent < MESSAGES) {
                sentAt = loop.nowNanos();
                link.sending().offer(ByteBuffer.allocate(64).putLong(sentAt).array(), "bob", ++sent);
                poll();
            }
        }

        void onDatagram(byte[] bytes) {
            try {
                link.onFrame(bytes, server, loop.nowNanos(), this);
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
            assertThat(sq).isEqualTo(received + 1);
            latencies[(int) received++] =
                    loop.nowNanos() - ByteBuffer.wrap(message).getLong();
            link.complete(sq, loop.nowNanos());
        }

        @Override
        public void done(Long message) {
            assertThat(message).isEqualTo(sent);
            loop.execute(this::sendNext);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 10, 20, 30, 50})
    void theTailStaysWithinTheBound(int lossPercent) {
        double p = lossPercent / 100.0;
        VirtualTime time = new VirtualTime(lossPercent);
        NetworkConditions conditions = NetworkConditions.builder()
                .loss(p)
                .delay(Duration.ofNanos(ROUND_TRIP_NANOS / 2))
                .build();
        End client = new End(time.newLoop("client"), false);
        End server = new End(time.newLoop("server"), true);
        client.start(new DatagramLink(server.loop, server::onDatagram, conditions, time.newRandom()));
        server.start(new DatagramLink(client.loop, client::onDatagram, conditions, time.newRandom()));
        time.runUntil(() -> server.received == MESSAGES, Duration.ofHours(10));

        double perMessage = (double) client.link.sending().transmissions() / MESSAGES;
        long[] sorted = server.latencies.clone();
        Arrays.sort(sorted);
        System.out.printf(
                Locale.ROOT,
                "loss %d %%: p50 %.1f p90 %.1f p99 %.1f p99.9 %.1f max %.1f ms, %.3f datagrams a message (at most %.3f), loss seen %.3f%n",
                lossPercent,
                sorted[MESSAGES / 2] / 1e6,
                sorted[(int) (MESSAGES * .9)] / 1e6,
                sorted[(int) (MESSAGES * .99)] / 1e6,
                sorted[(int) (MESSAGES * .999)] / 1e6,
                sorted[MESSAGES - 1] / 1e6,
                perMessage,
                1.25 / ((1 - p) * (1 - p)),
                client.link.sending().loss());
        assertThat(perMessage).isLessThanOrEqualTo(1.25 / ((1 - p) * (1 - p)));
        for (int k = 0; k <= 6; k++) {
            assertShare(sorted, k, p);
        }
    }

    /** P(latency at most R/2 + k (R + s) + 5 ms) is at least 1 − p^(k+1), within three standard deviations; s = 10 ms. */
    private static void assertShare(long[] sorted, int k, double p) {
        long bound = ROUND_TRIP_NANOS / 2 + k * (ROUND_TRIP_NANOS + 10_000_000L) + 5_000_000L;
        int index = Arrays.binarySearch(sorted, bound + 1);
        double share = (double) (index < 0 ? -index - 1 : index) / sorted.length;
        double expected = 1 - Math.pow(p, k + 1);
        double sigma = Math.sqrt(expected * (1 - expected) / sorted.length);
        assertThat(share)
                .as("share within %d retransmissions at loss %.2f", k, p)
                .isGreaterThanOrEqualTo(expected - 3 * sigma);
    }
}
