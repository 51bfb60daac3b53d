package io.fingerpost.client.session;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fingerpost.client.session.FakeServer.FakeConnection;
import io.fingerpost.core.PacketType;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.codec.Packets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeartbeatTest {
    private static int keepAlives(FakeConnection connection) {
        return connection.ofType(PacketType.KEEP_ALIVE).size();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3, 5, 10, 15, 30, 60, 120})
    @DisplayName(
            "M7: keep-alives at the interval; a dead peer is noticed within interval + 5 s (heartbeat boundary never reaching \"lost\")")
    void m7_presets(long seconds) {
        for (String scheme : new String[] {"tcp", "udp", "ws"}) {
            ClientFixture f =
                    ClientFixture.with(b -> b.server(scheme + "://one").heartbeat(seconds, SECONDS));
            FakeConnection connection = f.online();
            for (int i = 1; i <= 5; i++) {
                f.advance(seconds * 1_000 - 50, MILLISECONDS);
                int before = keepAlives(connection);
                f.advance(50, MILLISECONDS);
                assertThat(keepAlives(connection)).isEqualTo(before + 1);
                connection.say(Packets.keepAliveResponse("alice"));
            }
            assertThat(keepAlives(connection)).isEqualTo(5);

            f.advance(seconds * 1_000 + 4_999, MILLISECONDS);
            f.listener.expect();
            f.advance(1, MILLISECONDS);
            f.listener.expect("offline CONNECTION_BROKEN for now");
            assertThat(connection.closed).isTrue();
        }
    }

    @Test
    @DisplayName("M7: by default 15 s on streams and 5 s on UDP")
    void m7_defaults() {
        ClientFixture tcp = ClientFixture.tcp();
        FakeConnection stream = tcp.online();
        tcp.advance(14_999, MILLISECONDS);
        assertThat(keepAlives(stream)).isZero();
        tcp.advance(1, MILLISECONDS);
        assertThat(keepAlives(stream)).isEqualTo(1);

        ClientFixture udp = ClientFixture.udp();
        FakeConnection datagrams = udp.online();
        udp.advance(5, SECONDS);
        assertThat(keepAlives(datagrams)).isEqualTo(1);
    }

    @Test
    @DisplayName("After an interval of silence UDP is probed every 250 ms, a stream once")
    void probes() {
        ClientFixture udp = ClientFixture.with(b -> b.server("udp://one").heartbeat(10, SECONDS));
        FakeConnection datagrams = udp.online();
        udp.advance(10, SECONDS);
        assertThat(keepAlives(datagrams)).isEqualTo(1);
        udp.advance(4_900, MILLISECONDS);
        assertThat(keepAlives(datagrams)).isEqualTo(20);

        ClientFixture tcp = ClientFixture.with(b -> b.server("tcp://one").heartbeat(10, SECONDS));
        FakeConnection stream = tcp.online();
        tcp.advance(5, SECONDS);
        stream.say(Packets.keepAliveResponse("alice"));
        tcp.advance(14_900, MILLISECONDS);
        assertThat(keepAlives(stream)).as("one at its time, and one probe").isEqualTo(2);
    }

    @Test
    @DisplayName("Any packet from the server counts as life, even one that cannot be read")
    void anyPacketCounts() {
        ClientFixture f = ClientFixture.udp();
        FakeConnection connection = f.online();
        for (int i = 0; i < 60; i++) {
            f.advance(4, SECONDS);
            connection.say(Protocal.builder().type(77).build());
        }
        f.listener.expect();
        assertThat(keepAlives(connection)).isEqualTo(48);
    }

    @Test
    @DisplayName("M7: the interval can be changed while online, and holds for later connections")
    void m7_changedWhileOnline() {
        ClientFixture f = ClientFixture.tcp();
        FakeConnection first = f.online();
        f.client.heartbeat(60, SECONDS);
        f.advance(59_999, MILLISECONDS);
        assertThat(keepAlives(first)).isZero();
        f.advance(1, MILLISECONDS);
        assertThat(keepAlives(first)).isEqualTo(1);
        f.advance(5, SECONDS);
        f.listener.expect("offline CONNECTION_BROKEN for now");

        f.advance(1, SECONDS);
        FakeConnection second = f.server.last().accept();
        f.listener.expect("online alice");
        f.advance(59_999, MILLISECONDS);
        assertThat(keepAlives(second)).isZero();
        f.advance(1, MILLISECONDS);
        assertThat(keepAlives(second)).isEqualTo(1);
    }

    @Test
    @DisplayName("M7: a shorter interval probes a silent server before it gives up")
    void m7_shorterIntervalProbesFirst() {
        for (String scheme : new String[] {"tcp", "udp"}) {
            ClientFixture f =
                    ClientFixture.with(b -> b.server(scheme + "://one").heartbeat(120, SECONDS));
            FakeConnection connection = f.online();
            f.advance(100, SECONDS);
            f.client.heartbeat(3, SECONDS);
            f.run();
            assertThat(keepAlives(connection)).isEqualTo(1);
            f.advance(2, SECONDS);
            connection.say(Packets.keepAliveResponse("alice"));
            f.advance(4, SECONDS);
            f.listener.expect();
            f.advance(4, SECONDS);
            f.listener.expect("offline CONNECTION_BROKEN for now");
        }
    }

    @Test
    @DisplayName("Changing the interval again and again cannot keep a dead connection alive")
    void changesKeepTheDeadline() {
        ClientFixture f = ClientFixture.with(b -> b.server("tcp://one").heartbeat(15, SECONDS));
        f.online();
        f.advance(15, SECONDS);
        for (int i = 0; i < 4; i++) {
            f.client.heartbeat(i % 2 == 0 ? 120 : 15, SECONDS);
            f.advance(1, SECONDS);
        }
        f.listener.expect();
        f.advance(1, SECONDS);
        f.listener.expect("offline CONNECTION_BROKEN for now");
    }

    @Test
    void anIntervalThatCannotBeIsRefused() {
        ClientFixture f = ClientFixture.tcp();
        assertThatThrownBy(() -> f.client.heartbeat(999, MILLISECONDS)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> f.client.heartbeat(0, SECONDS)).isInstanceOf(IllegalArgumentException.class);
    }
}
