package io.fingerpost.server.gateway.udp;

import static io.fingerpost.server.gateway.udp.NamedHandler.answer;
import static io.fingerpost.server.gateway.udp.NamedHandler.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fingerpost.core.time.TaskLoop;
import io.fingerpost.server.gateway.BoundGateway;
import io.fingerpost.server.gateway.Connection;
import io.fingerpost.server.gateway.DatagramPeer;
import io.fingerpost.server.gateway.GatewayHarness;
import io.fingerpost.server.gateway.RecordingHandler;
import io.fingerpost.server.gateway.netty.NettyTransport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One gateway with a socket on each of two loops. Which of them serves a client is the system's choice, so clients are made until it fits. */
class UdpLoopsTest {
    private static final int TRIES = 100; // all on one socket by chance: once in 2^100

    private final GatewayHarness harness = new GatewayHarness();
    private final List<DatagramPeer> peers = new ArrayList<>();

    /** A client, who handles it at the server, and what that answered first. */
    private static final class Client {
        private final DatagramPeer peer;
        private final RecordingHandler handler;
        private final byte[] greeting;

        Client(DatagramPeer peer, RecordingHandler handler, byte[] greeting) {
            this.peer = peer;
            this.handler = handler;
            this.greeting = greeting;
        }

        TaskLoop loop() {
            return handler.connection().loop();
        }
    }

    @BeforeEach
    void needsPortsThatAreShared() {
        assumeTrue(NettyTransport.best() == NettyTransport.EPOLL);
    }

    @AfterEach
    void close() {
        peers.forEach(DatagramPeer::close);
        harness.close();
    }

    private BoundGateway bind(UdpGateway.Builder builder) throws IOException {
        return harness.bind(builder.port(0).build());
    }

    private DatagramPeer peer(BoundGateway gateway) throws IOException {
        DatagramPeer peer = DatagramPeer.connect(gateway.address());
        peers.add(peer);
        return peer;
    }

    /** Connects a client whose handler answers. */
    private Client client(BoundGateway gateway) throws IOException {
        String hello = UUID.randomUUID().toString();
        DatagramPeer peer = peer(gateway);
        peer.send(hello);
        byte[] greeting = peer.receive();
        RecordingHandler handler = harness.handlers().stream()
                .filter(h -> new String(h.packets().get(0), StandardCharsets.UTF_8).equals(hello))
                .findFirst()
                .orElseThrow();
        return new Client(peer, handler, greeting);
    }

    private Client clientOn(int loop, BoundGateway gateway) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            Client client = client(gateway);
            if (client.loop() == harness.loops().get(loop)) {
                return client;
            }
        }
        throw new AssertionError("no client lives on loop " + loop);
    }

    /** Lets a client send a session's frame from its own address, and answer the challenge. */
    private static void takeOver(Client session, Client from) {
        byte[] cid = session.greeting;
        from.peer.send(frame(cid, 20));
        byte[] challenge = from.peer.receive();
        assertThat(challenge).hasSize(9).startsWith(0x80);
        from.peer.send(answer(cid, challenge));
    }

    @Test
    void aPeerLivesOnTheLoopToWhichItsDatagramsComeAndStaysThere() throws Exception {
        harness.handleBy(RecordingHandler.Echo::new);
        BoundGateway gateway = bind(UdpGateway.builder());
        for (int loop = 0; loop < 2; loop++) {
            Client client = clientOn(loop, gateway);
            for (int i = 0; i < 50; i++) {
                client.peer.send("packet " + i);
                assertThat(client.peer.receiveText()).isEqualTo("packet " + i);
            }
            assertThat(client.handler.packets()).hasSize(51); // which checks the loop too
        }
    }

    @Test
    void oneSocketIsEnoughIfThatIsWanted() throws Exception {
        harness.handleBy(RecordingHandler.Echo::new);
        BoundGateway gateway = bind(UdpGateway.builder().maxSockets(1));
        for (int i = 0; i < 20; i++) {
            assertThat(client(gateway).loop()).isSameAs(harness.loops().get(0));
        }
    }

    @Test
    void aSessionThatMovesToAnAddressOfAnotherLoopStaysOnItsOwn() throws Exception {
        harness.handleBy(NamedHandler::new);
        BoundGateway gateway = bind(UdpGateway.builder().maxPacketBytes(1000));
        Client session = clientOn(0, gateway);
        Client away = clientOn(1, gateway);
        byte[] cid = session.greeting;

        takeOver(session, away);
        away.handler.awaitEvent("closed"); // its address belongs to the session now

        away.peer.send(frame(cid, 20));
        assertThat(away.peer.receive()).isEqualTo(cid);
        away.peer.send("not a frame");
        assertThat(away.peer.receive()).isEqualTo(cid);
        away.peer.send(new byte[1001]);
        session.handler.awaitEvent("invalid: packet too large: at most 1000 bytes are accepted");
        assertThat(session.handler.packets()).hasSize(3);
        assertThat(away.handler.packets()).hasSize(1);

        session.peer.send(frame(cid, 20));
        assertThat(session.peer.receive())
                .as("the old address is the strange one now")
                .hasSize(9);
    }

    @Test
    void aSessionThatMovedLeavesItsAddressWhenItEnds() throws Exception {
        harness.handleBy(NamedHandler::new);
        BoundGateway gateway = bind(UdpGateway.builder());
        Client session = clientOn(0, gateway);
        Client away = clientOn(1, gateway);
        takeOver(session, away);
        away.handler.awaitEvent("closed");

        session.handler.onLoop(session.handler.connection()::close);
        session.handler.awaitEvent("closed");
        int before = harness.handlers().size();
        away.peer.send("hello");

        RecordingHandler next = harness.handler(before);
        next.awaitPackets(1);
        assertThat(next.connection().loop()).isSameAs(harness.loops().get(1));
    }

    @Test
    void aForgedChallengeMovesNothingFromAnyLoop() throws Exception {
        harness.handleBy(NamedHandler::new);
        BoundGateway gateway = bind(UdpGateway.builder());
        Client session = clientOn(0, gateway);
        Client forger = clientOn(1, gateway);
        byte[] cid = session.greeting;

        forger.peer.send(answer(cid, new byte[9]));
        forger.peer.send(frame(cid, 20));
        assertThat(forger.peer.receive()).as("a challenge").hasSize(9);

        session.peer.send(frame(cid, 20));
        assertThat(session.peer.receive()).isEqualTo(cid);
        forger.peer.send("hello");
        assertThat(forger.peer.receive()).isEqualTo(forger.greeting);
    }

    @Test
    void m62_theLimitOfPeersHoldsOverAllLoops() throws Exception {
        harness.handleBy(RecordingHandler.Echo::new);
        BoundGateway gateway = bind(UdpGateway.builder().maxConnections(5));
        for (int i = 0; i < 40; i++) {
            peer(gateway).send("hello " + i);
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> gateway.refusedPeers() == 35);
        await().atMost(Duration.ofSeconds(10))
                .until(() -> harness.handlers().stream()
                                .filter(handler -> handler.events().contains("closed"))
                                .count()
                        == 35);
        assertThat(harness.handlers()).hasSize(40);
    }

    /** Answers, and is not kept. */
    private static final class Stranger extends RecordingHandler {
        Stranger(Connection connection) {
            super(connection);
        }

        @Override
        public void onPacket(byte[] packet) {
            super.onPacket(packet);
            connection().send(packet);
        }

        @Override
        public boolean retainsState() {
            return false;
        }
    }

    @Test
    void theLimitOfAnswersToStrangersHoldsOverAllLoops() throws Exception {
        harness.handleBy(Stranger::new);
        BoundGateway gateway = bind(UdpGateway.builder().strangerReplies(0, 5));
        for (int i = 0; i < 40; i++) {
            peer(gateway).send("hello");
        }
        harness.handler(39).awaitPackets(1);
        harness.handlers().forEach(handler -> handler.awaitPackets(1));
        for (TaskLoop loop : harness.loops()) { // until all answers are written
            await().until(() -> ranOn(loop));
        }
        long answers = 0;
        for (DatagramPeer peer : peers) {
            answers += peer.receiveWithin(20) == null ? 0 : 1;
        }
        assertThat(answers).isEqualTo(5);
    }

    private static boolean ranOn(TaskLoop loop) throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(1);
        loop.execute(() -> loop.execute(ran::countDown));
        return ran.await(10, TimeUnit.SECONDS);
    }

    @Test
    void m20_closeTellsThePeersOfEveryLoopAndFreesThePort() throws Exception {
        harness.handleBy(RecordingHandler.Echo::new);
        BoundGateway gateway = bind(UdpGateway.builder());
        List<Client> clients = List.of(clientOn(0, gateway), clientOn(1, gateway));

        gateway.close();

        assertThat(clients).allMatch(client -> client.handler.events().equals(List.of("closed")));
        BoundGateway again = harness.bind(
                UdpGateway.builder().port(gateway.address().getPort()).build());
        assertThat(client(again).greeting).isNotEmpty();
    }

    @Test
    void m2_anotherServerCannotShareThePortByMistake() throws Exception {
        BoundGateway gateway = bind(UdpGateway.builder());
        int port = gateway.address().getPort();
        for (int sockets : new int[] {1, 2}) {
            assertThatThrownBy(() -> harness.bind(
                            UdpGateway.builder().port(port).maxSockets(sockets).build()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("already in use");
        }
    }

    @Test
    void overNioAllPeersLiveOnTheFirstLoop() throws Exception {
        try (GatewayHarness nio = new GatewayHarness(NettyTransport.NIO)) {
            nio.handleBy(RecordingHandler.Echo::new);
            BoundGateway gateway = nio.bind(UdpGateway.builder().port(0).build());
            for (int i = 0; i < 10; i++) {
                peer(gateway).send("hello");
            }
            nio.handler(9);
            assertThat(nio.handlers())
                    .allMatch(h -> h.connection().loop() == nio.loops().get(0));
        }
    }
}
