package io.fingerpost.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The links of a simulation: datagrams and streams. */
class SimulatedLinkTest {
    private static final Duration LIMIT = Duration.ofHours(10);

    private final VirtualTime time = new VirtualTime(7);
    private final VirtualLoop here = time.newLoop("here");
    private final VirtualLoop there = time.newLoop("there");
    private final List<Integer> arrived = new ArrayList<>();
    private final List<String> events = new ArrayList<>();

    @Test
    void datagramsArriveOnTheReceiversLoopAfterTheDelay() {
        DatagramLink link = datagrams(
                NetworkConditions.builder().delay(Duration.ofMillis(30)).build());
        link.send(bytes(1));
        time.runFor(Duration.ofMillis(29));
        assertThat(arrived).isEmpty();
        time.runFor(Duration.ofMillis(1));
        assertThat(arrived).containsExactly(1);
    }

    @Test
    void datagramsNeverArriveInsideSendAndAreCopied() {
        DatagramLink link = datagrams(NetworkConditions.PERFECT);
        byte[] datagram = bytes(1);
        link.send(datagram);
        datagram[3] = 99;
        assertThat(arrived).isEmpty();
        time.runUntilIdle(LIMIT);
        assertThat(arrived).containsExactly(1);
    }

    @Test
    void datagramsAreLostDoubledAndReorderedAsOftenAsTheConditionsSay() {
        DatagramLink link = datagrams(NetworkConditions.builder()
                .loss(0.3)
                .duplication(0.1)
                .delayBetween(Duration.ofMillis(1), Duration.ofMillis(50))
                .build());
        int sent = 100_000;
        for (int i = 0; i < sent; i++) {
            link.send(bytes(i));
            time.runFor(Duration.ofMillis(1));
        }
        time.runUntilIdle(LIMIT);

        assertThat(link.sent()).isEqualTo(sent);
        assertThat(link.dropped() / (double) sent).isCloseTo(0.3, within(3 * Math.sqrt(0.21 / sent)));
        assertThat(link.duplicated() / (sent * 0.7)).isCloseTo(0.1, within(3 * Math.sqrt(0.09 / (sent * 0.7))));
        assertThat(arrived).hasSize((int) (link.sent() - link.dropped() + link.duplicated()));
        assertThat(inversions()).isGreaterThan(sent / 10);
    }

    @Test
    void aBlackholeLosesWhatIsSentAndNotWhatIsUnderWay() {
        DatagramLink link = datagrams(
                NetworkConditions.builder().delay(Duration.ofMillis(10)).build());
        link.send(bytes(1));
        link.blackhole(true);
        link.send(bytes(2));
        link.blackhole(false);
        link.send(bytes(3));
        time.runUntilIdle(LIMIT);

        assertThat(arrived).containsExactly(1, 3);
        assertThat(link.dropped()).isEqualTo(1);
    }

    @Test
    void streamsArriveWholeAndInOrderWhateverTheConditions() {
        StreamLink link = stream(NetworkConditions.builder()
                .loss(0.3)
                .duplication(0.5)
                .delayBetween(Duration.ZERO, Duration.ofMillis(100))
                .build());
        for (int i = 0; i < 2000; i++) {
            assertThat(link.first().send(bytes(i))).isTrue();
            time.runFor(Duration.ofMillis(1));
        }
        time.runUntilIdle(LIMIT);

        assertThat(arrived)
                .containsExactlyElementsOf(IntStream.range(0, 2000).boxed().toList());
        // 0.3 / 0.7 losses a segment in the mean
        assertThat(link.first().losses() / 2000.0).isCloseTo(0.43, within(0.05));
    }

    @Test
    void aLostSegmentStallsTheStreamByTimeoutsThatDouble() {
        StreamLink link = stream(NetworkConditions.builder().loss(1).build());
        link.first().send(bytes(1)); // lost at 0, 200 and 600 ms; its next turn is at 1400 ms
        time.runFor(Duration.ofMillis(700));
        link.setConditions(NetworkConditions.PERFECT);
        link.first().send(bytes(2));
        time.runFor(Duration.ofMillis(699));
        assertThat(arrived).isEmpty();
        time.runFor(Duration.ofMillis(1));
        assertThat(arrived).containsExactly(1, 2);
        assertThat(link.first().losses()).isEqualTo(3);
    }

    @Test
    void aStreamThatLosesEverythingBreaksAfterAQuarterOfAnHour() {
        StreamLink link = stream(NetworkConditions.builder().loss(1).build());
        link.first().send(bytes(1));
        time.runUntilIdle(LIMIT);

        assertThat(events).containsExactly("first closed", "second closed");
        assertThat(time.elapsed()).isBetween(Duration.ofMinutes(13), Duration.ofMinutes(17));
    }

    @Test
    void bothEndsLearnOfACutAndWhatIsUnderWayIsLost() {
        StreamLink link =
                stream(NetworkConditions.builder().delay(Duration.ofMillis(10)).build());
        link.first().send(bytes(1));
        link.second().send(bytes(2));
        link.cut();
        link.cut();
        assertThat(events).isEmpty();
        time.runUntilIdle(LIMIT);

        assertThat(arrived).isEmpty();
        assertThat(events).containsExactly("first closed", "second closed");
        assertThat(link.first().send(bytes(3))).isFalse();
        assertThat(link.second().isOpen()).isFalse();
    }

    @Test
    void theUnawareEndOfAHalfOpenConnectionGoesOnSending() {
        StreamLink link = stream(NetworkConditions.PERFECT);
        link.halfOpen(link.first());
        time.runUntilIdle(LIMIT);

        assertThat(events).containsExactly("second closed");
        assertThat(link.first().isOpen()).isTrue();
        assertThat(link.first().send(bytes(1))).isTrue();
        time.runUntilIdle(LIMIT);
        assertThat(arrived).isEmpty();
        assertThatThrownBy(() -> link.halfOpen(stream(NetworkConditions.PERFECT).first()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatWasSentBeforeACloseArrivesBeforeIt() {
        StreamLink link = stream(NetworkConditions.builder()
                .loss(0.5)
                .delay(Duration.ofMillis(10))
                .build());
        link.first().send(bytes(1));
        link.first().send(bytes(2));
        link.first().send(new byte[0]);
        link.second().send(bytes(3));
        link.first().close();
        assertThat(link.first().send(bytes(4))).isFalse();
        time.runUntilIdle(LIMIT);

        assertThat(arrived).containsExactly(1, 2);
        assertThat(events).containsExactly("empty", "second closed");
    }

    @Test
    void anEndMayCloseWhileItReceives() {
        StreamLink link = stream(NetworkConditions.PERFECT);
        link.second().onReceive(bytes -> {
            arrived.add(ByteBuffer.wrap(bytes).getInt());
            link.second().close();
        });
        link.first().send(bytes(1));
        link.first().send(bytes(2));
        time.runUntilIdle(LIMIT);

        assertThat(arrived).containsExactly(1);
        assertThat(events).containsExactly("first closed");
    }

    @Test
    void tenThousandSimulationsOfALossyLinkComeToTheirEnd() {
        NetworkConditions bad = NetworkConditions.builder()
                .loss(0.3)
                .delayAround(Duration.ofMillis(50), Duration.ofMillis(20))
                .build();
        for (long seed = 0; seed < 10_000; seed++) {
            repeatUntilEchoed(new VirtualTime(seed), bad, 50);
        }
    }

    private static void repeatUntilEchoed(VirtualTime time, NetworkConditions conditions, int messages) {
        VirtualLoop client = time.newLoop("client");
        VirtualLoop server = time.newLoop("server");
        boolean[] acknowledged = new boolean[messages];
        DatagramLink back = new DatagramLink(
                client, b -> acknowledged[ByteBuffer.wrap(b).getInt()] = true, conditions, time.newRandom());
        DatagramLink forth = new DatagramLink(server, back::send, conditions, time.newRandom());
        for (int i = 0; i < messages; i++) {
            repeat(client, forth, i, acknowledged);
        }
        time.runUntilIdle(LIMIT);
        for (boolean a : acknowledged) {
            assertThat(a).isTrue();
        }
    }

    private static void repeat(VirtualLoop client, DatagramLink forth, int number, boolean[] acknowledged) {
        client.execute(() -> {
            if (!acknowledged[number]) {
                forth.send(bytes(number));
                client.schedule(() -> repeat(client, forth, number, acknowledged), 200_000_000);
            }
        });
    }

    private DatagramLink datagrams(NetworkConditions conditions) {
        return new DatagramLink(there, this::receive, conditions, time.newRandom());
    }

    private StreamLink stream(NetworkConditions conditions) {
        StreamLink link = new StreamLink(here, there, conditions, time.newRandom());
        link.first().onReceive(this::receive);
        link.second().onReceive(this::receive);
        link.first().onClosed(() -> events.add("first closed"));
        link.second().onClosed(() -> events.add("second closed"));
        return link;
    }

    private void receive(byte[] bytes) {
        assertThat(here.inLoop() || there.inLoop()).isTrue();
        if (bytes.length == 0) {
            events.add("empty");
        } else {
            arrived.add(ByteBuffer.wrap(bytes).getInt());
        }
    }

    private long inversions() {
        return IntStream.range(1, arrived.size())
                .filter(i -> arrived.get(i) < arrived.get(i - 1))
                .count();
    }

    private static byte[] bytes(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }
}
