package io.fingerpost.systemtests.raw;

import static io.fingerpost.core.Transport.TCP;
import static io.fingerpost.core.Transport.UDP;
import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.server.LoginDecision;
import io.fingerpost.server.gateway.udp.UdpGateway;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What can be done to a port that takes datagrams from anybody. */
class DatagramAbuseTest {
    private final RawServer server = new RawServer();

    @BeforeEach
    void before() {
        server.servesOthers();
    }

    @AfterEach
    void after() {
        server.servesOthersToTheEnd();
    }

    @Test
    void garbageFromManyPortsHarmsNobody() {
        Random random = new Random(20_261_121);
        for (int port = 0; port < 300; port++) {
            try (RawUdpClient vandal = new RawUdpClient(server.address(UDP))) {
                for (int i = 0; i < 30; i++) {
                    byte[] noise = new byte[random.nextInt(1_400)];
                    random.nextBytes(noise);
                    vandal.sendBytes(noise);
                }
            }
            if (port % 100 == 50) {
                server.servesOthers();
            }
        }
        assertThat(server.app().events()).allMatch(event -> event.contains("witness"));
    }

    @Test
    void anEmptyDatagramOfALoggedInPeerIsInvalid_andOfAStrangerIsNothing() {
        RawPeer alice = server.online("alice", UDP);
        alice.send(new byte[0]).nextError(4);
        alice.isOpen();

        server.connect(UDP).send(new byte[0]).seesNothing();
    }

    @Test
    void loginsFromManyPortsThatAreAllRefusedLeaveNothing() {
        server.app().verify = request -> LoginDecision.refuse(1_025);
        for (int i = 0; i < 300; i++) {
            try (RawUdpClient client = new RawUdpClient(server.address(UDP))) {
                client.send(WirePacket.login("user-" + i, 0));
                byte[] answer = client.receive(RawPeer.SOON);
                assertThat(answer).isNotNull();
                assertThat(WirePacket.of(answer).body().get("code").getAsInt()).isEqualTo(1_025);
            }
        }
        assertThat(server.server().sessions().count()).isEqualTo(3); // the witnesses
    }

    @Test
    void anotherPortCannotSpeakForASession() {
        RawPeer alice = server.online("alice", UDP);
        RawPeer bob = server.online("bob", TCP);
        RawPeer other = server.connect(UDP);

        other.send(WirePacket.message("alice", "bob", "fp-1")).nextError(301);
        other.send(WirePacket.logout("alice")).nextError(301);

        bob.seesNothing();
        alice.send(WirePacket.keepAlive("alice")).next(WirePacket.KEEP_ALIVE_RESPONSE);
    }

    @Test
    void beyondTheMostPeersNobodyIsLetInAndWhoIsInStaysIn() {
        try (RawServer full = new RawServer(settings -> {}, gateway -> gateway.maxConnections(3))) {
            for (int i = 0; i < 3; i++) {
                full.online("user-" + i, UDP);
            }

            full.connect(UDP).sendLogin("one-too-many", 0).seesNothing();

            assertThat(full.server().sessions().isOnline("one-too-many")).isFalse();
            assertThat(full.server().sessions().count()).isEqualTo(3);
            full.connect(UDP).isOpen(); // an echo needs no place
        }
    }

    @Test
    void whatStrangersAreAnsweredIsLimited() {
        try (RawServer quiet = new RawServer(settings -> {}, gateway -> {
            if (gateway instanceof UdpGateway.Builder udp) {
                udp.strangerReplies(10, 20);
            }
        })) {
            RawPeer alice = quiet.online("alice", UDP);
            RawPeer stranger = quiet.connect(UDP);

            for (int i = 0; i < 200; i++) {
                stranger.send(WirePacket.echo("x"));
            }

            assertThat(stranger.allUntilQuietFor(Duration.ofSeconds(1))).hasSizeBetween(10, 100);
            for (int i = 0; i < 200; i++) {
                alice.isOpen();
            }
        }
    }
}
