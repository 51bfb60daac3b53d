package io.fingerpost.server.gateway.udp;

import static io.fingerpost.server.gateway.udp.NamedHandler.answer;
import static io.fingerpost.server.gateway.udp.NamedHandler.frame;
import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.server.gateway.BoundGateway;
import io.fingerpost.server.gateway.Connection;
import io.fingerpost.server.gateway.DatagramPeer;
import io.fingerpost.server.gateway.GatewayHarness;
import io.fingerpost.server.gateway.RecordingHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UdpGatewayTest {
    private final GatewayHarness harness = new GatewayHarness();

    @AfterEach
    void close() {
        harness.close();
    }

    private BoundGateway bind(UdpGateway.Builder builder) throws IOException {
        return harness.bind(builder.port(0).build());
    }

    /** Answers all, and is kept from a packet "keep" to a packet "forget". */
    private static final class Stranger extends RecordingHandler {
        private boolean retained;

        Stranger(Connection connection) {
            super(connection);
        }

        @Override
        public void onPacket(byte[] packet) {
            super.onPacket(packet);
            String text = new String(packet, StandardCharsets.UTF_8);
            retained = retained ? !text.equals("forget") : text.equals("keep");
            connection().send(packet);
        }

        @Override
        public boolean retainsState() {
            return retained;
        }
    }

    @Test
    void aPeerThatIsNotRetainedIsForgottenAfterEachPacket() throws Exception {
        harness.handleBy(Stranger::new);
        try (DatagramPeer peer = DatagramPeer.connect(bind(UdpGateway.builder()).address())) {
            for (int i = 0; i < 3; i++) {
                peer.send("hello " + i);
                assertThat(peer.receiveText()).isEqualTo("hello " + i);
            }
        }
        assertThat(harness.handlers())
                .hasSize(3)
                .allMatch(handler -> handler.events().isEmpty());
    }

    @Test
    void aPeerIsKeptForAsLongAsItsHandlerSays() throws Exception {
        harness.handleBy(Stranger::new);
        try (DatagramPeer peer = DatagramPeer.connect(bind(UdpGateway.builder()).address())) {
            for (String packet : new String[] {"keep", "1", "forget", "2"}) {
                peer.send(packet);
                assertThat(peer.receiveText()).isEqualTo(packet);
            }
        }
        assertThat(harness.handlers()).hasSize(2);
        assertThat(harness.handler(0).packets()).hasSize(3);
        assertThat(harness.handler(0).events()).isEmpty();
    }

    @Test
    void aPeerThatWasClosedIsAStrangerAgain() throws Exception {
        try (DatagramPeer peer = DatagramPeer.connect(bind(UdpGateway.builder()).address())) {
            peer.send("1");
            RecordingHandler first = harness.handler(0);
            first.awaitPackets(1);
            first.onLoop(first.connection()::close);
            first.awaitEvent("closed");

            peer.send("2");

            harness.handler(1).awaitPackets(1);
            assertThat(first.packets()).hasSize(1);
        }
    }

    @Test
    void strangersAreAnsweredOnlySoOftenAndOthersAlways() throws Exception {
        harness.handleBy(Stranger::new);
        BoundGateway gateway = bind(UdpGateway.builder().strangerReplies(0, 5));
        try (DatagramPeer friend = DatagramPeer.connect(gateway.address());
                DatagramPeer stranger = DatagramPeer.connect(gateway.address())) {
            friend.send("keep"); // still a stranger when that is answered: 4 are left
            assertThat(friend.receiveText()).isEqualTo("keep");
            for (int i = 0; i < 20; i++) {
                stranger.send("hello " + i);
                friend.send("hello " + i);
                assertThat(friend.receiveText()).isEqualTo("hello " + i);
            }
            for (int i = 0; i < 4; i++) {
                assertThat(stranger.receiveText()).isEqualTo("hello " + i);
            }
            assertThat(stranger.receiveWithin(200)).isNull();
        }
    }

    @Test
    void whatIsTooLargeOrEmptyMakesNoPeer() throws Exception {
        BoundGateway gateway = bind(UdpGateway.builder().maxPacketBytes(1000));
        try (DatagramPeer peer = DatagramPeer.connect(gateway.address())) {
            peer.send(new byte[1001]);
            peer.send(new byte[60_000]);
            peer.send(new byte[0]);
            peer.send(new byte[1000]);

            harness.handler(0).awaitPackets(1);
            assertThat(harness.handlers()).hasSize(1);
            assertThat(harness.handler(0).packets().get(0)).hasSize(1000);
        }
    }

    @Test
    void whatIsTooLargeToSendIsDroppedAndTheRestGoesOn() throws Exception {
        BoundGateway gateway = bind(UdpGateway.builder().maxPacketBytes(1000));
        try (DatagramPeer peer = DatagramPeer.connect(gateway.address())) {
            peer.send("hello");
            RecordingHandler handler = harness.handler(0);
            handler.onLoop(() -> {
                handler.connection().send(new byte[1001]);
                handler.connection().send(new byte[1000]);
            });
            assertThat(peer.receive()).hasSize(1000);
        }
    }

    @Test
    void aPeerThatIsGoneDoesNotEndTheSocket() throws Exception {
        harness.handleBy(RecordingHandler.Echo::new);
        BoundGateway gateway = bind(UdpGateway.builder());
        DatagramPeer gone = DatagramPeer.connect(gateway.address());
        gone.send("hello");
        gone.receive();
        gone.close();
        RecordingHandler handler = harness.handler(0);
        for (int i = 0; i < 10; i++) {
            handler.onLoop(() -> handler.connection().send(new byte[10]));
        }
        try (DatagramPeer peer = DatagramPeer.connect(gateway.address())) {
            peer.send("hello");
            assertThat(peer.receiveText()).isEqualTo("hello");
        }
    }

    @Test
    void datagramsOfEverySizeArriveWholeWhenManyComeAtOnce() throws Exception {
        harness.handleBy(RecordingHandler.Echo::new);
        BoundGateway gateway = bind(UdpGateway.builder());
        try (DatagramPeer peer = DatagramPeer.connect(gateway.address())) {
            for (int round = 0; round < 20; round++) {
                for (int i = 1; i <= 10; i++) {
                    peer.send(new byte[100 * i + round]);
                }
                for (int i = 1; i <= 10; i++) {
                    assertThat(peer.receive()).hasSize(100 * i + round);
                }
            }
        }
    }

    @Test
    void aFrameFromAnotherAddressIsChallengedAndTheSessionMovesOnceThatIsAnswered() throws Exception {
        harness.handleBy(NamedHandler::new);
        BoundGateway gateway = bind(UdpGateway.builder());
        try (DatagramPeer home = DatagramPeer.connect(gateway.address());
                DatagramPeer away = DatagramPeer.connect(gateway.address())) {
            home.send("hello");
            byte[] cid = home.receive();
            home.send(frame(cid, 20));
            assertThat(home.receive()).isEqualTo(cid);

            away.send(frame(cid, 20));
            byte[] challenge = away.receive();
            assertThat(challenge).hasSize(9).startsWith(0x80);
            assertThat(harness.handler(0).packets()).hasSize(2);

            away.send(answer(cid, challenge));
            away.send(frame(cid, 20));
            assertThat(away.receive()).isEqualTo(cid);
            assertThat(harness.handlers()).hasSize(1);
            assertThat(harness.handler(0).packets()).hasSize(3);

            home.send(frame(cid, 20));
            assertThat(home.receive())
                    .as("the old address is the strange one now")
                    .hasSize(9);
        }
    }

    @Test
    void aChallengeThatWasSentElsewhereProvesNothing() throws Exception {
        harness.handleBy(NamedHandler::new);
        BoundGateway gateway = bind(UdpGateway.builder());
        try (DatagramPeer home = DatagramPeer.connect(gateway.address());
                DatagramPeer away = DatagramPeer.connect(gateway.address());
                DatagramPeer forger = DatagramPeer.connect(gateway.address())) {
            home.send("hello");
            byte[] cid = home.receive();
            away.send(frame(cid, 20));
            byte[] challenge = away.receive();

            forger.send(answer(cid, challenge));
            forger.send(frame(cid, 20));
            assertThat(forger.receive()).as("a challenge of its own").hasSize(9).isNotEqualTo(challenge);
            home.send(frame(cid, 20));
            assertThat(home.receive()).isEqualTo(cid);
        }
    }

    @Test
    void aDatagramThatIsTooLargeCountsForItsAddressWhateverItNames() throws Exception {
        harness.handleBy(NamedHandler::new);
        BoundGateway gateway = bind(UdpGateway.builder().maxPacketBytes(1000));
        try (DatagramPeer home = DatagramPeer.connect(gateway.address());
                DatagramPeer forger = DatagramPeer.connect(gateway.address())) {
            home.send("hello");
            byte[] cid = home.receive();
            forger.send(frame(cid, 1000));
            forger.send(frame(cid, 20));
            assertThat(forger.receive()).as("a challenge").hasSize(9);
            assertThat(harness.handler(0).events()).isEmpty();

            home.send(frame(cid, 1000));
            harness.handler(0).awaitEvent("invalid: packet too large: at most 1000 bytes are accepted");
        }
    }

    @Test
    void aFrameOfASessionThatIsOverComesToANewHandler() throws Exception {
        harness.handleBy(NamedHandler::new);
        BoundGateway gateway = bind(UdpGateway.builder());
        try (DatagramPeer peer = DatagramPeer.connect(gateway.address())) {
            peer.send(frame(new byte[8], 20));
            harness.handler(0).awaitPackets(1);
        }
    }
}
