package io.fingerpost.systemtests.raw;

import static io.fingerpost.core.Transport.TCP;
import static io.fingerpost.core.Transport.UDP;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fingerpost.core.Transport;
import io.netty.util.internal.PlatformDependent;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Peers that are sent much and read nothing: what waits for them is bounded, and nobody else waits with them. */
@Isolated("the memory of this JVM is measured")
class SlowReaderTest {
    private static final int TEXT_BYTES = 60_000;
    private static final int RECEIVE_BUFFER_BYTES = 4_096;
    private static final long MEBIBYTE = 1 << 20;
    private static final String TEXT = "x".repeat(TEXT_BYTES);

    private final RawServer server = new RawServer(settings -> settings.deliveryTimeout(3, SECONDS), gateway -> {});
    private final RawPeer alice = server.online("alice", TCP);
    private final RawPeer bob = server.peer(new RawTcpClient(server.address(TCP), RECEIVE_BUFFER_BYTES));
    private @Nullable WebSocketWire carol; // null in tests without WebSocket

    @BeforeEach
    void before() {
        bob.login("bob"); // and reads nothing from now on
        server.servesOthers();
    }

    @AfterEach
    void after() {
        if (carol != null) {
            carol.close();
        }
        server.servesOthersToTheEnd();
    }

    /** Returns a user who is logged in and reads nothing from now on. */
    private String slowReader(Transport transport) {
        if (transport == TCP) {
            return "bob";
        }
        carol = WebSocketWire.open(server.address(transport), RECEIVE_BUFFER_BYTES);
        carol.sendText(WirePacket.login("carol", 0));
        assertThat(carol.receivePacket().type()).isEqualTo(WirePacket.LOGIN_RESPONSE);
        return "carol";
    }

    private static void assertLittleMore(long directBytesBefore) {
        long now = PlatformDependent.usedDirectMemory();
        assertThat(now).as("Netty counts its direct memory").isPositive();
        assertThat(now - directBytesBefore).isLessThan(64 * MEBIBYTE);
    }

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"TCP", "WEBSOCKET"})
    void m62_theQueueTowardsOneWhoNeverReadsIsBoundedAndEverySenderIsTold(Transport transport) {
        String reader = slowReader(transport);
        int messages = 300; // 18 MB; the queue holds 4 MiB, the sockets some more
        Map<String, Integer> outcomes = new HashMap<>();
        long before = PlatformDependent.usedDirectMemory();

        for (int i = 0; i < messages; i++) {
            alice.send(WirePacket.message("alice", reader, "fp-" + i, TEXT));
        }
        server.servesOthers();
        while (outcomes.size() < messages) {
            WirePacket error = alice.nextError(3);
            outcomes.merge(error.fingerprint(), 1, Integer::sum);
        }

        assertThat(outcomes.values()).as("outcomes of one message").containsOnly(1);
        assertLittleMore(before);
        alice.seesNothing();
    }

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"TCP", "WEBSOCKET"})
    void m62_messagesWithoutQosToOneWhoNeverReadsAreDroppedAndNotGathered(Transport transport) {
        String reader = slowReader(transport);
        long before = PlatformDependent.usedDirectMemory();

        for (int i = 0; i < 3_000; i++) { // 180 MB
            String message = WirePacket.message("alice", reader, "fp-" + i, TEXT);
            alice.send(message.replace("\"QoS\":true", "\"QoS\":false"));
        }

        alice.isOpen();
        assertLittleMore(before);
        server.app().isToldOfOne("offline fp-");
    }

    @Test
    void m62_answersToOneWhoNeverReadsAreNotGatheredEither() throws Exception {
        RawTcpClient talker = (RawTcpClient) bob.client();
        byte[] echo = RawTcpClient.frame(WirePacket.echo(TEXT).getBytes(UTF_8));
        AtomicLong sentBytes = new AtomicLong();
        long before = PlatformDependent.usedDirectMemory();
        ExecutorService writer = Executors.newSingleThreadExecutor();
        try {
            Future<?> writing = writer.submit(() -> {
                while (sentBytes.get() < 1_000 * MEBIBYTE) {
                    talker.sendUnframed(echo); // blocks once the server does not read on
                    sentBytes.addAndGet(echo.length);
                }
            });

            await().atMost(RawPeer.SOON).during(Duration.ofSeconds(2)).until(sentBytes::get, new Unchanged()::since);
            assertThat(sentBytes.get()).isLessThan(100 * MEBIBYTE);
            assertLittleMore(before);
            server.servesOthers();

            talker.close();
            assertThat(writing)
                    .failsWithin(RawPeer.SOON)
                    .withThrowableThat()
                    .withCauseInstanceOf(UncheckedIOException.class);
        } finally {
            writer.shutdownNow();
        }
    }

    @Test
    void anOutOfReachDatagramPeerCostsNobodyElse() {
        RawPeer carol = server.online("carol", UDP);
        carol.close(); // its port is gone: the system answers what is sent there with an error

        for (int i = 0; i < 50; i++) {
            alice.send(WirePacket.message("alice", "carol", "fp-" + i));
        }
        server.servesOthers();

        for (int i = 0; i < 50; i++) {
            assertThat(alice.nextError(3).fp()).startsWith("fp-");
        }
    }

    /** Whether a number is the same as when it was looked at last. */
    private static final class Unchanged {
        private long last = -1;

        boolean since(long now) {
            boolean same = now == last;
            last = now;
            return same;
        }
    }
}
