package io.fingerpost.client.session;

import static io.fingerpost.client.session.ClientFixture.assertLost;
import static io.fingerpost.client.session.ClientFixture.assertRejected;
import static io.fingerpost.client.session.ClientFixture.failure;
import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.client.session.FakeServer.FakeConnection;
import io.fingerpost.core.ErrorCode;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.codec.Packets;
import io.fingerpost.core.delivery.Delivery;
import io.fingerpost.core.delivery.DeliveryState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@SuppressWarnings("FutureReturnValueIgnored") // where the test is about something else
class SendingTest {
    @Test
    @DisplayName("M41: what is on the wire is what was sent; an acknowledged message to a user ends as ACCEPTED")
    void m41_accepted() {
        ClientFixture f = ClientFixture.tcp();
        FakeConnection connection = f.online();
        Delivery d = f.client.sender().send("bob", "hello", 7);
        assertThat(d.state()).isEqualTo(DeliveryState.QUEUED);
        f.run();
        assertThat(d.state()).isEqualTo(DeliveryState.SENT);
        Protocal sent = connection.messages().get(0);
        assertThat(sent)
                .isEqualTo(Protocal.message("bob", "hello")
                        .from("alice")
                        .typeu(7)
                        .fp(d.fingerprint())
                        .build());

        connection.say(Packets.ack("bob", "alice", d.fingerprint()));
        assertThat(d.state()).isEqualTo(DeliveryState.ACCEPTED);
        assertThat(d.accepted()).isCompletedWithValue(DeliveryState.ACCEPTED);
        assertThat(d.delivered()).isCompletedWithValue(DeliveryState.ACCEPTED);
        assertThat(f.client.statistics().pendingMessages()).isZero();
        assertThat(f.client.statistics().pendingBytes()).isZero();
        f.advance(1, HOURS);
        assertThat(connection.messages()).hasSize(1);
    }

    @Test
    @DisplayName("M24: an acknowledged message to the server ends as DELIVERED")
    void m24_c2s() {
        ClientFixture f = ClientFixture.tcp();
        FakeConnection connection = f.online();
        Delivery d = f.client.sender().sendToServer("hello");
        f.run();
        assertThat(connection.messages().get(0).to()).isEqualTo("0");
        connection.say(Packets.ack("0", "alice", d.fingerprint()));
        assertThat(d.state()).isEqualTo(DeliveryState.DELIVERED);
    }

    @Test
    @DisplayName("M4: the application's own fingerprint is kept")
    void m4_ownFingerprint() {
        ClientFixture f = ClientFixture.tcp();
        FakeConnection connection = f.online();
        Delivery d = f.client
                .sender()
                .send(Protocal.message("bob", "hello").fp("mine").build());
        f.run();
        assertThat(d.fingerprint()).isEqualTo("mine");
        assertThat(connection.messages().get(0).fp()).isEqualTo("mine");
    }

    @Test
    @DisplayName("M28: an acknowledgement counts only from whom the message was sent to")
    void m28_ackFromSomebodyElse() {
        ClientFixture f = ClientFixture.tcp();
        FakeConnection connection = f.online();
        Delivery d = f.send("bob", "hello");
        connection.say(Packets.ack("mallory", "alice", d.fingerprint()));
        connection.say(Packets.ack("0", "alice", d.fingerprint()));
        connection.say(Packets.ack("bob", "carol", d.fingerprint()));
        connection.say(Packets.ack("bob", "alice", "another"));
        assertThat(d.state()).isEqualTo(DeliveryState.SENT);
        connection.say(Packets.ack("bob", "-1", d.fingerprint()));
        assertThat(d.state()).isEqualTo(DeliveryState.ACCEPTED);
    }

    @Test
    void aMessageToOneself() {
        ClientFixture f = ClientFixture.tcp();
        FakeConnection connection = f.online();
        Delivery d = f.send("alice", "note");
        connection.say(connection.messages().get(0));
        f.listener.expect("message alice: note");
        connection.say(connection.acks().get(0));
        assertThat(d.state()).isEqualTo(DeliveryState.ACCEPTED);
    }

    @Test
    @DisplayName("M41: a message that is not confirmed in time is LOST, once (send outcome reported twice)")
    void m41_notConfirmed() {
        ClientFixture f = ClientFixture.udp();
        FakeConnection connection = f.online();
        List<String> outcomes = new ArrayList<>();
        Delivery d = f.send("bob", "hello");
        d.delivered().whenComplete((state, e) -> outcomes.add(e == null ? "ok" : "failed"));
        keepAlive(f, connection, 14_999);
        assertThat(d.state()).isEqualTo(DeliveryState.SENT);
        f.advance(1, MILLISECONDS);
        assertLost(d, 3);
        assertThat(failure(d)).hasMessage("not confirmed within 15 s");
        connection.say(Packets.ack("bob", "alice", d.fingerprint()));
        connection.say(Packets.error("alice", 3, "late", d.fingerprint()));
        assertThat(outcomes).containsExactly("failed");
        assertThat(d.state()).isEqualTo(DeliveryState.LOST);
        int sent = connection.messages().size();
        keepAlive(f, connection, 20_000);
        assertThat(connection.messages()).hasSize(sent);
    }

    private static void keepAlive(ClientFixture f, FakeConnection connection, long millis) {
        for (long left = millis; left > 0; left -= 1_000) {
            f.advance(Math.min(left, 1_000), MILLISECONDS);
            connection.say(Packets.keepAliveResponse("alice"));
        }
    }

    @Test
    @DisplayName("M60: on UDP what is not acknowledged is sent again; not while its acknowledgement is under way")
    void m60_retransmission() {
        ClientFixture f = ClientFixture.udp();
        FakeConnection connection = f.online();
        Delivery first = f.send("bob", "1");
        f.advance(80, MILLISECONDS);
        connection.say(Packets.ack("bob", "alice", first.fingerprint()));
        assertThat(f.client.statistics().smoothedRttMicros()).isEqualTo(80_000);

        Delivery second = f.send("bob", "2");
        f.advance(99, MILLISECONDS);
        assertThat(connection.messages()).hasSize(2);
        f.advance(1, SECONDS);
        assertThat(connection.messages()).hasSizeGreaterThan(3);
        connection.say(Packets.ack("bob", "alice", second.fingerprint()));
        assertThat(second.state()).isEqualTo(DeliveryState.ACCEPTED);
        assertThat(f.client.statistics().messagesSent()).isEqualTo(2);
        assertThat(f.client.statistics().retransmissions())
                .isEqualTo(connection.messages().size() - 2L);
    }

    @Test
    @DisplayName("On a stream a message is sent again after 5 s only")
    void streamsRepeatRarely() {
        ClientFixture f = ClientFixture.tcp();
        FakeConnection connection = f.online();
        f.send("bob", "hello");
        f.advance(4_900, MILLISECONDS);
        assertThat(connection.messages()).hasSize(1);
        f.advance(200, MILLISECONDS);
        assertThat(connection.messages()).hasSize(2);
    }

    @Test
    @DisplayName("M61: what was pending is sent again after a reconnect, in order")
    void m61_reconnect() {
        ClientFixture f = ClientFixture.tcp();
        FakeConnection first = f.online();
        Delivery one = f.send("bob", "1");
        Delivery two = f.send("bob", "2");
        first.say(Packets.ack("bob", "alice", one.fingerprint()));
        Delivery three = f.send("bob", "3");
        first.fail(ErrorCode.CONNECTION_BROKEN);
        Delivery four = f.send("bob", "4");
        assertThat(four.state()).isEqualTo(DeliveryState.QUEUED);
        f.awaitAttempt(1);
        FakeConnection second = f.server.last().accept();
        assertThat(second.messages()).extracting(Protocal::dataContent).containsExactly("2", "3", "4");
        for (Delivery d : List.of(two, three, four)) {
            second.say(Packets.ack("bob", "alice", d.fingerprint()));
            assertThat(d.state()).isEqualTo(DeliveryState.ACCEPTED);
        }
    }

    @Test
    @DisplayName(
            "Endless retransmit while offline: nothing is sent, the deadline still holds (send blocking while offline)")
    void offlineMessagesExpire() {
        ClientFixture f = ClientFixture.udp();
        FakeConnection connection = f.online();
        f.client.networkLost();
        Delivery d = f.send("bob", "hello");
        f.advance(14, SECONDS);
        assertThat(d.state()).isEqualTo(DeliveryState.QUEUED);
        f.advance(1, SECONDS);
        assertLost(d, 3);
        assertThat(connection.messages()).isEmpty();
        assertThat(f.pendingTasks()).isZero();
    }

    @Test
    @DisplayName("M24: the server's word that a message failed ends it with the server's code and text")
    void m24_serverSaysNo() {
        ClientFixture f = ClientFixture.tcp();
        FakeConnection connection = f.online();
        Delivery d = f.send("bob", "hello");
        Delivery other = f.send("bob", "hello again");
        connection.say(Packets.error("alice", 3, "bob is not there", d.fingerprint()));
        assertLost(d, 3);
        assertThat(failure(d)).hasMessage("bob is not there");
        assertThat(other.state()).isEqualTo(DeliveryState.SENT);
        f.listener.expect("error 3");
        connection.say(Packets.error("alice", 2, "something else", null));
        f.listener.expect("error 2");
    }

    @Test
    @DisplayName("M41, M62: what cannot be taken is rejected at once, with a reason that says what to do")
    void m41_rejections() {
        ClientFixture f = ClientFixture.with(
                b -> b.server("tcp://one").maxPending(2, 100_000).maxPacketBytes(1_000));
        assertRejected(f.client.sender().send("bob", "x"), 203, "log in first");
        f.client.login("alice", "secret");
        f.server.last().open();
        assertRejected(f.client.sender().send("bob", "x"), 203, "log in first");
        f.server.last().say(Packets.loginResponse("alice", 0, 1));

        assertRejected(f.client.sender().send("bob", "x".repeat(1_000)), 4, "the most is 1000");
        assertRejected(f.client.sender().send("", "x"), 4, "no receiver");
        assertRejected(f.client.sender().send("-1", "x"), 4, "no receiver");
        assertRejected(f.client.sender().send(Protocal.builder().to("bob").build()), 4, "Protocal.message");
        f.client.sender().send(Protocal.message("bob", "x").fp("same").build());
        assertRejected(
                f.client.sender().send(Protocal.message("bob", "x").fp("same").build()), 4, "fingerprint");
        Delivery second = f.client.sender().send("bob", "x");
        assertRejected(f.client.sender().send("bob", "x"), 3, "wait");
        assertThat(f.client.statistics().pendingMessages()).isEqualTo(2);

        f.run();
        f.server.last().say(Packets.ack("bob", "alice", second.fingerprint()));
        assertThat(f.send("bob", "x").state()).isEqualTo(DeliveryState.SENT);
        f.client.close();
        assertRejected(f.client.sender().send("bob", "x"), 203, "closed");
        f.run();
        assertRejected(f.client.sender().send("bob", "x"), 203, "closed");
    }

    @Test
    @DisplayName("M62: pending bytes are bounded")
    void m62_pendingBytes() {
        ClientFixture f = ClientFixture.with(b -> b.server("tcp://one").maxPending(1_000, 10_000));
        f.online();
        int accepted = 0;
        while (!f.client.sender().send("bob", "x".repeat(900)).isDone()) {
            accepted++;
        }
        assertThat(accepted).isEqualTo(9);
        assertThat(f.client.statistics().pendingBytes()).isBetween(9_000L, 10_000L);
    }

    @Test
    @DisplayName("M62: outcomes that nobody listens to do not pile up")
    void m62_untoldOutcomes() {
        Queue<Runnable> callbacks = new ArrayDeque<>();
        ClientFixture f = ClientFixture.with(b -> b.server("tcp://one"), callbacks::add, 1);
        f.client.login("alice", "secret");
        f.server.last().accept();
        Delivery last = f.client.sender().send("bob", "x");
        int sent = 1;
        while (last.state() != DeliveryState.REJECTED && sent < 20_000) {
            last.cancel();
            last = f.client.sender().send("bob", "x");
            sent++;
        }
        assertThat(sent).isEqualTo(10_001);
        assertRejected(last, 3, "a callback does not return");
    }

    @Test
    void onUdpNoMessageIsLargerThanADatagram() {
        ClientFixture f = ClientFixture.with(b -> b.server("udp://one").maxPacketBytes(100_000));
        f.online();
        assertRejected(f.client.sender().send("bob", "x".repeat(65_500)), 4, "65507");
    }

    @Test
    @DisplayName("M41: without QoS a message is written once and ends as SENT")
    void m41_withoutQos() {
        ClientFixture f = ClientFixture.udp();
        FakeConnection connection = f.online();
        Delivery d =
                f.client.sender().send(Protocal.message("bob", "x").qos(false).build());
        f.run();
        assertThat(d.state()).isEqualTo(DeliveryState.SENT);
        assertThat(d.delivered()).isCompletedWithValue(DeliveryState.SENT);
        assertThat(d.fingerprint()).isEmpty();
        Delivery kept = f.client
                .sender()
                .send(Protocal.message("bob", "x").qos(false).fp("k").build());
        f.advance(4, SECONDS);
        assertThat(kept.fingerprint()).isEqualTo("k");
        assertThat(connection.messages()).extracting(Protocal::fp).containsExactly(null, "k");

        connection.fail(ErrorCode.CONNECTION_BROKEN);
        assertRejected(
                f.client.sender().send(Protocal.message("bob", "x").qos(false).build()), 201, "not online");
    }

    @Test
    @DisplayName("M41: a message without QoS may be sent as soon as the login is told")
    void m41_withoutQosAsSoonAsTheLoginIsTold() {
        ClientFixture f = ClientFixture.udp();
        List<Delivery> sent = new ArrayList<>();
        Protocal message = Protocal.message("bob", "x").qos(false).build();
        f.client
                .login("alice", "secret")
                .thenRun(() -> sent.add(f.client.sender().send(message)));
        f.server.last().accept();
        f.run();
        assertThat(sent).extracting(Delivery::state).containsExactly(DeliveryState.SENT);
    }

    @Test
    void withoutQosAndTheConnectionBreaksInBetween() {
        ClientFixture f = ClientFixture.tcp();
        f.online();
        f.client.networkLost();
        Delivery d =
                f.client.sender().send(Protocal.message("bob", "x").qos(false).build());
        f.run();
        assertLost(d, 201);
        assertThat(f.client.statistics().pendingMessages()).isZero();
    }

    @Test
    @DisplayName("A cancelled message is not sent again, and its fingerprint and room are free again")
    void cancel() {
        ClientFixture f = ClientFixture.with(b -> b.server("udp://one").maxPending(1, 10_000));
        FakeConnection connection = f.online();
        Delivery d =
                f.client.sender().send(Protocal.message("bob", "x").fp("fp").build());
        f.run();
        assertThat(d.cancel()).isTrue();
        assertThat(d.cancel()).isFalse();
        Delivery again =
                f.client.sender().send(Protocal.message("bob", "y").fp("fp").build());
        f.advance(1, SECONDS);
        assertThat(connection.messages())
                .filteredOn(p -> "x".equals(p.dataContent()))
                .hasSize(1);
        connection.say(Packets.ack("bob", "alice", "fp"));
        assertThat(again.state()).isEqualTo(DeliveryState.ACCEPTED);
        assertThat(d.state()).isEqualTo(DeliveryState.CANCELLED);
    }

    @Test
    @DisplayName("In-flight window stuck for ever: what ends in any way makes room for what waits")
    void windowMovesOn() {
        ClientFixture f = ClientFixture.udp();
        FakeConnection connection = f.online();
        List<Delivery> all = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            all.add(f.client.sender().send("bob", "m" + i));
        }
        f.run();
        assertThat(connection.messages()).hasSize(256);
        for (int i = 0; i < 100; i++) {
            all.get(i).cancel();
            connection.say(Packets.error("alice", 3, "no", all.get(100 + i).fingerprint()));
        }
        assertThat(distinct(connection)).isEqualTo(456);
        keepAlive(f, connection, 16_000);
        assertThat(all).allMatch(Delivery::isDone);
        Delivery next = f.send("bob", "next");
        assertThat(next.state()).isEqualTo(DeliveryState.SENT);
    }

    private static long distinct(FakeConnection connection) {
        return connection.messages().stream().map(Protocal::fp).distinct().count();
    }

    @Test
    @DisplayName("While a stream takes no more, messages wait in the client; then they go out in order")
    void slowStream() {
        ClientFixture f = ClientFixture.tcp();
        FakeConnection connection = f.online();
        connection.writable = false;
        f.send("bob", "1");
        f.send("bob", "2");
        assertThat(connection.messages()).isEmpty();
        connection.becomeWritable();
        assertThat(connection.messages()).extracting(Protocal::dataContent).containsExactly("1", "2");
    }

    @Test
    @DisplayName("Sending from callbacks and from futures is safe")
    void sendingFromCallbacks() {
        ClientFixture f = ClientFixture.tcp();
        FakeConnection connection = f.online();
        f.listener.onMessage = p -> f.client.sender().send(p.from(), "re: " + p.dataContent());
        connection.say(Protocal.message("alice", "hi").from("bob").fp("1").build());
        assertThat(connection.messages()).extracting(Protocal::dataContent).containsExactly("re: hi");
        Delivery reply = f.send("bob", "x");
        reply.delivered().thenRun(() -> f.client.sender().send("bob", "y"));
        connection.say(Packets.ack("bob", "alice", reply.fingerprint()));
        assertThat(connection.messages()).extracting(Protocal::dataContent).containsExactly("re: hi", "x", "y");
    }

    @Test
    @DisplayName("Ack lost because the message was registered after the write: it is on the books before")
    void registeredBeforeTheWrite() {
        ClientFixture f = ClientFixture.tcp();
        FakeConnection connection = f.online();
        int[] pendingAtWrite = {-1};
        connection.onSend = p -> pendingAtWrite[0] = f.client.statistics().pendingMessages();
        f.send("bob", "x");
        assertThat(pendingAtWrite[0]).isEqualTo(1);
    }
}
