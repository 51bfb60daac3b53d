package io.fingerpost.client.session;

import static io.fingerpost.client.session.ClientFixture.assertLost;
import static io.fingerpost.client.session.ClientFixture.assertRejected;
import static io.fingerpost.client.session.ClientFixture.failure;
import static io.fingerpost.client.session.LinkFixture.message;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.client.Profile;
import io.fingerpost.client.session.LinkServer.Fate;
import io.fingerpost.core.PacketType;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.codec.LinkHello;
import io.fingerpost.core.codec.Packets;
import io.fingerpost.core.delivery.Delivery;
import io.fingerpost.core.delivery.DeliveryState;
import io.fingerpost.core.link.LinkEnd;
import io.fingerpost.testkit.NetworkConditions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("FutureReturnValueIgnored") // where the test is about something else
class LinkProfileTest {
    private static final String[] BOTH = {"tcp://one", "udp://one"};

    @Test
    @DisplayName("The login says what the client has; the answer makes it speak the link profile")
    void negotiation() {
        LinkFixture f =
                LinkFixture.with(b -> b.server("tcp://one").device("phone")).online();
        LinkHello hello = f.server.last().hello();
        assertThat(hello.device()).isEqualTo("phone");
        assertThat(hello.token()).isNull();
        assertThat(hello.rx()).isZero();
        assertThat(hello.maxMessageBytes()).isEqualTo(64 * 1024);
        assertThat(f.client.statistics().profile()).isEqualTo(Profile.LINK);
    }

    @Test
    void theBaseProfileByWish() {
        LinkFixture f = LinkFixture.with(b -> b.server("tcp://one").profile(Profile.BASE))
                .online();
        assertThat(f.server.last().hello()).isNull();
        assertThat(f.client.statistics().profile()).isEqualTo(Profile.BASE);
        Delivery d = f.send("bob", "hello");
        assertThat(d.delivered()).isCompletedWithValue(DeliveryState.ACCEPTED);
        f.listener.expect();
        assertThat(f.listener.outcomes).containsExactly("accepted " + d.fingerprint());
    }

    @Test
    void theBaseProfileForTheSakeOfSmallPackets() {
        LinkFixture f = LinkFixture.with(b -> b.server("tcp://one").maxPacketBytes(2_000))
                .online();
        assertThat(f.server.last().hello()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp://one", "udp://one", "ws://one"})
    @DisplayName("M41: accepted by the server, then delivered to the recipient, are told one after the other")
    void m41_acceptedThenDelivered(String address) {
        LinkFixture f = LinkFixture.with(b -> b.server(address)).online();
        f.server.fate = p -> Fate.HOLD;
        Delivery d = f.send("bob", "hello");
        assertThat(d.state()).isEqualTo(DeliveryState.SENT);
        Protocal sent = f.server.received.get(0);
        f.server.accept(sent);
        f.advance(10, MILLISECONDS);
        assertThat(d.state()).isEqualTo(DeliveryState.ACCEPTED);
        assertThat(d.accepted()).isCompletedWithValue(DeliveryState.ACCEPTED);
        assertThat(d.delivered()).isNotDone();
        assertThat(d.cancel()).isFalse();
        assertThat(f.client.statistics().pendingMessages()).isZero();
        f.server.tellDelivered(sent);
        f.advance(10, MILLISECONDS);
        assertThat(d.delivered()).isCompletedWithValue(DeliveryState.DELIVERED);
        assertThat(f.listener.outcomes).containsExactly("accepted " + d.fingerprint(), "delivered " + d.fingerprint());
        assertThat(f.server.left()).isEmpty();
        assertThat(f.server.last().packets).extracting(Protocal::type).doesNotContain(PacketType.MESSAGE);
    }

    @Test
    @DisplayName("M24: a message to the server is delivered once it is accepted")
    void m24_toTheServer() {
        LinkFixture f = LinkFixture.udp().online();
        Delivery d = f.send("0", "hello");
        f.advance(10, MILLISECONDS);
        assertThat(d.state()).isEqualTo(DeliveryState.DELIVERED);
        assertThat(f.listener.outcomes).containsExactly("delivered " + d.fingerprint());
    }

    @Test
    @DisplayName(
            "M61: that a message was delivered is told over a reconnect too, and at the next login for those of an earlier one")
    void m61_deliveredAfterAReconnect() {
        LinkFixture f = LinkFixture.tcp().online();
        Delivery d = f.send("bob", "hello");
        f.advance(10, MILLISECONDS);
        assertThat(d.state()).isEqualTo(DeliveryState.ACCEPTED);
        f.reconnect();
        f.server.tellDelivered(f.server.received.get(0));
        f.run();
        assertThat(d.state()).isEqualTo(DeliveryState.DELIVERED);

        Delivery second = f.send("bob", "hello again");
        f.advance(10, MILLISECONDS);
        f.client.logout();
        f.run();
        assertThat(second.delivered()).isCompletedWithValue(DeliveryState.ACCEPTED);
        f.server.tellDelivered(f.server.received.get(1));
        f.client.login("alice", "secret");
        f.advance(10, MILLISECONDS);
        assertThat(f.listener.outcomes).endsWith("delivered " + second.fingerprint());
        assertThat(second.state()).isEqualTo(DeliveryState.ACCEPTED);
    }

    @Test
    @DisplayName("M28: that a message was delivered counts only from whom it was sent to")
    void m28_deliveredBySomebodyElse() {
        LinkFixture f = LinkFixture.tcp().online();
        Delivery d = f.send("bob", "hello");
        f.advance(10, MILLISECONDS);
        f.server.say(Protocal.builder()
                .type(PacketType.ACK)
                .from("mallory")
                .to("alice")
                .dataContent(d.fingerprint())
                .build());
        f.advance(10, MILLISECONDS);
        assertThat(d.state()).isEqualTo(DeliveryState.ACCEPTED);
        assertThat(f.server.left()).isEmpty();
    }

    @Test
    @DisplayName("A message that was accepted, and waited in the store for too long, is LOST then, once")
    void acceptedAndGivenUp() {
        LinkFixture f = LinkFixture.tcp().online();
        Delivery d = f.send("bob", "hello");
        f.advance(10, MILLISECONDS);
        assertThat(d.state()).isEqualTo(DeliveryState.ACCEPTED);
        f.server.say(Packets.error("alice", 3, "not fetched in time", d.fingerprint()));
        f.advance(10, MILLISECONDS);
        assertThat(d.state()).isEqualTo(DeliveryState.LOST);
        assertThat(d.accepted()).isCompletedWithValue(DeliveryState.ACCEPTED);
        assertThat(d.delivered()).isCompletedExceptionally();
        assertThat(f.listener.outcomes)
                .containsExactly("accepted " + d.fingerprint(), "lost " + d.fingerprint() + " 3");
        assertThat(f.server.left()).isEmpty();
    }

    @Test
    @DisplayName(
            "M24: a message that was refused, is sent again under its fingerprint and refused again, is LOST again at once")
    void m24_refusedTwice() {
        LinkFixture f = LinkFixture.tcp().online();
        f.server.fate = p -> Fate.REFUSE;
        for (int i = 0; i < 2; i++) {
            Delivery d = f.client
                    .sender()
                    .send(Protocal.message("bob", "bad").fp("fp-1").build());
            f.advance(100, MILLISECONDS);
            assertThat(d.state()).isEqualTo(DeliveryState.LOST);
        }
        assertThat(f.listener.outcomes).containsExactly("lost fp-1 3", "lost fp-1 3");
    }

    @Test
    @DisplayName("Memory: of messages that are accepted and never delivered, the newest 10,000 are remembered")
    void acceptedIsBounded() {
        LinkFixture f = LinkFixture.tcp().online();
        List<Delivery> all = new ArrayList<>();
        for (int i = 0; i < 10_100; i++) {
            all.add(f.client.sender().send("bob", "m" + i));
            if (i % 100 == 99) {
                f.advance(10, MILLISECONDS);
            }
        }
        assertThat(all).allMatch(d -> d.state() == DeliveryState.ACCEPTED);
        assertThat(all.subList(0, 100)).allMatch(Delivery::isDone);
        assertThat(all.subList(100, 10_100)).noneMatch(Delivery::isDone);
        f.client.close();
        f.run();
        assertThat(all).allMatch(d -> d.isDone() && d.state() == DeliveryState.ACCEPTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp://one", "udp://one"})
    @DisplayName("M24: what the server refuses is LOST once, with its reason, and the link goes on")
    void m24_refused(String address) {
        LinkFixture f = LinkFixture.with(b -> b.server(address)).delay(20).online();
        f.server.fate = p -> "bad".equals(p.dataContent()) ? Fate.REFUSE : Fate.ACCEPT;
        Delivery bad = f.client.sender().send("bob", "bad");
        List<Delivery> good = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) { // more than the window
            good.add(f.client.sender().send("bob", "good " + i));
        }
        f.advance(900, MILLISECONDS);
        assertLost(bad, 3);
        assertThat(failure(bad)).hasMessage("refused by the test");
        f.advance(5, SECONDS);
        assertThat(good.subList(0, 999)).allMatch(d -> d.state() == DeliveryState.ACCEPTED);
        f.listener.expect("error 3");
        assertThat(f.listener.outcomes.stream().filter(o -> o.startsWith("lost")))
                .containsExactly("lost " + bad.fingerprint() + " 3");
    }

    @Test
    @DisplayName(
            "M24: many refusals over a bad network, where the word of them gets lost: none makes others miss their time")
    void m24_manyRefused() {
        for (int seed = 0; seed < 20; seed++) {
            LinkFixture f = new LinkFixture(seed, Runnable::run, b -> b.server("udp://one"));
            f.server.conditions = NetworkConditions.builder()
                    .loss(seed % 4 / 10.0)
                    .delayBetween(Duration.ofMillis(1), Duration.ofMillis(30))
                    .build();
            f.online();
            f.server.fate = p -> "bad".equals(p.dataContent()) ? Fate.REFUSE : Fate.ACCEPT;
            f.server.refusalDelay = Duration.ofMillis(50); // its arrival is acknowledged by then
            List<Delivery> bad = new ArrayList<>();
            List<Delivery> good = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                bad.add(f.client.sender().send("bob", "bad"));
                good.add(f.client.sender().send("0", "good"));
            }
            f.await(() -> Stream.concat(bad.stream(), good.stream()).allMatch(Delivery::isDone));
            assertThat(bad).as("seed %d", seed).allMatch(d -> d.state() == DeliveryState.LOST);
            assertThat(good).as("seed %d", seed).allMatch(d -> d.state() == DeliveryState.DELIVERED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp://one", "udp://one"})
    @DisplayName(
            "M41: a message that is not accepted in time is LOST, and its number is given up; so is a cancelled one's")
    void m41_deadline(String address) {
        LinkFixture f = LinkFixture.with(b -> b.server(address)).online();
        f.server.fate = p -> p.dataContent().startsWith("hold") ? Fate.HOLD : Fate.ACCEPT;
        Delivery late = f.send("bob", "hold 1");
        Delivery cancelled = f.send("bob", "hold 2");
        f.advance(10, MILLISECONDS);
        assertThat(cancelled.cancel()).isTrue();
        f.advance(1_000, MILLISECONDS);
        Delivery next = f.send("bob", "next");
        f.advance(13_985, MILLISECONDS);
        assertThat(late.state()).isEqualTo(DeliveryState.SENT);
        f.advance(10, MILLISECONDS);
        assertLost(late, 3);
        assertThat(failure(late)).hasMessage("not confirmed within 15 s");
        f.advance(500, MILLISECONDS);
        assertThat(next.state()).isEqualTo(DeliveryState.ACCEPTED);
        assertThat(f.listener.outcomes)
                .containsExactlyInAnyOrder("lost " + late.fingerprint() + " 3", "accepted " + next.fingerprint());
        assertThat(f.client.statistics().pendingMessages()).isZero();
        f.listener.expect();
    }

    @Test
    @DisplayName(
            "Endless retransmit while offline: messages that expire while there is no connection leave nothing behind")
    void offlineMessagesExpire() {
        LinkFixture f = LinkFixture.udp().online();
        f.client.networkLost();
        for (int i = 0; i < 50; i++) {
            Delivery d = f.send("bob", "m" + i);
            f.advance(15, SECONDS);
            assertLost(d, 3);
        }
        Delivery last = f.send("bob", "last");
        f.client.networkAvailable();
        f.advance(100, MILLISECONDS);
        assertThat(f.server.last().hello().doneUpTo()).isEqualTo(50);
        assertThat(last.state()).isEqualTo(DeliveryState.ACCEPTED);
        assertThat(f.server.texts()).containsExactly("last");
    }

    @Test
    @DisplayName("A message that expires between the login and its answer does not leave a gap")
    void expiresDuringTheLogin() {
        LinkFixture f = LinkFixture.with(b -> b.server("tcp://one").sendTimeout(1, SECONDS))
                .online();
        f.client.networkLost();
        f.run();
        Delivery lost = f.send("bob", "lost");
        f.server.answersLogin = false;
        f.client.networkAvailable();
        f.advance(2, SECONDS);
        assertLost(lost, 3);
        f.server.answersLogin = true;
        f.server.last().breakDown();
        f.await(() -> f.client.state().isOnline());
        Delivery next = f.send("bob", "next");
        f.advance(10, MILLISECONDS);
        assertThat(next.state()).isEqualTo(DeliveryState.ACCEPTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp://one", "udp://one"})
    @DisplayName("M61: a resumed link goes on where it was: nothing twice, nothing lost, both ways")
    void m61_resume(String address) {
        LinkFixture f = LinkFixture.with(b -> b.server(address)).online();
        f.server.say(message("bob", "1", "in 1"));
        f.send("bob", "out 1");
        f.advance(10, MILLISECONDS);
        f.server.last().vanish();
        f.server.say(message("bob", "2", "in 2"));
        Delivery two = f.send("bob", "out 2");
        f.client.networkLost();
        f.run();
        f.client.networkAvailable();
        f.advance(100, MILLISECONDS);
        LinkHello hello = f.server.last().hello();
        assertThat(hello.token()).isEqualTo("token-1");
        assertThat(hello.rx()).isEqualTo(1);
        assertThat(hello.doneUpTo()).isEqualTo(1);
        assertThat(hello.epoch()).isEqualTo(f.server.connections.get(0).hello().epoch());
        assertThat(two.state()).isEqualTo(DeliveryState.ACCEPTED);
        assertThat(f.server.texts()).containsExactly("out 1", "out 2");
        f.listener.expect("message bob: in 1", "offline NETWORK_LOST for now", "online alice", "again bob: in 2");
        assertThat(f.server.left()).isEmpty();
    }

    @Test
    @DisplayName("M61: a server that has forgotten everything is sent what is pending, and no number that is over")
    void m61_serverForgets() {
        LinkFixture f = LinkFixture.tcp().online();
        f.send("bob", "1");
        f.server.say(message("bob", "a", "in"));
        f.advance(10, MILLISECONDS);
        f.server.fate = p -> Fate.HOLD;
        Delivery two = f.send("bob", "2");
        f.server.forget();
        f.server.fate = p -> Fate.ACCEPT;
        f.run();
        f.await(() -> f.client.state().isOnline());
        f.advance(10, MILLISECONDS);
        assertThat(two.state()).isEqualTo(DeliveryState.ACCEPTED);
        assertThat(f.server.texts()).containsExactly("1", "2", "2");
        f.server.say(message("bob", "b", "in the new numbering"));
        f.advance(10, MILLISECONDS);
        assertThat(f.listener.events()).contains("message bob: in", "message bob: in the new numbering");
        assertThat(f.server.left()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp://one", "udp://one"})
    @DisplayName(
            "M61: what was delivered already is not sent to a server that has forgotten it, and holds up nothing there")
    void m61_deliveredBeforeTheServerForgets(String address) {
        LinkFixture f = LinkFixture.with(b -> b.server(address)).online();
        f.server.fate = p -> Fate.HOLD; // no number is done with
        Delivery before = f.send("0", "before");
        Delivery delivered = f.send("bob", "delivered");
        Delivery after = f.send("0", "after");
        f.server.tellDelivered(f.server.received.get(1));
        f.advance(10, MILLISECONDS);
        assertThat(delivered.state()).isEqualTo(DeliveryState.DELIVERED);
        f.server.forget();
        f.server.fate = p -> p.to().equals("bob") ? Fate.REFUSE : Fate.ACCEPT; // bob is not back yet
        f.await(() -> f.server.texts().size() >= 5);
        f.advance(10, MILLISECONDS);
        assertThat(f.server.texts()).containsExactly("before", "delivered", "after", "before", "after");
        assertThat(before.state()).isEqualTo(DeliveryState.DELIVERED);
        assertThat(after.state()).isEqualTo(DeliveryState.DELIVERED);
    }

    @Test
    @DisplayName("A callback that is still running completes no number of a new numbering")
    void callbackOverARenumbering() {
        Queue<Runnable> callbacks = new ArrayDeque<>();
        LinkFixture f = new LinkFixture(1, callbacks::add, b -> b.server("tcp://one"));
        f.client.login("alice", "secret");
        f.advance(10, MILLISECONDS);
        runAll(callbacks);
        f.listener.onMessage = p -> {
            f.listener.onMessage = q -> {};
            f.server.forget();
            f.run();
            f.await(() -> f.client.state().isOnline());
            f.server.say(message("bob", "2", "two"));
            f.advance(10, MILLISECONDS);
        };
        f.server.say(message("bob", "1", "one"));
        f.run();
        callbacks.remove().run();
        assertThat(f.server.left()).as("two has the number that one had").hasSize(1);
        f.advance(10, MILLISECONDS);
        assertThat(f.server.left()).isEmpty();
        runAll(callbacks);
        f.listener.events().removeIf(e -> e.startsWith("o"));
        f.listener.expect("message bob: one", "message bob: two");
    }

    private static void runAll(Queue<Runnable> callbacks) {
        Runnable callback;
        while ((callback = callbacks.poll()) != null) {
            callback.run();
        }
    }

    @Test
    @DisplayName("A server that knows more numbers than the client makes it begin a new numbering, and nothing is lost")
    void serverKnowsMore() {
        LinkFixture f =
                LinkFixture.with(b -> b.server("tcp://one").device("same")).online();
        for (int i = 0; i < 10; i++) {
            f.send("bob", "m" + i);
        }
        f.advance(10, MILLISECONDS);
        long epoch = f.server.last().hello().epoch();
        f.server.pretend(epoch, 20);
        f.client.networkLost();
        f.run();
        Delivery d = f.send("bob", "kept");
        f.client.networkAvailable();
        f.await(() -> d.state() == DeliveryState.ACCEPTED);
        assertThat(f.server.last().hello().epoch()).isGreaterThan(epoch);
        assertThat(f.server.texts()).hasSize(11).endsWith("kept");
    }

    @Test
    @DisplayName(
            "M1: from a server with the link profile to one without it and back: nothing lost, in order, no number twice")
    void m1_betweenProfiles() {
        LinkFixture f = LinkFixture.tcp().online();
        f.server.fate = p -> Fate.HOLD;
        List<Delivery> all = new ArrayList<>();
        all.add(f.send("bob", "1"));
        all.add(f.send("bob", "2"));
        f.server.speaksLink = false;
        f.reconnect();
        assertThat(f.client.statistics().profile()).isEqualTo(Profile.BASE);
        all.add(f.send("bob", "3"));
        assertThat(all).allMatch(d -> d.state() == DeliveryState.ACCEPTED);
        assertThat(f.server.texts()).containsExactly("1", "2", "1", "2", "3");

        f.client.networkLost();
        f.run();
        all.add(f.send("bob", "4"));
        all.add(f.send("bob", "5"));
        f.server.speaksLink = true;
        f.server.fate = p -> Fate.ACCEPT;
        f.client.networkAvailable();
        f.advance(100, MILLISECONDS);
        assertThat(f.client.statistics().profile()).isEqualTo(Profile.LINK);
        assertThat(all).allMatch(d -> d.state() == DeliveryState.ACCEPTED);
        assertThat(f.server.texts()).endsWith("3", "4", "5");
        all.add(f.send("bob", "6"));
        f.advance(10, MILLISECONDS);
        assertThat(all).allMatch(d -> d.state() == DeliveryState.ACCEPTED);
        assertThat(f.server.texts()).endsWith("5", "6");
    }

    @Test
    @DisplayName("M41: what is too large for the next server is LOST with the reason, not kept for ever")
    void m41_tooLargeForTheNextServer() {
        LinkFixture f = LinkFixture.tcp().online();
        f.client.networkLost();
        f.run();
        Delivery large = f.send("bob", "x".repeat(10_000));
        Delivery small = f.send("bob", "small");
        f.server.maxMessageBytes = 4 * 1024;
        f.client.networkAvailable();
        f.advance(100, MILLISECONDS);
        assertLost(large, 4);
        assertThat(failure(large)).hasMessageContaining("the most is 4096");
        assertThat(small.state()).isEqualTo(DeliveryState.ACCEPTED);
        assertRejected(f.client.sender().send("bob", "x".repeat(5_000)), 4, "the most is 4096");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp://one", "udp://one"})
    @DisplayName("M8: large messages travel on every transport, both ways, in pieces that fit")
    void m8_largeMessages(String address) {
        LinkFixture f = LinkFixture.with(b -> b.server(address)).delay(5).online();
        String large = "x".repeat(65_000);
        Delivery d = f.client.sender().send("bob", large);
        f.server.say(message("bob", "1", large));
        f.advance(1, SECONDS);
        assertThat(d.state()).isEqualTo(DeliveryState.ACCEPTED);
        assertThat(f.server.texts()).containsExactly(large);
        f.listener.expect("message bob: " + large);
        int most = f.server.last().sent.stream().mapToInt(b -> b.length).max().orElse(0);
        assertThat(most).isLessThanOrEqualTo(address.startsWith("udp") ? 1_200 : 32 * 1024);
        assertRejected(f.client.sender().send("bob", "x".repeat(66_000)), 4, "the most is 65536");
    }

    @Test
    @DisplayName("Messages without QoS go outside the sequence; over UDP they have to fit a datagram")
    void withoutQos() {
        LinkFixture f = LinkFixture.udp().online();
        Delivery d = f.client.sender().send(once("typing"));
        f.run();
        assertThat(d.state()).isEqualTo(DeliveryState.SENT);
        assertThat(f.server.once).extracting(Protocal::dataContent).contains("typing");
        assertRejected(f.client.sender().send(once("x".repeat(1_100))), 4, "send it with QoS");
        assertThat(f.server.last().sent.stream().skip(1)).allMatch(LinkEnd::isFrame);

        LinkFixture stream = LinkFixture.tcp().online();
        Delivery large = stream.client.sender().send(once("x".repeat(10_000)));
        stream.run();
        assertThat(large.state()).isEqualTo(DeliveryState.SENT);
        assertThat(stream.server.received).hasSize(1);
    }

    private static Protocal once(String text) {
        return Protocal.message("bob", text).qos(false).build();
    }

    @Test
    @DisplayName("M26: frames keep the connection alive, and keep-alives over UDP travel in frames")
    void m26_heartbeat() {
        LinkFixture f = LinkFixture.udp().delay(10).online();
        f.advance(60, SECONDS);
        assertThat(f.client.state().isOnline()).isTrue();
        assertThat(f.server.once).hasSizeBetween(11, 13).allMatch(p -> p.type() == PacketType.KEEP_ALIVE);
        f.server.last().vanish();
        f.advance(11, SECONDS);
        assertThat(f.listener.events()).contains("offline CONNECTION_BROKEN for now");
    }

    @Test
    @DisplayName("M63: a challenge is answered at once, with the name of the session")
    void m63_challenge() {
        LinkFixture f = LinkFixture.udp().online();
        f.server.last().challenge();
        f.run();
        byte[] answer = f.server.last().sent.get(f.server.last().sent.size() - 1);
        assertThat(answer).hasSize(17).startsWith(0x80, 0x01, 0x23).endsWith(6, 7, 8);
        assertThat(f.client.statistics().packetsIgnored()).isZero();
    }

    @Test
    @DisplayName("Order is kept in each conversation, whatever the network does")
    void orderInAConversation() {
        LinkFixture f = LinkFixture.udp();
        f.server.conditions = NetworkConditions.builder()
                .loss(0.3)
                .duplication(0.1)
                .delayBetween(Duration.ofMillis(5), Duration.ofMillis(60))
                .build();
        f.online();
        for (int i = 0; i < 200; i++) {
            f.client.sender().send("bob", "b" + i);
            f.client.sender().send("carol", "c" + i);
            f.server.say(message("bob", "b" + i, "b" + i));
            f.server.say(message("carol", "c" + i, "c" + i));
        }
        f.advance(30, SECONDS);
        for (String who : List.of("b", "c")) {
            List<String> all = IntStream.range(0, 200).mapToObj(i -> who + i).toList();
            assertThat(f.server.texts()).filteredOn(t -> t.startsWith(who)).isEqualTo(all);
            String from = who.equals("b") ? "message bob: " : "message carol: ";
            assertThat(f.listener.events())
                    .filteredOn(e -> e.startsWith(from))
                    .isEqualTo(all.stream().map(t -> from + t).toList());
        }
        assertThat(f.client.statistics().loss()).isBetween(0.1, 0.9);
        assertThat(f.client.statistics().smoothedRttMicros()).isBetween(5_000L, 200_000L);
        assertThat(f.client.statistics().retransmissions()).isPositive();
        assertThat(f.client.statistics().messagesSent()).isEqualTo(400);
    }

    @Test
    @DisplayName("M62: while callbacks are slow the window holds the server back, and nothing is dropped")
    void m62_slowCallbacks() {
        Queue<Runnable> callbacks = new ArrayDeque<>();
        LinkFixture f = new LinkFixture(1, callbacks::add, b -> b.server("udp://one"));
        f.client.login("alice", "secret");
        f.advance(10, MILLISECONDS);
        runAll(callbacks);
        for (int i = 0; i < 3_000; i++) {
            f.server.say(message("bob", "fp" + i, "m" + i));
        }
        f.advance(3, SECONDS);
        assertThat(f.client.state().isOnline()).isTrue();
        runAll(callbacks);
        assertThat(f.listener.events()).hasSize(1 + 256);
        for (int i = 0; i < 100; i++) {
            runAll(callbacks);
            f.advance(100, MILLISECONDS);
        }
        assertThat(f.listener.events().stream().filter(e -> e.startsWith("message")))
                .hasSize(3_000)
                .doesNotHaveDuplicates();
        assertThat(f.client.statistics().messagesDropped()).isZero();
        assertThat(f.server.left()).isEmpty();
    }

    @Test
    @DisplayName(
            "M62: a stuck callback and a server that forgets again and again: what finds no room waits, within bounds")
    void m62_stuckCallbackAndRenumberings() {
        Queue<Runnable> callbacks = new ArrayDeque<>();
        LinkFixture f = new LinkFixture(1, callbacks::add, b -> b.server("tcp://one"));
        f.client.login("alice", "secret");
        f.advance(10, MILLISECONDS);
        runAll(callbacks);
        for (int round = 0; round < 8; round++) {
            for (int i = 0; i < 256; i++) {
                f.server.say(message("bob", round + "/" + i, "m" + round + "/" + i));
            }
            f.advance(100, MILLISECONDS);
            if (round < 7) {
                f.server.forget();
                f.run();
                f.await(() -> f.client.state().isOnline());
            }
        }
        runAll(callbacks);
        assertThat(f.listener.events().stream().filter(e -> e.startsWith("message")))
                .hasSize(1_000);
        for (int i = 0; i < 3; i++) {
            f.advance(100, MILLISECONDS);
            runAll(callbacks);
        }
        f.advance(100, MILLISECONDS);
        assertThat(f.server.left()).isEmpty();
        assertThat(f.listener.events().stream().filter(e -> e.startsWith("message")))
                .hasSizeGreaterThan(1_200)
                .doesNotHaveDuplicates();
    }

    @Test
    @DisplayName(
            "A message whose callback fails is handed over again, three times with a pause, and then given up and reported")
    void handlerFails() {
        LinkFixture f = LinkFixture.udp().online();
        f.listener.onMessage = p -> {
            if (p.fp().equals("bad")) {
                throw new IllegalStateException("handler");
            }
        };
        f.server.say(message("bob", "bad", "bad"));
        f.server.say(message("bob", "good", "good"));
        f.advance(10, MILLISECONDS);
        f.listener.expect("message bob: bad", "error 2", "message bob: good");
        f.advance(900, MILLISECONDS);
        f.listener.expect();
        f.advance(200, MILLISECONDS);
        f.listener.expect("again bob: bad", "error 2");
        assertThat(f.server.left()).hasSize(2);
        f.advance(1, SECONDS);
        f.listener.expect("again bob: bad", "error 2");
        f.advance(1, SECONDS);
        f.listener.expect("again bob: bad", "error 2", "error 2");
        f.advance(1, SECONDS);
        assertThat(f.server.left()).isEmpty();
        assertThat(f.client.statistics().messagesReceived()).isEqualTo(1);
    }

    @Test
    @DisplayName("A message whose callback fails once is handed over again and then done")
    void handlerFailsOnce() {
        LinkFixture f = LinkFixture.tcp().online();
        f.listener.onMessage = p -> {
            f.listener.onMessage = q -> {};
            throw new IllegalStateException("handler");
        };
        f.server.say(message("bob", "1", "hi"));
        f.advance(2, SECONDS);
        f.listener.expect("message bob: hi", "error 2", "again bob: hi");
        assertThat(f.server.left()).isEmpty();
    }

    @Test
    @DisplayName("M3: packets in the link that are not valid, or not for this user, are completed and counted")
    void m3_junk() {
        LinkFixture f = LinkFixture.tcp().online();
        f.server.say(Protocal.builder().type(99).build());
        f.server.say(message("bob", "1", "hi").toBuilder().to("carol").build());
        f.server.say(message("bob", "2", "hi").toBuilder().fp(null).build());
        f.server.say(Protocal.builder().type(PacketType.ACK).build());
        f.server.say(message("bob", "3", "hi"));
        f.advance(10, MILLISECONDS);
        f.listener.expect("message bob: hi");
        assertThat(f.client.statistics().packetsIgnored()).isEqualTo(3);
        assertThat(f.server.left()).isEmpty();
        f.server.last().sayRaw(new byte[] {(byte) 0x81, 1, 2});
        f.run();
        assertThat(f.client.statistics().packetsIgnored()).isEqualTo(4);
    }

    @Test
    @DisplayName("M60: the same message under two numbers is handed over once, and both are completed")
    void m60_twoNumbers() {
        Queue<Runnable> callbacks = new ArrayDeque<>();
        LinkFixture f = new LinkFixture(1, callbacks::add, b -> b.server("tcp://one"));
        f.client.login("alice", "secret");
        f.advance(10, MILLISECONDS);
        f.server.say(message("bob", "1", "hi"));
        f.server.say(message("bob", "1", "hi"));
        f.run();
        runAll(callbacks);
        f.advance(10, MILLISECONDS);
        assertThat(f.server.left()).isEmpty();
        f.server.say(message("bob", "1", "hi"));
        f.advance(10, MILLISECONDS);
        assertThat(f.server.left()).isEmpty();
        f.listener.expect("online alice", "message bob: hi");
    }

    @Test
    @DisplayName("While a stream takes no more, messages wait in the client; then they go out together")
    void slowStream() {
        LinkFixture f = LinkFixture.tcp().online();
        f.server.last().writable = false;
        int before = f.server.last().sent.size();
        for (int i = 0; i < 10; i++) {
            f.send("bob", "m" + i);
        }
        assertThat(f.server.last().sent).hasSize(before);
        f.server.last().becomeWritable();
        f.run();
        assertThat(f.server.last().sent).hasSize(before + 1);
        assertThat(f.server.texts()).hasSize(10);
    }

    @Test
    @DisplayName("What is sent in one go travels in one datagram")
    void together() {
        LinkFixture f = LinkFixture.udp().online();
        int before = f.server.last().sent.size();
        for (int i = 0; i < 5; i++) {
            f.client.sender().send("bob", "m" + i);
        }
        f.run();
        assertThat(f.server.last().sent).hasSize(before + 1);
        assertThat(f.server.texts()).hasSize(5);
    }

    @Test
    @DisplayName("M61: logging out says goodbye in a frame; nothing of the login acts any more")
    void logout() {
        for (String address : BOTH) {
            LinkFixture f = LinkFixture.with(b -> b.server(address)).online();
            f.server.fate = p -> Fate.HOLD;
            Delivery d = f.send("bob", "x");
            f.client.logout();
            f.run();
            assertLost(d, 203);
            List<Protocal> said = address.startsWith("udp") ? f.server.once : f.server.last().packets;
            assertThat(said).extracting(Protocal::type).endsWith(PacketType.LOGOUT);
            assertThat(f.listener.outcomes).containsExactly("lost " + d.fingerprint() + " 203");
        }
    }
}
