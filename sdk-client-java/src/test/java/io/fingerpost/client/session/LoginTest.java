package io.fingerpost.client.session;

import static io.fingerpost.client.session.ClientFixture.errorCode;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.client.ClientState;
import io.fingerpost.client.LoginResult;
import io.fingerpost.client.session.FakeServer.FakeConnection;
import io.fingerpost.core.ErrorCode;
import io.fingerpost.core.PacketType;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.codec.LoginBody;
import io.fingerpost.core.codec.Packets;
import io.fingerpost.core.delivery.Delivery;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@SuppressWarnings("FutureReturnValueIgnored") // where the test is about something else
class LoginTest {
    @Test
    @DisplayName("M40: a login is accepted, step by step")
    void m40_accepted() {
        ClientFixture f = ClientFixture.tcp();
        assertThat(f.client.state()).isEqualTo(ClientState.DISCONNECTED);

        CompletableFuture<LoginResult> future = f.client.login("alice", "secret", "more");
        FakeConnection connection = f.server.last();
        assertThat(f.client.state()).isEqualTo(ClientState.CONNECTING);
        connection.open();
        assertThat(f.client.state()).isEqualTo(ClientState.AUTHENTICATING);
        LoginBody login = connection.login();
        assertThat(login.userId()).isEqualTo("alice");
        assertThat(login.token()).isEqualTo("secret");
        assertThat(login.extra()).isEqualTo("more");
        assertThat(login.firstLoginTime()).isZero();
        assertThat(future).isNotDone();

        connection.say(Packets.loginResponse("alice", 0, 4711));
        assertThat(f.client.state()).isEqualTo(ClientState.ONLINE);
        assertThat(f.client.userId()).isEqualTo("alice");
        assertThat(future).isCompletedWithValueMatching(r -> r.accepted() && r.firstLoginTime() == 4711);
        f.listener.expect("online alice");
    }

    @Test
    @DisplayName("M21: the application's refusal reaches the client, which does not retry (login loop after a refusal)")
    void m21_refused() {
        ClientFixture f = ClientFixture.tcp();
        CompletableFuture<LoginResult> future = f.client.login("alice", "wrong");
        FakeConnection connection = f.server.last().answerLogin(1025, 0);
        assertThat(future).isCompletedWithValueMatching(r -> r.refused() && r.code() == 1025);
        assertThat(f.client.state()).isEqualTo(ClientState.DISCONNECTED);
        assertThat(connection.closed).isTrue();

        f.advance(60, MINUTES);
        assertThat(f.server.connections).hasSize(1);
        f.listener.expect();
        assertThat(f.pendingTasks()).isZero();
    }

    @Test
    @DisplayName("M44: 202 when no address can be connected to; each is tried once, and nothing after that")
    void m44_cannotConnect() {
        ClientFixture f = ClientFixture.with(b -> b.server("tcp://one").server("ws://two"));
        CompletableFuture<LoginResult> future = f.client.login("alice", "secret");
        f.server.last().fail(ErrorCode.CANNOT_CONNECT);
        assertThat(future).isNotDone();
        assertThat(f.server.last().address.host()).isEqualTo("two");
        f.server.last().fail(ErrorCode.CANNOT_CONNECT);
        assertThat(errorCode(future)).isEqualTo(202);
        f.advance(60, MINUTES);
        assertThat(f.server.connections).hasSize(2);
        assertThat(f.client.state()).isEqualTo(ClientState.DISCONNECTED);
    }

    @Test
    @DisplayName("Re-login impossible after a wrong address first: it can be tried again at once")
    void loginAfterFailedLogin() {
        ClientFixture f = ClientFixture.tcp();
        CompletableFuture<LoginResult> first = f.client.login("alice", "secret");
        f.server.last().fail(ErrorCode.CANNOT_CONNECT);
        assertThat(errorCode(first)).isEqualTo(202);

        CompletableFuture<LoginResult> second = f.client.login("alice", "secret");
        f.server.last().accept();
        assertThat(second).isCompletedWithValueMatching(LoginResult::accepted);
        f.listener.expect("online alice");
    }

    @Test
    void connectingTakesNoLongerThanItsTimeout() {
        ClientFixture f = ClientFixture.tcp();
        CompletableFuture<LoginResult> future = f.client.login("alice", "secret");
        f.advance(9_999, MILLISECONDS);
        assertThat(future).isNotDone();
        f.advance(1, MILLISECONDS);
        assertThat(errorCode(future)).isEqualTo(202);
        assertThat(f.server.open()).isZero();
    }

    @Test
    @DisplayName("202 when nobody answers; on a stream the login is sent once")
    void unansweredOnStream() {
        ClientFixture f = ClientFixture.tcp();
        CompletableFuture<LoginResult> future = f.client.login("alice", "secret");
        FakeConnection connection = f.server.last().open();
        f.advance(10, SECONDS);
        assertThat(errorCode(future)).isEqualTo(202);
        assertThat(connection.ofType(PacketType.LOGIN)).hasSize(1);
        assertThat(f.server.open()).isZero();
    }

    @Test
    @DisplayName("On UDP the login is repeated until the answer comes, and answers to the repeats change nothing")
    void repeatedOnDatagrams() {
        ClientFixture f = ClientFixture.udp();
        CompletableFuture<LoginResult> future = f.client.login("alice", "secret");
        FakeConnection connection = f.server.last().open();
        f.advance(2, SECONDS);
        int repeats = connection.ofType(PacketType.LOGIN).size();
        assertThat(repeats).isBetween(3, 6);
        connection.say(Packets.loginResponse("alice", 0, 1));
        connection.say(Packets.loginResponse("alice", 1025, 1));
        assertThat(future).isCompletedWithValueMatching(LoginResult::accepted);
        f.advance(3, SECONDS);
        assertThat(connection.ofType(PacketType.LOGIN)).hasSize(repeats);
        assertThat(f.client.state()).isEqualTo(ClientState.ONLINE);
    }

    @Test
    @DisplayName(
            "M44: 203 after close, 204 without a network, 205 without a server, 4 for a user id that cannot be one")
    void m44_codesOfTheClient() {
        ClientFixture noServer = ClientFixture.with(b -> {});
        CompletableFuture<LoginResult> future = noServer.client.login("alice", "secret");
        noServer.run();
        assertThat(errorCode(future)).isEqualTo(205);

        ClientFixture noNetwork = ClientFixture.tcp();
        CompletableFuture<LoginResult> byConnector = noNetwork.client.login("alice", "secret");
        noNetwork.server.last().fail(ErrorCode.NO_LOCAL_NETWORK);
        assertThat(errorCode(byConnector)).isEqualTo(204);
        noNetwork.client.networkLost();
        CompletableFuture<LoginResult> byHint = noNetwork.client.login("alice", "secret");
        noNetwork.run();
        assertThat(errorCode(byHint)).isEqualTo(204);
        assertThat(noNetwork.server.connections).hasSize(1);

        CompletableFuture<LoginResult> badUser = noNetwork.client.login("0", "secret");
        noNetwork.run();
        assertThat(errorCode(badUser)).isEqualTo(4);

        noNetwork.client.close();
        assertThat(errorCode(noNetwork.client.login("alice", "secret"))).isEqualTo(203);
    }

    @Test
    void theNetworkGoesAwayDuringTheFirstLogin() {
        ClientFixture f = ClientFixture.with(b -> b.server("tcp://one").server("tcp://two"));
        CompletableFuture<LoginResult> future = f.client.login("alice", "secret");
        f.server.last();
        f.client.networkLost();
        f.run();
        assertThat(errorCode(future)).isEqualTo(204);
        assertThat(f.server.open()).isZero();
    }

    @Test
    void anErrorInsteadOfAnAnswerIsReported() {
        ClientFixture f = ClientFixture.tcp();
        CompletableFuture<LoginResult> future = f.client.login("alice", "secret");
        f.server.last().open().say(Packets.error("alice", 4, "not like this", null));
        assertThat(errorCode(future)).isEqualTo(4);
        f.listener.expect("error 4");
    }

    @Test
    void aLoginThatIsTooLargeIsNotSent() {
        ClientFixture f = ClientFixture.with(b -> b.server("tcp://one").maxPacketBytes(512));
        CompletableFuture<LoginResult> future = f.client.login("alice", "x".repeat(600));
        FakeConnection connection = f.server.last().open();
        assertThat(errorCode(future)).isEqualTo(4);
        assertThat(connection.received).isEmpty();
    }

    @Test
    void theOlderOfTwoLoginsInProgressFails() {
        ClientFixture f = ClientFixture.tcp();
        CompletableFuture<LoginResult> older = f.client.login("alice", "secret");
        FakeConnection abandoned = f.server.last().open();
        CompletableFuture<LoginResult> newer = f.client.login("alice", "secret");
        f.run();
        assertThat(errorCode(older)).isEqualTo(203);
        assertThat(abandoned.closed).isTrue();
        abandoned.say(Packets.loginResponse("alice", 0, 1));
        assertThat(newer).isNotDone();
        f.server.last().accept();
        assertThat(newer).isCompletedWithValueMatching(LoginResult::accepted);
    }

    @Test
    @DisplayName(
            "M40: logging in as another user logs out first, and nothing of the earlier user survives (QoS queue crossing accounts)")
    void m40_anotherUser() {
        ClientFixture f = ClientFixture.tcp();
        FakeConnection asAlice = f.online();
        asAlice.say(Protocal.message("alice", "hi").from("bob").fp("f1").build());
        f.listener.expect("message bob: hi");
        Delivery ofAlice = f.send("bob", "from alice");

        f.client.login("carol", "secret");
        f.run();
        assertThat(asAlice.ofType(PacketType.LOGOUT)).hasSize(1);
        assertThat(asAlice.closed).isTrue();
        ClientFixture.assertLost(ofAlice, 203);
        FakeConnection asCarol = f.server.last();
        asCarol.open();
        assertThat(asCarol.login().firstLoginTime()).isZero();
        asCarol.say(Packets.loginResponse("carol", 0, 2));
        f.listener.expect("offline LOGGED_OUT for good", "online carol");

        asCarol.say(Protocal.message("alice", "for alice").from("bob").fp("f9").build());
        f.listener.expect();
        asCarol.say(Protocal.message("carol", "hi").from("bob").fp("f1").build());
        f.listener.expect("message bob: hi");
        f.advance(16, SECONDS);
        assertThat(asCarol.messages()).isEmpty();
    }

    @Test
    @DisplayName("Logging in again as the same user keeps everything")
    void sameUserAgain() {
        ClientFixture f = ClientFixture.tcp();
        FakeConnection connection = f.online();
        Delivery pending = f.send("bob", "hello");
        CompletableFuture<LoginResult> again = f.client.login("alice", "newer");
        f.run();
        assertThat(again).isCompletedWithValueMatching(LoginResult::accepted);
        assertThat(connection.closed).isFalse();
        assertThat(pending.isDone()).isFalse();

        connection.fail(ErrorCode.CONNECTION_BROKEN);
        CompletableFuture<LoginResult> third = f.client.login("alice", "newest");
        f.run();
        FakeConnection next = f.server.last();
        assertThat(next).isNotSameAs(connection);
        next.accept();
        assertThat(next.login().token()).isEqualTo("newest");
        assertThat(next.login().firstLoginTime()).isEqualTo(1_000);
        assertThat(third).isCompletedWithValueMatching(LoginResult::accepted);
        assertThat(next.messages()).hasSize(1);
    }

    @Test
    @DisplayName("M40: logout sends its packet, closes, and ends what is pending")
    void m40_logout() {
        ClientFixture f = ClientFixture.tcp();
        FakeConnection connection = f.online();
        Delivery pending = f.send("bob", "hello");
        CompletableFuture<Void> done = f.client.logout();
        f.run();
        assertThat(done).isCompleted();
        assertThat(connection.ofType(PacketType.LOGOUT)).hasSize(1);
        assertThat(connection.closed).isTrue();
        assertThat(f.client.state()).isEqualTo(ClientState.DISCONNECTED);
        assertThat(f.client.userId()).isNull();
        ClientFixture.assertLost(pending, 203);
        f.listener.expect("offline LOGGED_OUT for good");
        assertThat(f.pendingTasks()).isZero();

        assertThat(f.client.logout()).isNotDone();
        f.run();
        f.listener.expect();
    }

    @Test
    void logoutDuringALoginFailsIt() {
        ClientFixture f = ClientFixture.tcp();
        CompletableFuture<LoginResult> future = f.client.login("alice", "secret");
        f.server.last();
        f.client.logout();
        f.run();
        assertThat(errorCode(future)).isEqualTo(203);
        assertThat(f.server.open()).isZero();
        f.listener.expect();
    }

    @Test
    @DisplayName("A kick-out in place of the answer to a first login")
    void kickedInsteadOfAnswered() {
        ClientFixture f = ClientFixture.tcp();
        CompletableFuture<LoginResult> future = f.client.login("alice", "secret");
        f.server.last().open().say(Packets.kickout("alice", 2, "no"));
        assertThat(errorCode(future)).isEqualTo(1);
        f.listener.expect("kicked 2 no");
        f.advance(10, MINUTES);
        assertThat(f.server.connections).hasSize(1);
    }
}
