package io.fingerpost.client.session;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.client.session.FakeServer.FakeConnection;
import io.fingerpost.core.ErrorCode;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.codec.Packets;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@SuppressWarnings("FutureReturnValueIgnored") // where the test is about something else
class ReceivingTest {
    private static Protocal message(String from, String fp, String text) {
        return Protocal.message("alice", text).from(from).fp(fp).build();
    }

    @Test
    @DisplayName(
            "M60: a message is handed over once and acknowledged; a repeat is acknowledged again and not handed over")
    void m60_onceAndAcknowledged() {
        ClientFixture f = ClientFixture.udp();
        FakeConnection connection = f.online();
        for (int i = 0; i < 3; i++) {
            connection.say(message("bob", "fp", "hi"));
        }
        f.listener.expect("message bob: hi");
        assertThat(connection.acks()).hasSize(3).allMatch(Packets.ack("alice", "bob", "fp")::equals);
        assertThat(f.client.statistics().duplicatesSuppressed()).isEqualTo(2);
        connection.say(message("carol", "fp", "the same fingerprint of another sender"));
        f.listener.expect("message carol: the same fingerprint of another sender");
    }

    @Test
    @DisplayName("M5: typeu and the server's timestamp reach the application")
    void m5_typeuAndTimestamp() {
        ClientFixture f = ClientFixture.tcp();
        FakeConnection connection = f.online();
        f.listener.onMessage = p -> {
            assertThat(p.typeu()).isEqualTo(7);
            assertThat(p.sm()).isEqualTo(123_456);
        };
        connection.say(
                message("bob", "fp", "hi").toBuilder().typeu(7).sm(123_456).build());
        f.listener.expect("message bob: hi");
    }

    @Test
    @DisplayName(
            "Ack sent though the handler failed: by an exception a message stays unacknowledged, and its repeat is tried again")
    void handlerFails() {
        ClientFixture f = ClientFixture.udp();
        FakeConnection connection = f.online();
        f.listener.onMessage = p -> {
            throw new IllegalStateException("handler");
        };
        connection.say(message("bob", "fp", "hi"));
        f.listener.expect("message bob: hi", "error 2");
        assertThat(connection.acks()).isEmpty();
        f.listener.onMessage = p -> {};
        connection.say(message("bob", "fp", "hi"));
        f.listener.expect("message bob: hi");
        assertThat(connection.acks()).hasSize(1);
    }

    @Test
    @DisplayName("The acknowledgement goes out after the callback returned, not before")
    void ackAfterTheCallback() {
        Queue<Runnable> callbacks = new ArrayDeque<>();
        ClientFixture f = ClientFixture.with(b -> b.server("udp://one"), callbacks::add, 1);
        f.client.login("alice", "secret");
        FakeConnection connection = f.server.last().accept();
        runAll(callbacks);
        connection.say(message("bob", "fp", "hi"));
        connection.say(message("bob", "fp", "hi"));
        assertThat(connection.acks()).isEmpty();
        assertThat(callbacks).as("a repeat of one in progress changes nothing").hasSize(1);
        runAll(callbacks);
        assertThat(connection.acks()).hasSize(1);
    }

    private static void runAll(Queue<Runnable> callbacks) {
        Runnable callback;
        while ((callback = callbacks.poll()) != null) {
            callback.run();
        }
    }

    @Test
    void withoutQosNothingIsAcknowledged() {
        ClientFixture f = ClientFixture.udp();
        FakeConnection connection = f.online();
        connection.say(message("bob", "fp", "1").toBuilder().qos(false).build());
        connection.say(message("bob", "fp", "1").toBuilder().qos(false).build());
        connection.say(message("bob", "fp", "2").toBuilder().qos(false).fp(null).build());
        connection.say(message("bob", "fp", "2").toBuilder().qos(false).fp(null).build());
        f.listener.expect("message bob: 1", "message bob: 2", "message bob: 2");
        assertThat(connection.acks()).isEmpty();
    }

    @Test
    @DisplayName(
            "M61: what was seen is remembered over a reconnect; an ack that is ready after it goes to the new connection")
    void m61_reconnect() {
        Queue<Runnable> callbacks = new ArrayDeque<>();
        ClientFixture f = ClientFixture.with(b -> b.server("tcp://one"), callbacks::add, 1);
        f.client.login("alice", "secret");
        FakeConnection first = f.server.last().accept();
        runAll(callbacks);
        first.say(message("bob", "fp", "hi"));
        first.fail(ErrorCode.CONNECTION_BROKEN);
        f.awaitAttempt(1);
        FakeConnection second = f.server.last().accept();
        runAll(callbacks);
        assertThat(second.acks()).hasSize(1);
        second.say(message("bob", "fp", "hi"));
        runAll(callbacks);
        assertThat(second.acks()).hasSize(2);
        f.listener.expect("online alice", "message bob: hi", "offline CONNECTION_BROKEN for now", "online alice");
    }

    @Test
    @DisplayName("A kicked client's late ack revives its session: after the session is over nothing is acknowledged")
    void noAckAfterTheEnd() {
        Queue<Runnable> callbacks = new ArrayDeque<>();
        ClientFixture f = ClientFixture.with(b -> b.server("udp://one"), callbacks::add, 1);
        f.client.login("alice", "secret");
        FakeConnection connection = f.server.last().accept();
        runAll(callbacks);
        connection.say(message("bob", "1", "hi"));
        f.listener.onMessage = p -> connection.say(Packets.kickout("alice", 1, ""));
        connection.say(message("bob", "2", "never handed over"));
        runAll(callbacks);
        assertThat(connection.acks()).isEmpty();
        f.listener.expect("online alice", "message bob: hi", "kicked 1 ", "offline KICKED_OUT for good");

        f.client.login("alice", "secret");
        FakeConnection next = f.server.last().accept();
        runAll(callbacks);
        next.say(message("bob", "2", "now"));
        runAll(callbacks);
        f.listener.expect("online alice", "message bob: now");
        assertThat(next.acks()).hasSize(1);
    }

    @Test
    @DisplayName(
            "M62: the queue of a slow application is bounded; what does not fit is dropped without ack, and taken when it comes again")
    void m62_slowApplication() {
        Queue<Runnable> callbacks = new ArrayDeque<>();
        ClientFixture f = ClientFixture.with(b -> b.server("udp://one"), callbacks::add, 1);
        f.client.login("alice", "secret");
        FakeConnection connection = f.server.last().accept();
        runAll(callbacks);
        for (int i = 0; i < 1_200; i++) {
            connection.say(message("bob", "fp" + i, "m"));
        }
        assertThat(f.client.statistics().messagesDropped()).isEqualTo(200);
        runAll(callbacks);
        assertThat(connection.acks()).hasSize(1_000);
        connection.say(message("bob", "fp1100", "m"));
        runAll(callbacks);
        assertThat(connection.acks()).hasSize(1_001);
        assertThat(f.client.statistics().messagesReceived()).isEqualTo(1_001);
    }

    @Test
    @DisplayName("M62: bytes that wait for a slow application are bounded too")
    void m62_bytesOfASlowApplication() {
        Queue<Runnable> callbacks = new ArrayDeque<>();
        ClientFixture f = ClientFixture.with(b -> b.server("tcp://one"), callbacks::add, 1);
        f.client.login("alice", "secret");
        FakeConnection connection = f.server.last().accept();
        for (int i = 0; i < 100; i++) {
            connection.say(message("bob", "fp" + i, "x".repeat(60_000)));
        }
        assertThat(f.client.statistics().messagesDropped()).isBetween(30L, 35L);
    }

    @Test
    @DisplayName("M62: error packets that nobody listens to do not pile up")
    void m62_errorFlood() {
        Queue<Runnable> callbacks = new ArrayDeque<>();
        ClientFixture f = ClientFixture.with(b -> b.server("udp://one"), callbacks::add, 1);
        f.client.login("alice", "secret");
        FakeConnection connection = f.server.last().accept();
        for (int i = 0; i < 1_000; i++) {
            connection.say(Packets.error("alice", 2, "again", null));
        }
        runAll(callbacks);
        assertThat(f.listener.events()).hasSizeLessThan(110);
    }

    @Test
    @DisplayName("M3: packets that are not valid or of unknown type are ignored and counted")
    void m3_junk() {
        ClientFixture f = ClientFixture.tcp();
        FakeConnection connection = f.online();
        connection.sayRaw("junk".getBytes(StandardCharsets.UTF_8));
        connection.sayRaw(new byte[] {(byte) 0x80, 1, 2});
        connection.say(Protocal.builder().type(99).build());
        connection.say(Protocal.builder().type(52).dataContent("{}").build());
        connection.say(Protocal.builder().type(54).build());
        connection.say(
                message("bob", "fp", "for another user").toBuilder().to("carol").build());
        connection.say(
                message("bob", "fp", "no fingerprint").toBuilder().fp(null).build());
        connection.say(Protocal.builder().type(4).build());
        connection.say(Packets.echoResponse("alice", "echo"));
        f.listener.expect();
        assertThat(f.client.statistics().packetsIgnored()).isEqualTo(7);
        connection.sayRaw("{\"type\":2,\"from\":\"bob\",\"to\":\"alice\",\"dataContent\":\"hi\",\"new\":[1]}"
                .getBytes(StandardCharsets.UTF_8));
        f.listener.expect("message bob: hi");
    }

    @Test
    @DisplayName("Memory: what is remembered of messages is bounded")
    void dedupIsBounded() {
        ClientFixture f = ClientFixture.tcp();
        FakeConnection connection = f.online();
        for (int i = 0; i < 10_001; i++) {
            connection.say(message("bob", "fp" + i, "m"));
        }
        f.listener.events().clear();
        connection.say(message("bob", "fp10000", "m"));
        f.listener.expect();
        connection.say(message("bob", "fp0", "forgotten"));
        f.listener.expect("message bob: forgotten");
        for (int i = 0; i < 61 * 6; i++) {
            f.advance(10, SECONDS);
            connection.say(Packets.keepAliveResponse("alice"));
        }
        connection.say(message("bob", "fp10000", "forgotten too"));
        f.listener.expect("message bob: forgotten too");
    }
}
