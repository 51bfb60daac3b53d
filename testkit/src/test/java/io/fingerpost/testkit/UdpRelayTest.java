package io.fingerpost.testkit;

import static io.fingerpost.testkit.BadNetworkRelay.Direction.TO_CLIENT;
import static io.fingerpost.testkit.BadNetworkRelay.Direction.TO_TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The relay over real UDP sockets. */
class UdpRelayTest {
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final UdpPeer server = open(new UdpPeer(true));
    private final UdpPeer client = open(new UdpPeer(false));

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable closeable : opened) {
            closeable.close();
        }
    }

    @Test
    void passesDatagramsOfEverySizeBothWays() {
        BadNetworkRelay relay = relay(NetworkConditions.PERFECT);
        int[] sizes = {12, 64, 1472, 9000, 65507};
        for (int i = 0; i < sizes.length; i++) {
            client.send(relay.address(), i, sizes[i]);
        }
        await().until(() -> client.count() == sizes.length);

        assertThat(client.numbers()).containsExactly(0, 1, 2, 3, 4);
        assertThat(client.senders()).containsExactly(relay.address());
        long bytes = IntStream.of(sizes).sum();
        assertThat(relay.counters(TO_TARGET)).isEqualTo(new BadNetworkRelay.Counters(5, 0, 0, bytes));
        assertThat(relay.counters(TO_CLIENT)).isEqualTo(new BadNetworkRelay.Counters(5, 0, 0, bytes));
    }

    @Test
    void eachClientHasAnAddressOfItsOwnAtTheTarget() {
        BadNetworkRelay relay = relay(NetworkConditions.PERFECT);
        UdpPeer second = open(new UdpPeer(false));
        for (int i = 0; i < 10; i++) {
            client.send(relay.address(), i, 12);
            second.send(relay.address(), 100 + i, 12);
        }
        await().until(() -> client.count() == 10 && second.count() == 10);

        assertThat(server.senders()).hasSize(2);
        assertThat(second.numbers()).allMatch(n -> n >= 100);
    }

    @Test
    void losesAndDoublesAsOftenAsTheConditionsSay() {
        BadNetworkRelay relay =
                relay(NetworkConditions.builder().loss(0.3).duplication(0.1).build());
        relay.setConditions(TO_CLIENT, NetworkConditions.PERFECT);
        int sent = 5_000;
        for (int i = 0; i < sent; i++) {
            client.send(relay.address(), i, 64);
            if (i % 100 == 99) { // never more under way than the smallest socket buffer holds
                long soFar = i + 1L;
                await().until(() -> forwardedOrDropped(relay) >= soFar
                        && server.count() == relay.counters(TO_TARGET).forwarded());
            }
        }

        BadNetworkRelay.Counters counters = relay.counters(TO_TARGET);
        assertThat(counters.dropped() / (double) sent).isCloseTo(0.3, within(3.5 * Math.sqrt(0.21 / sent)));
        assertThat(counters.duplicated() / (sent * 0.7)).isCloseTo(0.1, within(3.5 * Math.sqrt(0.09 / (sent * 0.7))));
        assertThat(relay.conditions(TO_TARGET).loss()).isEqualTo(0.3);
        await().until(() -> server.count() == counters.forwarded());
    }

    private static long forwardedOrDropped(BadNetworkRelay relay) {
        BadNetworkRelay.Counters counters = relay.counters(TO_TARGET);
        return counters.forwarded() - counters.duplicated() + counters.dropped();
    }

    @Test
    void nothingArrivesBeforeItsDelayIsOverThroughTwoRelays() {
        NetworkConditions delayed =
                NetworkConditions.builder().delay(Duration.ofMillis(20)).build();
        BadNetworkRelay far = relay(delayed);
        BadNetworkRelay near = open(BadNetworkRelay.udp(far.address(), delayed, 2));
        int sent = 50;
        for (int i = 0; i < sent; i++) {
            client.send(near.address(), i, 64);
        }
        await().until(() -> client.count() == sent);

        assertThat(client.arrivals())
                .allMatch(
                        a -> a.nanos() - a.sentNanos() >= Duration.ofMillis(80).toNanos());
    }

    @Test
    void reordersWhenDelaysDiffer() {
        BadNetworkRelay relay = relay(NetworkConditions.builder()
                .delayAround(Duration.ofMillis(20), Duration.ofMillis(8))
                .build());
        int sent = 50;
        for (int i = 0; i < sent; i++) {
            client.send(relay.address(), i, 64);
        }
        await().until(() -> client.count() == sent);

        List<Integer> order = client.numbers();
        assertThat(order).isNotEqualTo(IntStream.range(0, sent).boxed().toList());
        assertThat(order)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, sent).boxed().toList());
    }

    @Test
    void aBlackholeLosesEverythingUntilItEnds() {
        BadNetworkRelay relay = relay(NetworkConditions.PERFECT);
        relay.blackhole(true);
        client.send(relay.address(), 1, 12);
        await().until(() -> relay.counters(TO_TARGET).dropped() == 1);
        relay.blackhole(false);
        client.send(relay.address(), 2, 12);
        await().until(() -> !client.numbers().isEmpty());

        assertThat(client.numbers()).containsExactly(2);
    }

    @Test
    void aBlackholeLosesWhatIsUnderWayToo() {
        BadNetworkRelay relay =
                relay(NetworkConditions.builder().delay(Duration.ofMillis(500)).build());
        client.send(relay.address(), 1, 12);
        relay.blackhole(true);
        await().until(() -> relay.counters(TO_TARGET).dropped() == 1);
        assertThat(server.count()).isZero();
    }

    @Test
    void afterACutTheClientComesFromAnotherPortAndOldAnswersAreLost() {
        BadNetworkRelay relay = relay(NetworkConditions.PERFECT);
        client.send(relay.address(), 1, 12);
        await().until(() -> client.count() == 1);
        relay.setConditions(
                TO_CLIENT,
                NetworkConditions.builder().delay(Duration.ofSeconds(10)).build());
        client.send(relay.address(), 2, 12);
        await().until(() -> server.count() == 2);
        relay.cut();
        relay.setConditions(NetworkConditions.PERFECT);
        client.send(relay.address(), 3, 12);
        await().until(() -> client.count() == 2);

        assertThat(client.numbers()).containsExactly(1, 3);
        assertThat(server.senders()).hasSize(2);
    }

    @Test
    void aTargetThatIsGoneMayComeBack() {
        BadNetworkRelay relay = relay(NetworkConditions.PERFECT);
        int port = server.address().getPort();
        server.close();
        for (int i = 0; i < 10; i++) {
            client.send(relay.address(), i, 12);
        }
        await().until(() -> forwardedOrDropped(relay) == 10);
        UdpPeer restarted = open(new UdpPeer(true, port));
        await().until(() -> {
            client.send(relay.address(), 99, 12);
            return !restarted.numbers().isEmpty();
        });
    }

    @Test
    void theIdlestPeerMakesRoomWhenThereAreTooMany() {
        BadNetworkRelay relay =
                open(BadNetworkRelay.udp(server.address(), NetworkConditions.PERFECT, 1, 2, TimeUnit.HOURS.toNanos(1)));
        UdpPeer second = open(new UdpPeer(false));
        UdpPeer third = open(new UdpPeer(false));
        exchange(relay, client, 1);
        exchange(relay, second, 1);
        exchange(relay, client, 2);
        exchange(relay, third, 1); // takes the place of the second
        exchange(relay, client, 3);
        assertThat(server.senders()).hasSize(3);
        exchange(relay, second, 2); // is a new peer
        assertThat(server.senders()).hasSize(4);
    }

    @Test
    void idlePeersAreForgotten() {
        BadNetworkRelay relay = open(BadNetworkRelay.udp(
                server.address(), NetworkConditions.PERFECT, 1, 10, TimeUnit.MILLISECONDS.toNanos(100)));
        exchange(relay, client, 1);
        await().atLeast(Duration.ofMillis(100))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    exchange(relay, client, client.count() + 1);
                    return server.senders().size() > 1;
                });
    }

    private static void exchange(BadNetworkRelay relay, UdpPeer peer, int expected) {
        peer.send(relay.address(), 0, 12);
        await().until(() -> peer.count() == expected);
    }

    @Test
    void closeEndsTheThreadAndFreesThePort() {
        BadNetworkRelay relay = relay(NetworkConditions.PERFECT);
        exchange(relay, client, 1);
        int port = relay.port();
        assertThat(threadsTo(server)).isEqualTo(1);
        relay.close();
        relay.close();

        assertThat(threadsTo(server)).isZero();
        open(new UdpPeer(false, port));
        assertThatThrownBy(relay::cut).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> relay.blackhole(true)).isInstanceOf(IllegalStateException.class);
    }

    private static long threadsTo(UdpPeer server) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().equals("bad-network-relay to " + server.address()))
                .count();
    }

    /** Sends numbered datagrams at this rate. */
    private BadNetworkRelay relay(NetworkConditions conditions) {
        return open(BadNetworkRelay.udp(server.address(), conditions, 1));
    }

    private <T extends AutoCloseable> T open(T closeable) {
        opened.add(0, closeable);
        return closeable;
    }
}
