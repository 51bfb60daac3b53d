package io.fingerpost.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fingerpost.benchmarks.common.Options;
import io.fingerpost.benchmarks.common.Profile;
import io.fingerpost.benchmarks.load.LoadGenerator;
import io.fingerpost.benchmarks.load.LoadSettings;
import io.fingerpost.benchmarks.process.ChildProcess;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.Transport;
import io.fingerpost.core.codec.Packets;
import io.fingerpost.core.codec.ProtocalCodec;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the server is compared with has to relay, or the comparison says nothing. */
@EnabledOnOs(OS.LINUX)
final class RelaysTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int MESSAGES = 1_000;

    @ParameterizedTest
    @EnumSource(names = {"TCP", "UDP"})
    void theFloorRelaysEverything(Transport transport) throws Exception {
        try (Floor floor = Floor.compile()) {
            assumeTrue(floor != null, "there is no gcc");
            try (ChildProcess relay = floor.start(Options.name(transport))) {
                assertRelays(transport, relay.port(Options.name(transport)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TCP", "UDP"})
    void theRelayOnBareNettyRelaysEverything(Transport transport) throws Exception {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        try {
            Channel channel =
                    BareSockets.open(transport, group, new BareRelay()).sync().channel();
            assertRelays(transport, ((InetSocketAddress) channel.localAddress()).getPort());
        } finally {
            group.shutdownGracefully(0, LIMIT.toSeconds(), TimeUnit.SECONDS).sync();
        }
    }

    private static void assertRelays(Transport transport, int port) throws Exception {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try (LoadGenerator load =
                LoadGenerator.connect(new LoadSettings(transport, Profile.BASE, address, 5, 100, 1))) {
            load.closedLoop(4);
            await().atMost(LIMIT).until(() -> load.look().arrived() > MESSAGES);
            load.stop();
            assertThat(load.drain(LIMIT.toSeconds())).isZero();
            assertThat(load.look().problem()).isNull();
        }
    }

    @Test
    void theEnvelopeIsRead() {
        Envelope message = new Envelope(ProtocalCodec.encode(Protocal.message("bob", "\"type\":5 \"to\":\"eve\"")
                .from("alice")
                .fp("f1")
                .build()));
        assertThat(message.type()).isEqualTo(2);
        assertThat(message.from()).isEqualTo("alice");
        assertThat(message.to()).isEqualTo("bob");
        assertThat(message.fp()).isEqualTo("f1");
        Envelope response = new Envelope(ProtocalCodec.encode(Packets.loginResponse("bob", 0, 1)));
        assertThat(response.type()).isEqualTo(-1);
        assertThat(response.fp()).isEmpty();
    }
}
