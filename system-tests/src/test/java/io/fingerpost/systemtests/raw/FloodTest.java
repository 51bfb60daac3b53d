package io.fingerpost.systemtests.raw;

import static io.fingerpost.core.Transport.TCP;
import static io.fingerpost.core.Transport.WEBSOCKET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fingerpost.core.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many connections at once, none of which means well. */
@Isolated("it takes thousands of sockets")
class FloodTest {
    private static final int FLOOD = 1_000;
    private static final int FEW = 20;

    private static List<RawTcpClient> connect(RawServer server, Transport transport, int count) {
        List<RawTcpClient> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(new RawTcpClient(server.address(transport)));
        }
        return clients;
    }

    @Test
    void aThousandConnectionsThatNeverLogInAreClosedInTheEnd() {
        try (RawServer server = new RawServer(settings -> settings.loginTimeout(2, TimeUnit.SECONDS), gateway -> {})) {
            server.servesOthers();
            List<RawTcpClient> flood = connect(server, TCP, FLOOD);
            server.servesOthers();

            for (RawTcpClient client : flood) {
                assertThat(client.isClosedByServer(RawPeer.SOON)).isTrue();
                client.close();
            }

            assertThat(server.app().events()).allMatch(event -> event.contains("witness"));
            server.servesOthersToTheEnd();
        }
    }

    @Test
    void aThousandConnectionsThatBreakOffHalfwayLeaveNothing() {
        try (RawServer server = new RawServer()) {
            server.servesOthers();
            for (Transport transport : new Transport[] {TCP, WEBSOCKET}) {
                List<RawTcpClient> flood = connect(server, transport, FLOOD / 2);
                flood.forEach(client -> client.sendUnframed(new byte[] {0, 0, 1}));
                server.servesOthers();
                flood.forEach(RawTcpClient::reset);
            }
            server.servesOthersToTheEnd();
        }
    }

    @ParameterizedTest
    @EnumSource(names = "UDP", mode = EnumSource.Mode.EXCLUDE)
    void beyondTheMostConnectionsNewOnesAreClosedAndOldOnesGoOn(Transport transport) {
        try (RawServer server = new RawServer(settings -> {}, gateway -> gateway.maxConnections(FEW))) {
            server.servesOthers(); // one witness on each transport
            List<RawTcpClient> crowd = connect(server, transport, FEW - 1 + FLOOD);

            await().atMost(RawPeer.SOON)
                    .untilAsserted(() -> assertThat(open(crowd)).hasSize(FEW - 1));
            server.servesOthers();
            assertThat(open(crowd)).hasSize(FEW - 1);

            crowd.forEach(RawTcpClient::close);
            RawPeer late = awaitPlace(server, transport);
            late.login("late");
            server.servesOthersToTheEnd();
        }
    }

    private static List<RawTcpClient> open(List<RawTcpClient> clients) {
        return clients.stream()
                .filter(client -> !client.isClosedByServer(Duration.ofMillis(1)))
                .toList();
    }

    /** Connects until the server has noticed that others have left. */
    private static RawPeer awaitPlace(RawServer server, Transport transport) {
        long deadline = System.nanoTime() + RawPeer.SOON.toNanos();
        while (true) {
            try (RawTcpClient probe = new RawTcpClient(server.address(transport))) {
                boolean refused = probe.isClosedByServer(Duration.ofMillis(200));
                assertThat(System.nanoTime()).as("no place became free").isLessThan(deadline);
                if (!refused) {
                    return server.connect(transport);
                }
            }
        }
    }

    @Test
    void aThousandLoginsAtOnceAreAllDecided() {
        try (RawServer server = new RawServer()) {
            server.servesOthers();
            List<RawPeer> crowd = new ArrayList<>();
            for (int i = 0; i < FLOOD; i++) {
                crowd.add(server.connect(TCP).sendLogin("user-" + i, 0));
            }

            for (RawPeer peer : crowd) {
                WirePacket answer = peer.next();
                assertThat(answer.type())
                        .isIn(WirePacket.LOGIN_RESPONSE, WirePacket.ERROR); // the latter: try again later
            }
            server.servesOthersToTheEnd();
        }
    }
}
