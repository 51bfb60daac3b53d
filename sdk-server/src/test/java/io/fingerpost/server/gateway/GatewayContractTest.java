package io.fingerpost.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every gateway promises to the sessions above it, whatever its transport. */
public abstract class GatewayContractTest {
    /** The limit of the gateways under test, unless a test says otherwise. */
    protected static final int MAX_PACKET_BYTES = 10_000;

    private static final int MANY = 1000;

    private GatewayHarness harness;
    private final List<TestPeer> peers = new ArrayList<>();

    /** Returns a gateway on a port of its own. */
    protected final Gateway gateway(int maxPacketBytes, int maxConnections) {
        return gateway(0, maxPacketBytes, maxConnections);
    }

    /** Returns a gateway. */
    protected abstract Gateway gateway(int port, int maxPacketBytes, int maxConnections);

    /** Returns the largest packet that the gateway can be made to carry. */
    protected int largestPacketBytes() {
        return 65_536;
    }

    /** Connects to a gateway. */
    protected abstract TestPeer connect(BoundGateway gateway) throws Exception;

    /** Returns loops to bind gateways with. */
    protected GatewayHarness newHarness() {
        return new GatewayHarness();
    }

    /** Returns whether peers see connections open and close. */
    protected boolean isStream() {
        return true;
    }

    /** Returns whether there are sockets. */
    protected boolean isNetwork() {
        return true;
    }

    @BeforeEach
    void start() {
        harness = newHarness();
    }

    @AfterEach
    void m20_afterCloseNoThreadAndNoBufferIsLeft() {
        peers.forEach(TestPeer::close);
        harness.close();
    }

    private BoundGateway bind() throws IOException {
        return harness.bind(gateway(MAX_PACKET_BYTES, 100));
    }

    private TestPeer peer(BoundGateway gateway) throws Exception {
        TestPeer peer = connect(gateway);
        peers.add(peer);
        return peer;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] filled(int bytes) {
        byte[] packet = new byte[bytes];
        Arrays.fill(packet, (byte) 'x');
        return packet;
    }

    @Test
    void packetsTravelBothWaysUnchanged() throws Exception {
        harness.handleBy(RecordingHandler.Echo::new);
        TestPeer peer = peer(bind());

        peer.send("{\"dataContent\":\"Grüße, 你好, 👋\"}");

        assertThat(peer.receiveText()).isEqualTo("{\"dataContent\":\"Grüße, 你好, 👋\"}");
        Connection connection = harness.handler(0).connection();
        assertThat(connection.transport().isReliable()).isEqualTo(isStream());
        assertThat(connection.settings().maxPacketBytes()).isEqualTo(MAX_PACKET_BYTES);
        assertThat(connection.remoteAddress()).isNotNull();
        assertThat(harness.handler(0).events()).isEqualTo(isStream() ? List.of("opened") : List.of());
    }

    @Test
    void packetsKeepTheirOrder() throws Exception {
        harness.handleBy(RecordingHandler.Echo::new);
        TestPeer peer = peer(bind());

        for (int i = 0; i < 100; i++) {
            peer.send("packet " + i);
        }

        for (int i = 0; i < 100; i++) {
            assertThat(peer.receiveText()).isEqualTo("packet " + i);
        }
        assertThat(harness.handlers()).hasSize(1);
    }

    @Test
    void packetsOfABufferThatIsUsedAgainKeepTheirOrderAmongOthers() throws Exception {
        harness.handleBy(connection -> new RecordingHandler(connection) {
            @Override
            public void onPacket(byte[] packet) {
                byte[] buffer = new byte[32];
                for (int i = 0; i < 50; i++) {
                    byte[] shared = utf8("shared " + i);
                    System.arraycopy(shared, 0, buffer, 0, shared.length);
                    connection().send(buffer, shared.length);
                    connection().send(utf8("own " + i));
                    if (i % 7 == 0) {
                        connection().flush();
                    }
                }
                Arrays.fill(buffer, (byte) 'x');
            }
        });
        TestPeer peer = peer(bind());

        peer.send("hello");

        for (int i = 0; i < 50; i++) {
            assertThat(peer.receiveText()).isEqualTo("shared " + i);
            assertThat(peer.receiveText()).isEqualTo("own " + i);
        }
    }

    @Test
    void theLargestPacketTravelsBothWays() throws Exception {
        harness.handleBy(RecordingHandler.Echo::new);
        TestPeer peer = peer(harness.bind(gateway(largestPacketBytes(), 100)));

        peer.send(filled(largestPacketBytes()));

        assertThat(peer.receive()).isEqualTo(filled(largestPacketBytes()));
    }

    @Test
    void aPacketThatIsTooLargeIsReportedAndAnsweredAndEndsAStream() throws Exception {
        harness.handleBy(connection -> new RecordingHandler(connection) {
            @Override
            public void onInvalidFrame(String reason) {
                super.onInvalidFrame(reason);
                connection().send(utf8("sorry"));
            }
        });
        TestPeer peer = peer(bind());
        peer.send("first");
        harness.handler(0).awaitPackets(1);

        peer.send(filled(MAX_PACKET_BYTES + 1));

        assertThat(peer.receiveText()).isEqualTo("sorry");
        RecordingHandler handler = harness.handler(0);
        assertThat(handler.events()).anyMatch(event -> event.startsWith("invalid: packet too large"));
        if (isStream()) {
            peer.awaitClosed();
            handler.awaitEvent("closed");
        } else {
            peer.send("second");
            handler.awaitPackets(2);
        }
        assertThat(handler.packets()).allMatch(packet -> packet.length < 10);
    }

    @Test
    void manyPeersAreKeptApart() throws Exception {
        harness.handleBy(RecordingHandler.Echo::new);
        BoundGateway gateway = bind();
        for (int i = 0; i < 50; i++) {
            peer(gateway).send("peer " + i);
        }
        for (int i = 0; i < 50; i++) {
            assertThat(peers.get(i).receiveText()).isEqualTo("peer " + i);
        }
        assertThat(harness.handlers())
                .hasSize(50)
                .allMatch(handler -> handler.packets().size() == 1);
    }

    @Test
    void aPeerThatClosesIsReportedOnce() throws Exception {
        assumeTrue(isStream());
        TestPeer peer = peer(bind());
        peer.send("hello");
        harness.handler(0).awaitPackets(1);

        peer.close();

        harness.handler(0).awaitEvent("closed");
        assertThat(harness.handler(0).events()).containsExactly("opened", "closed");
    }

    @Test
    void whatWasSentIsWrittenBeforeTheServerCloses() throws Exception {
        AtomicBoolean toldInside = new AtomicBoolean();
        harness.handleBy(connection -> new RecordingHandler(connection) {
            @Override
            public void onPacket(byte[] packet) {
                super.onPacket(packet);
                for (int i = 0; i < 100; i++) {
                    connection().send(utf8("bye " + i));
                }
                connection().close();
                toldInside.set(events().contains("closed"));
                connection().close();
                connection().send(utf8("too late"));
            }
        });
        TestPeer peer = peer(bind());
        peer.send("hello");
        if (isStream()) {
            peer.send("not read any more: must not turn the end into a reset");
        }

        for (int i = 0; i < 100; i++) {
            assertThat(peer.receiveText()).isEqualTo("bye " + i);
        }
        harness.handler(0).awaitEvent("closed");
        assertThat(toldInside).isFalse();
        assertThat(harness.handler(0).packets()).hasSize(1);
        if (isStream()) {
            peer.awaitClosed();
        }
    }

    @Test
    void aHandlerThatFailsCostsOnlyItsOwnPeer() throws Exception {
        harness.handleBy(connection -> new RecordingHandler(connection) {
            @Override
            public void onPacket(byte[] packet) {
                super.onPacket(packet);
                if (packet[0] == '!') {
                    throw new IllegalStateException("on purpose");
                }
                connection().send(packet);
            }
        });
        BoundGateway gateway = bind();
        TestPeer good = peer(gateway);
        good.send("1");
        assertThat(good.receiveText()).isEqualTo("1");
        TestPeer bad = peer(gateway);
        bad.send("!");

        harness.handler(1).awaitEvent("closed");
        if (isStream()) {
            bad.awaitClosed();
        }
        good.send("2");
        assertThat(good.receiveText()).isEqualTo("2");
    }

    @Test
    void peersBeyondTheLimitAreRefusedUntilOneLeaves() throws Exception {
        harness.handleBy(RecordingHandler.Echo::new);
        BoundGateway gateway = harness.bind(gateway(MAX_PACKET_BYTES, 2));
        for (int i = 0; i < 2; i++) {
            TestPeer peer = peer(gateway);
            peer.send("hello");
            peer.receive();
        }

        refused(gateway);

        assertThat(gateway.refusedPeers()).isPositive();
        harness.handler(0).onLoop(harness.handler(0).connection()::close);
        harness.handler(0).awaitEvent("closed");
        peers.get(0).close();
        await().atMost(Duration.ofSeconds(10)).ignoreExceptions().until(() -> {
            TestPeer next = peer(gateway);
            next.send("hello");
            return isStream() ? next.receiveText().equals("hello") : true;
        });
    }

    /** Tries to connect and checks that nothing comes of it. */
    private void refused(BoundGateway gateway) throws Exception {
        long before = gateway.refusedPeers();
        if (isStream()) {
            assertThatThrownBy(() -> {
                        TestPeer peer = peer(gateway);
                        peer.send("hello");
                        peer.receive();
                    })
                    .isInstanceOf(Throwable.class);
        } else {
            peer(gateway).send("hello");
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> gateway.refusedPeers() > before);
    }

    @Test
    void aConnectionThatIsNotAcceptedIsClosed() throws Exception {
        assumeTrue(isStream());
        harness.handleBy(connection -> null);
        BoundGateway gateway = bind();

        assertThatThrownBy(() -> peer(gateway).receive()).isInstanceOf(AssertionError.class);
    }

    @Test
    void aSlowReaderIsSeenAndNothingIsReadFromItMeanwhile() throws Exception {
        assumeTrue(isStream());
        TestPeer peer = slow(peer(bind()));
        peer.send("hello");
        RecordingHandler handler = harness.handler(0);
        handler.awaitPackets(1);
        Connection connection = handler.connection();

        int sent = handler.onLoop(() -> {
            int count = 0;
            while (connection.isWritable()) {
                connection.send(filled(MAX_PACKET_BYTES));
                count++;
            }
            return count;
        });
        // The loop has to see that the system's buffers are full too.
        while (handler.onLoop(connection::isWritable) && sent < 20 * MANY) {
            handler.onLoop(() -> connection.send(filled(MAX_PACKET_BYTES)));
            sent++;
        }
        awaitStall(handler);
        peer.send("while it does not read");
        await().during(Duration.ofMillis(200)).until(() -> handler.packets().size() == 1);

        fast(peer);
        for (int i = 0; i < sent; i++) {
            assertThat(peer.receive()).hasSize(MAX_PACKET_BYTES);
        }
        handler.awaitEvent("writable");
        handler.awaitPackets(2);
    }

    /** Fills the buffers of the system too: until nothing flows off any more. */
    private void awaitStall(RecordingHandler handler) {
        await().during(Duration.ofMillis(100)).until(() -> !handler.onLoop(handler.connection()::isWritable));
    }

    /** Makes the peer one that does not read, if it is not one by itself. */
    protected TestPeer slow(TestPeer peer) {
        return peer;
    }

    /** Makes the peer read again. */
    protected void fast(TestPeer peer) {}

    @Test
    void afterStopAcceptingThePeersThatAreThereGoOn() throws Exception {
        harness.handleBy(RecordingHandler.Echo::new);
        BoundGateway gateway = bind();
        TestPeer old = peer(gateway);
        old.send("1");
        assertThat(old.receiveText()).isEqualTo("1");

        gateway.stopAccepting();

        if (isStream()) {
            assertThatThrownBy(() -> peer(gateway).receive()).isInstanceOf(Throwable.class);
        } else {
            refused(gateway);
        }
        old.send("2");
        assertThat(old.receiveText()).isEqualTo("2");
        assertThat(harness.handlers()).hasSize(1);
    }

    @Test
    void m20_closeTellsEveryHandlerBeforeItReturnsAndFreesThePort() throws Exception {
        BoundGateway gateway = bind();
        for (int i = 0; i < 10; i++) {
            peer(gateway).send("hello");
            harness.handler(i).awaitPackets(1);
        }
        harness.handlers()
                .forEach(handler -> handler.onLoop(() -> handler.connection().send(utf8("bye"))));

        gateway.close();

        assertThat(harness.handlers()).allMatch(handler -> handler.events().contains("closed"));
        for (TestPeer peer : peers) {
            assertThat(peer.receiveText()).isEqualTo("bye");
        }
        gateway.close();
        if (isNetwork()) {
            harness.bind(gateway(gateway.address().getPort(), MAX_PACKET_BYTES, 10));
        }
    }

    @Test
    void m2_port0PicksAFreePort() throws Exception {
        assumeTrue(isNetwork());
        InetSocketAddress first = bind().address();
        InetSocketAddress second = bind().address();

        assertThat(first.getPort()).isPositive().isNotEqualTo(second.getPort());
    }

    @Test
    void anAddressThatIsTakenFailsWithAClearMessage() throws Exception {
        assumeTrue(isNetwork());
        BoundGateway gateway = bind();
        Gateway again = gateway(gateway.address().getPort(), MAX_PACKET_BYTES, 10);

        assertThatThrownBy(() -> harness.bind(again))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "cannot listen on %s 0.0.0.0:%d: address already in use",
                        again.transport().name().toLowerCase(Locale.ROOT),
                        gateway.address().getPort());
    }
}
