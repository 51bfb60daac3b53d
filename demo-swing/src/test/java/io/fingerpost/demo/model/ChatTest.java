package io.fingerpost.demo.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fingerpost.demo.network.BadNetwork;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole demo without its windows: real clients, the real server, real sockets. */
final class ChatTest {
    private static final Timing QUICK = new Timing(1_500, 1_500, 300);

    @TempDir
    Path folder;

    private final UiThread thread = new UiThread();
    private DemoModel demo;

    private DemoModel demo() {
        if (demo == null) {
            demo = new DemoModel(thread.ui, QUICK, folder.resolve("demo.properties"), Settings.DEFAULT);
        }
        return demo;
    }

    @AfterEach
    void end() throws Exception {
        await(() -> demo().close());
        thread.close();
    }

    private <T> T await(Callable<CompletableFuture<? extends T>> start) throws Exception {
        return thread.get(start).get(30, TimeUnit.SECONDS);
    }

    private ClientModel logIn(String user, String scheme) throws Exception {
        return await(() -> demo().logIn(new LoginForm(new ServerChoice(true, scheme, "", 0), user, "open-sesame")));
    }

    private void until(String what, Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> thread.get(condition));
    }

    /** Cuts the link of a client, and waits until nothing gets through. */
    private void cut(ClientModel client) throws Exception {
        await(() -> {
            client.network().cut();
            return client.network().applied();
        });
    }

    private void say(ClientModel from, String to, String text) {
        thread.run(() -> {
            from.select(from.addContact(to));
            from.send(text);
        });
    }

    private void awaitState(ClientModel client, String with, String text, MessageState state) {
        until(
                client.user() + " has " + text + " " + state,
                () -> messages(client, with).stream().anyMatch(m -> m.text().equals(text) && m.state() == state));
    }

    private static List<ChatMessage> messages(ClientModel client, String with) {
        return client.conversations().find(with).map(Conversation::messages).orElse(List.of());
    }

    @Test
    @DisplayName(
            "M70: two users on two transports talk; a message is sending, then delivered, and unread until it is looked at")
    void m70_twoUsersTalk() throws Exception {
        ClientModel alice = logIn("alice", "tls");
        ClientModel bob = logIn("bob", "udp");
        thread.run(() -> bob.select(bob.conversations().find("0").orElseThrow()));
        say(alice, "bob", "你好 Bob");
        awaitState(alice, "bob", "你好 Bob", MessageState.DELIVERED);
        awaitState(bob, "alice", "你好 Bob", MessageState.RECEIVED);
        assertThat(thread.get(() -> bob.conversations().unread())).isEqualTo(1);
        say(bob, "alice", "hi");
        awaitState(alice, "bob", "hi", MessageState.RECEIVED);
        assertThat(thread.get(() -> bob.conversations().unread())).isZero();
    }

    @Test
    @DisplayName("M70: the server answers, and messages to it end as delivered")
    void m70_theServerAnswers() throws Exception {
        ClientModel alice = logIn("alice", "wss");
        say(alice, "0", "who");
        awaitState(alice, "0", "who", MessageState.DELIVERED);
        awaitState(alice, "0", "Online: alice.", MessageState.RECEIVED);
        say(alice, "0", "good day");
        awaitState(alice, "0", "You said: good day", MessageState.RECEIVED);
    }

    @Test
    @DisplayName("M70: what is sent over a cut link is lost, says why, and can be sent again without being doubled")
    void m70_lostAndSentAgain() throws Exception {
        ClientModel alice = logIn("alice", "udp");
        ClientModel bob = logIn("bob", "ws");
        cut(alice);
        say(alice, "bob", "into the dark");
        awaitState(alice, "bob", "into the dark", MessageState.LOST);
        ChatMessage lost = thread.get(() -> messages(alice, "bob").get(0));
        assertThat(thread.get(lost::reason)).contains("not confirmed");
        thread.run(() -> alice.network().heal());
        until("alice is back", () -> alice.link().statistics().state().isOnline());
        thread.run(() -> alice.sendAgain(alice.conversations().selected(), lost));
        awaitState(alice, "bob", "into the dark", MessageState.DELIVERED);
        awaitState(bob, "alice", "into the dark", MessageState.RECEIVED);
        assertThat(thread.get(() -> messages(bob, "alice"))).hasSize(1);
    }

    @Test
    void aBadNetworkCostsRepeatsAndNoMessages() throws Exception {
        ClientModel alice = logIn("alice", "udp");
        ClientModel bob = logIn("bob", "tcp");
        thread.run(() -> alice.network().set(new BadNetwork(20, 5, 5, 20)));
        int sent = 0;
        while (sent < 10
                || (alice.link().statistics().retransmissions() == 0 && sent < 200)) { // one by one: each is a datagram
            String text = "number " + sent++;
            say(alice, "bob", text);
            awaitState(alice, "bob", text, MessageState.DELIVERED);
        }
        int all = sent;
        until("all there", () -> messages(bob, "alice").size() == all);
        assertThat(alice.link().statistics().retransmissions()).isPositive();
        assertThat(thread.get(() -> alice.packets().visible())).anyMatch(PacketLine::repeat);
    }

    @Test
    @DisplayName("M70: a client that is kicked says so, stays away, and can log in again")
    void m70_kicked() throws Exception {
        ClientModel alice = logIn("alice", "tcp");
        until("the server knows alice", () -> demo().server().users().size() == 1);
        thread.run(() -> demo().server().kick("alice"));
        until("alice is told", () -> alice.banner() != null && alice.banner().kind() == Banner.Kind.ERROR);
        assertThat(thread.get(() -> alice.banner().text())).contains("administrator", "server panel");
        thread.run(() -> alice.act(Banner.Action.LOG_IN_AGAIN));
        until(
                "alice is back",
                () -> alice.banner() == null
                        && alice.link().statistics().state().isOnline());
    }

    @Test
    void theSameUserTwiceIsToldSo() throws Exception {
        ClientModel first = logIn("alice", "tcp");
        logIn("alice", "udp");
        until("the first one is out", () -> first.banner() != null);
        assertThat(thread.get(() -> first.banner().text())).contains("elsewhere");
    }

    @Test
    @DisplayName("M70: clients reconnect to a server that was stopped and started, and get what was announced")
    void m70_serverStoppedAndStarted() throws Exception {
        ClientModel alice = logIn("alice", "tcp");
        ClientModel bob = logIn("bob", "udp");
        await(() -> demo().server().stop());
        until("alice waits", () -> alice.banner() != null && alice.banner().kind() == Banner.Kind.WARNING);
        assertThat(thread.get(() -> alice.banner().text())).contains("Attempt");
        await(() -> demo().server().start());
        until(
                "both are back",
                () -> alice.banner() == null && demo().server().users().size() == 2);
        thread.run(() -> demo().server().announce("maintenance is over"));
        awaitState(alice, "0", "maintenance is over", MessageState.RECEIVED);
        awaitState(bob, "0", "maintenance is over", MessageState.RECEIVED);
    }

    @Test
    void peopleAtOneScreenKnowEachOther() throws Exception {
        ClientModel alice = logIn("alice", "tcp");
        assertThat(thread.get(() -> demo().suggestion()).user()).isEqualTo("bob");
        assertThat(thread.get(() -> demo().suggestion()).server().scheme()).isEqualTo("udp");
        ClientModel bob = logIn("bob", "udp");
        assertThat(alice.conversations().find("bob")).isPresent();
        assertThat(bob.conversations().find("alice")).isPresent();
    }

    @Test
    void aServerThatDoesNotAnswerIsNamed() {
        ServerChoice nobody = new ServerChoice(false, "tcp", "127.0.0.1", 1);
        assertThatThrownBy(() -> await(() -> demo().logIn(new LoginForm(nobody, "alice", ""))))
                .hasRootCauseInstanceOf(Exception.class)
                .hasMessageContaining("No server answers at tcp://127.0.0.1:1");
    }

    @Test
    void theTokenIsNotInTheLog() throws Exception {
        ClientModel alice = logIn("alice", "tcp");
        until("the login is logged", () -> alice.packets().size() >= 2);
        assertThat(thread.get(() -> List.copyOf(alice.packets().visible())))
                .noneMatch(line -> line.text().contains("open-sesame"));
    }

    @Test
    void nothingIsLeftAfterwards() throws Exception {
        ClientModel alice = logIn("alice", "tcp");
        cut(alice);
        await(() -> demo().close());
        assertThat(thread.get(() -> demo().server().state())).isEqualTo(DemoServer.State.STOPPED);
        assertThat(alice.link().statistics().state().isClosed()).isTrue();
    }
}
