package io.fingerpost.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.client.ClientState;
import io.fingerpost.client.PacketObserver;
import io.fingerpost.client.session.FakeServer.FakeConnection;
import io.fingerpost.core.PacketType;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.codec.Packets;
import io.fingerpost.core.codec.ProtocalCodec;
import io.fingerpost.core.delivery.Delivery;
import io.fingerpost.core.delivery.DeliveryState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@SuppressWarnings("FutureReturnValueIgnored") // where the test is about something else
class PacketObserverTest {
    private static final class Recorder implements PacketObserver {
        final List<Protocal> sent = new ArrayList<>();
        final List<Protocal> received = new ArrayList<>();
        final List<Integer> bytes = new ArrayList<>();

        @Override
        public void onPacketSent(Protocal packet, int size) {
            sent.add(packet);
            bytes.add(size);
        }

        @Override
        public void onPacketReceived(Protocal packet, int size) {
            received.add(packet);
            bytes.add(size);
        }
    }

    @Test
    @DisplayName("M70: the observer sees every packet in both directions, repeats too")
    void m70_seesAllPackets() {
        Recorder seen = new Recorder();
        ClientFixture f =
                ClientFixture.with(b -> b.server("udp://one").packetObserver(seen)); // where messages are repeated soon
        FakeConnection connection = f.online();
        Delivery delivery = f.send("bob", "hello");
        f.advance(1, TimeUnit.SECONDS);
        assertThat(delivery.transmissions()).isGreaterThan(1);
        connection.say(Packets.ack("bob", "alice", delivery.fingerprint()));

        Protocal hello = connection.messages().get(0);
        assertThat(seen.sent).filteredOn(p -> p.equals(hello)).hasSize(delivery.transmissions());
        assertThat(seen.received).extracting(Protocal::type).containsExactly(PacketType.LOGIN_RESPONSE, PacketType.ACK);
        assertThat(seen.bytes).contains(ProtocalCodec.encode(hello).length);
    }

    @Test
    @DisplayName("The observer does not see tokens")
    void tokensAreNotShown() {
        Recorder seen = new Recorder();
        ClientFixture f = ClientFixture.with(b -> b.server("tcp://one").packetObserver(seen));
        assertThat(f.online().login().token()).isEqualTo("secret");
        assertThat(seen.sent.get(0).type()).isEqualTo(PacketType.LOGIN);
        assertThat(seen.sent.get(0).dataContent()).isNull();
        assertThat(seen.bytes.get(0)).isPositive();
    }

    @Test
    @DisplayName("A failing observer harms nothing")
    void failuresAreIsolated() {
        PacketObserver broken = new PacketObserver() {
            @Override
            public void onPacketSent(Protocal packet, int bytes) {
                throw new IllegalStateException("sent");
            }

            @Override
            public void onPacketReceived(Protocal packet, int bytes) {
                throw new IllegalStateException("received");
            }
        };
        ClientFixture f = ClientFixture.with(b -> b.server("tcp://one").packetObserver(broken));
        FakeConnection connection = f.online();
        Delivery delivery = f.send("bob", "hello");
        connection.say(Packets.ack("bob", "alice", delivery.fingerprint()));
        assertThat(delivery.state()).isEqualTo(DeliveryState.ACCEPTED);
        assertThat(f.client.state()).isEqualTo(ClientState.ONLINE);
    }

    @Test
    @DisplayName("While the application is slow, packets that it does not see are bounded")
    void waitingPacketsAreBounded() {
        Recorder seen = new Recorder();
        Queue<Runnable> waiting = new ArrayDeque<>();
        ClientFixture f = ClientFixture.with(b -> b.server("tcp://one").packetObserver(seen), waiting::add, 1);
        f.client.login("alice", "secret");
        runAll(waiting); // the token is fetched there
        FakeConnection connection = f.server.last().open();
        runAll(waiting);
        connection.say(Packets.loginResponse("alice", 0, 1));
        for (int i = 0; i < 5_000; i++) {
            connection.say(Packets.keepAliveResponse("alice"));
        }
        runAll(waiting);
        assertThat(seen.received).hasSize(1_000);
        connection.say(Packets.keepAliveResponse("alice"));
        runAll(waiting);
        assertThat(seen.received).hasSize(1_001);
    }

    private static void runAll(Queue<Runnable> waiting) {
        for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) {
            task.run();
        }
    }
}
