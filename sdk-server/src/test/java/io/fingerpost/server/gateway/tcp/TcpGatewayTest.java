package io.fingerpost.server.gateway.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fingerpost.server.gateway.BoundGateway;
import io.fingerpost.server.gateway.GatewayHarness;
import io.fingerpost.server.gateway.RecordingHandler;
import io.fingerpost.server.gateway.TcpPeer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TcpGatewayTest {
    private static final byte[] PACKET = "packet".getBytes(StandardCharsets.UTF_8);

    private final GatewayHarness harness = new GatewayHarness();

    @AfterEach
    void close() {
        harness.close();
    }

    private BoundGateway bind() throws IOException {
        return harness.bind(TcpGateway.builder().port(0).build());
    }

    @Test
    void m6_tooLargeIsAnsweredThoughThePeerGoesOnSending() throws Exception {
        harness.handleBy(connection -> new RecordingHandler(connection) {
            @Override
            public void onInvalidFrame(String reason) {
                super.onInvalidFrame(reason);
                connection().send(PACKET);
            }
        });
        try (TcpPeer peer = TcpPeer.connect(bind().address())) {
            peer.sendRaw(ByteBuffer.allocate(500_000).putInt(499_996).array());

            assertThat(peer.receive()).isEqualTo(PACKET);
            peer.awaitClosed();
        }
        assertThat(harness.handler(0).events())
                .containsExactly(
                        "opened", "invalid: packet too large: 499996 bytes, at most 65536 are accepted", "closed");
    }

    @Test
    void framesOfALinkComeWholeAndInOrderWithPacketsBetweenThem() throws Exception {
        harness.handleBy(connection -> new RecordingHandler(connection) {
            @Override
            public void onFrame(byte[] buffer, int length) {
                super.onFrame(buffer, length);
                Arrays.fill(buffer, (byte) 0); // the next one gets it
            }
        });
        List<byte[]> sent = new ArrayList<>();
        try (TcpPeer peer = TcpPeer.connect(bind().address())) {
            for (int i = 0; i < 200; i++) {
                byte[] packet = new byte[1 + i * 331 % 60_000];
                Arrays.fill(packet, (byte) (i % 3 == 0 ? 0x80 | i : '{'));
                sent.add(packet);
                peer.send(packet);
            }
            harness.handler(0).awaitPackets(sent.size());
        }
        assertThat(harness.handler(0).packets()).containsExactlyElementsOf(sent);
    }

    @Test
    void aPeerThatStaysAfterTheEndIsNotWaitedForForever() throws Exception {
        BoundGateway gateway = bind();
        try (TcpPeer peer = TcpPeer.connect(gateway.address())) {
            RecordingHandler handler = harness.handler(0);
            handler.onLoop(handler.connection()::close);
            handler.awaitEvent("closed");

            // It never closes, and the bytes it goes on sending are answered with a reset once the server has let go.
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(
                            () -> assertThatThrownBy(() -> peer.sendRaw(PACKET)).isInstanceOf(IOException.class));
        }
    }

    @Test
    void aPeerThatNeverReadsIsClosedAfterABoundedWait() throws Exception {
        BoundGateway gateway = bind();
        try (TcpPeer peer = TcpPeer.connect(gateway.address())) {
            RecordingHandler handler = harness.handler(0);
            handler.onLoop(() -> {
                for (int i = 0; i < 1000; i++) {
                    handler.connection().send(new byte[60_000]);
                }
                handler.connection().close();
            });
            await().atMost(Duration.ofSeconds(10)).until(() -> handler.events().contains("closed"));
            assertThat(peer.socket().isConnected()).isTrue();
        }
    }

    @Test
    void aWholeBatchOfAnswersLeavesWithoutWaiting() throws Exception {
        harness.handleBy(RecordingHandler.Echo::new);
        try (TcpPeer peer = TcpPeer.connect(bind().address())) {
            ByteBuffer batch = ByteBuffer.allocate(1000 * (4 + PACKET.length));
            for (int i = 0; i < 1000; i++) {
                batch.put(TcpPeer.frame(PACKET));
            }
            peer.sendRaw(batch.array());
            for (int i = 0; i < 1000; i++) {
                assertThat(peer.receive()).isEqualTo(PACKET);
            }
        }
    }

    @Test
    void whatIsSentFromATimerIsFlushedToo() throws Exception {
        try (TcpPeer peer = TcpPeer.connect(bind().address())) {
            RecordingHandler handler = harness.handler(0);
            handler.onLoop(() -> {
                handler.connection().loop().schedule(() -> handler.connection().send(PACKET), 1);
            });
            assertThat(peer.receive()).isEqualTo(PACKET);
        }
    }

    @Test
    void aHostThatNobodyKnowsFailsWithAClearMessage() {
        TcpGateway gateway =
                TcpGateway.builder().host("no-such-host.invalid").port(0).build();

        assertThatThrownBy(() -> harness.bind(gateway))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot listen on tcp no-such-host.invalid:0: unknown host");
    }

    @Test
    void anAddressOfAnotherMachineFailsWithAClearMessage() {
        TcpGateway gateway = TcpGateway.builder().host("192.0.2.1").port(0).build();

        assertThatThrownBy(() -> harness.bind(gateway))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot listen on tcp 192.0.2.1:0: no such address on this machine");
    }
}
