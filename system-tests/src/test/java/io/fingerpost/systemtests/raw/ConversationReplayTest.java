package io.fingerpost.systemtests.raw;

import static io.fingerpost.core.Transport.TCP;
import static io.fingerpost.core.Transport.UDP;
import static io.fingerpost.core.Transport.WEBSOCKET;
import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.core.Transport;
import io.fingerpost.server.LoginDecision;
import io.fingerpost.testkit.WireTemplate;
import io.fingerpost.testkit.WireVectors;
import io.fingerpost.testkit.WireVectors.Conversation;
import io.fingerpost.testkit.WireVectors.Step;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The conversations of the wire vectors, byte for byte, on each transport and from each to the next. */
class ConversationReplayTest {
    private static final Duration AFTERWARDS = Duration.ofMillis(50);

    static List<Arguments> replays() {
        Transport[] transports = {TCP, UDP, WEBSOCKET};
        List<Arguments> replays = new ArrayList<>();
        for (Conversation conversation : WireVectors.find().conversations()) {
            boolean alone =
                    conversation.steps().stream().map(Step::client).distinct().count() == 1;
            for (int i = 0; i < transports.length; i++) {
                replays.add(Arguments.of(conversation, transports[i], transports[i]));
                if (!alone) {
                    replays.add(Arguments.of(conversation, transports[i], transports[(i + 1) % transports.length]));
                }
            }
        }
        return replays;
    }

    @ParameterizedTest
    @MethodSource("replays")
    void m3_conversationsGoAsTheVectorsSay(Conversation conversation, Transport first, Transport others) {
        try (RawServer server = new RawServer()) {
            server.app().verify = request ->
                    request.userId().equals("mallory") ? LoginDecision.refuse(1_025) : LoginDecision.accept();
            WireTemplate template = new WireTemplate();
            Map<String, Player> players = new HashMap<>();
            for (Step step : conversation.steps()) {
                players.computeIfAbsent(
                                step.client(),
                                name -> new Player(name, server.connect(players.isEmpty() ? first : others)))
                        .play(step, template);
            }
            players.values().forEach(Player::seesNothingMore);
        }
    }

    /** One client of a conversation. */
    private static final class Player {
        private final String name;
        private final RawClient client;
        private final Set<String> askedToAcknowledge = new HashSet<>();

        Player(String name, RawPeer peer) {
            this.name = name;
            this.client = peer.client();
        }

        void play(Step step, WireTemplate template) {
            String packet = step.packet();
            if (packet == null) {
                seesNothingMore();
                assertThat(client.isClosedByServer(RawPeer.SOON))
                        .as("%s is closed", name)
                        .isEqualTo(client.transport().isReliable());
            } else if (!step.byServer()) {
                client.send(template.fill(packet));
            } else {
                String arrived = receive(RawPeer.SOON);
                assertThat(template.matches(packet, arrived))
                        .as("what %s receives:%n%s%ninstead of:%n%s", name, arrived, packet)
                        .isTrue();
            }
        }

        void seesNothingMore() {
            assertThat(receive(AFTERWARDS)).as("what else %s receives", name).isEmpty();
        }

        /** Returns the next packet that is not a repeat over UDP; empty if none comes in time. */
        private String receive(Duration timeout) {
            while (true) {
                byte[] bytes = client.receive(timeout);
                if (bytes == null) {
                    return "";
                }
                String packet = new String(bytes, StandardCharsets.UTF_8);
                boolean isRepeat = WirePacket.of(bytes).isQos() && !askedToAcknowledge.add(packet);
                if (client.transport().isReliable() || !isRepeat) {
                    return packet;
                }
            }
        }
    }
}
