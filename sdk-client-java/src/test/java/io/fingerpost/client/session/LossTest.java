package io.fingerpost.client.session;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.client.ImClient;
import io.fingerpost.client.ServerAddress;
import io.fingerpost.core.PacketType;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.codec.InvalidPacketException;
import io.fingerpost.core.codec.Packets;
import io.fingerpost.core.codec.ProtocalCodec;
import io.fingerpost.core.delivery.Delivery;
import io.fingerpost.core.delivery.DeliveryState;
import io.fingerpost.testkit.VirtualLoop;
import io.fingerpost.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client over datagrams that get lost, doubled, delayed and reordered, by a seed. */
@SuppressWarnings("FutureReturnValueIgnored") // what the login comes to shows in the deliveries
class LossTest {
    private static final int MESSAGES = 400;

    /** A server behind a bad network, which acknowledges everything, and repeats its own messages until they are acknowledged. */
    private static final class BadNetwork implements Connector {
        final VirtualLoop loop;
        final Random random;
        final double loss;
        final Set<String> arrived = new HashSet<>();
        final Map<String, Protocal> unacknowledged = new LinkedHashMap<>();

        BadNetwork(VirtualLoop loop, double loss, long seed) {
            this.loop = loop;
            this.loss = loss;
            this.random = new Random(seed);
        }

        private void carry(Runnable arrival) {
            int copies = random.nextDouble() < loss ? 0 : random.nextInt(20) == 0 ? 2 : 1;
            for (int i = 0; i < copies; i++) {
                loop.executeAfter(Duration.ofMillis(10 + random.nextInt(40)), arrival);
            }
        }

        @Override
        public ClientConnection connect(ServerAddress address, ConnectionListener listener) {
            loop.execute(listener::onOpened);
            return new ClientConnection() {
                @Override
                public boolean send(byte[] packet) {
                    carry(() -> serve(packet, listener));
                    return true;
                }

                @Override
                public boolean isWritable() {
                    return true;
                }

                @Override
                public void close() {}
            };
        }

        private void serve(byte[] bytes, ConnectionListener listener) {
            Protocal p;
            try {
                p = ProtocalCodec.decode(bytes);
            } catch (InvalidPacketException e) {
                throw new AssertionError(e);
            }
            switch (p.type()) {
                case PacketType.LOGIN -> say(Packets.loginResponse("alice", 0, 1), listener);
                case PacketType.KEEP_ALIVE -> {
                    say(Packets.keepAliveResponse("alice"), listener);
                    unacknowledged.values().forEach(waiting -> say(waiting, listener));
                }
                case PacketType.MESSAGE -> {
                    arrived.add(p.dataContent());
                    say(Packets.ack("0", "alice", p.fp()), listener);
                    unacknowledged.values().stream().limit(20).forEach(waiting -> say(waiting, listener));
                }
                case PacketType.ACK -> unacknowledged.remove(p.dataContent());
                default -> {}
            }
        }

        private void say(Protocal p, ConnectionListener listener) {
            byte[] bytes = ProtocalCodec.encode(p);
            carry(() -> listener.onPacket(bytes));
        }
    }

    @ParameterizedTest
    @CsvSource({"0.0, 1", "0.1, 2", "0.3, 3", "0.5, 4"})
    @DisplayName("M60, M61: nothing lost, nothing twice, one outcome each, whatever the network does")
    void m60_badNetwork(double loss, long seed) {
        VirtualTime time = new VirtualTime(seed);
        VirtualLoop loop = time.newLoop("client");
        BadNetwork network = new BadNetwork(loop, loss, seed);
        RecordingListener listener = new RecordingListener();
        ClientCore client = new ClientCore(
                ImClient.builder()
                        .server("udp://one")
                        .listener(listener)
                        .sendTimeout(60, SECONDS)
                        .config(),
                loop,
                network,
                Runnable::run,
                new Random(seed),
                () -> {});
        for (int i = 0; i < MESSAGES; i++) {
            network.unacknowledged.put(
                    "s" + i,
                    Protocal.message("alice", "s" + i).from("bob").fp("s" + i).build());
        }
        client.login("alice", "secret");
        while (!client.state().isOnline()) {
            time.runFor(Duration.ofMillis(10));
        }
        List<Delivery> deliveries = new ArrayList<>();
        List<DeliveryState> outcomes = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            Delivery d = client.sender().sendToServer("c" + i);
            d.delivered().whenComplete((state, e) -> outcomes.add(e == null ? state : d.state()));
            deliveries.add(d);
            time.runFor(Duration.ofMillis(5));
        }
        time.runFor(Duration.ofMinutes(2));

        assertThat(outcomes).hasSize(MESSAGES).containsOnly(DeliveryState.DELIVERED);
        assertThat(deliveries).allMatch(d -> d.state() == DeliveryState.DELIVERED);
        assertThat(network.arrived).hasSize(MESSAGES);
        assertThat(network.unacknowledged).isEmpty();
        List<String> received =
                listener.events().stream().filter(e -> e.startsWith("message")).toList();
        assertThat(received).hasSize(MESSAGES).doesNotHaveDuplicates();
        assertThat(client.statistics().pendingMessages()).isZero();
    }
}
