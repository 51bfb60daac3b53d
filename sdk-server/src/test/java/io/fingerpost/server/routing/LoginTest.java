package io.fingerpost.server.routing;

import static io.fingerpost.core.Transport.TCP;
import static io.fingerpost.core.Transport.UDP;
import static io.fingerpost.core.Transport.WEBSOCKET;
import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.core.ErrorCode;
import io.fingerpost.core.PacketType;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.codec.CodeBody;
import io.fingerpost.core.codec.Packets;
import io.fingerpost.server.LoginDecision;
import io.fingerpost.server.UserSession;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who gets in, who is put out, and what is told to whom. */
class LoginTest {
    private final RecordingListener app = new RecordingListener();
    private final ServerUnderTest server = new ServerUnderTest(app, null);

    @ParameterizedTest
    @EnumSource
    void m21_acceptedLoginIsAnsweredWithCodeZeroAndTheServersTime(io.fingerpost.core.Transport transport) {
        FakePeer alice = server.connect(transport).login("alice");

        Protocal answer = alice.next(PacketType.LOGIN_RESPONSE);
        assertThat(answer.from()).isEqualTo("0");
        assertThat(answer.to()).isEqualTo("alice");
        assertThat(answer.dataContent()).isEqualTo("{\"code\":0,\"firstLoginTime\":1700000000000}");
        app.toldExactly("verify alice", "login alice");
    }

    @Test
    void m21_refusalCodeReachesTheClientAndAStreamIsClosed() {
        app.verify = r -> LoginDecision.refuse(1_234);
        FakePeer alice = server.connect(TCP).login("alice");

        assertThat(alice.loginAnswer().code()).isEqualTo(1_234);
        assertThat(alice.isClosed()).isTrue();
        assertThat(server.core().sessions().isOnline("alice")).isFalse();
        app.toldExactly("verify alice");
    }

    @Test
    void m21_afterARefusalOnUdpTheSameAddressMayTryAgain() {
        app.verify = r -> LoginDecision.refuse(1_234);
        server.connect(UDP).login("alice").loginAnswer();
        app.verify = r -> LoginDecision.accept();

        assertThat(server.connect(UDP).login("alice").loginAnswer().code()).isZero();
    }

    @Test
    void anApplicationThatCannotDecideTurnsTheClientAwayWithoutRefusingIt() {
        app.verify = r -> {
            throw new IllegalStateException("the database is down");
        };
        FakePeer alice = server.connect(TCP).login("alice");

        assertThat(alice.nextError().code()).isEqualTo(2);
        assertThat(alice.isClosed()).isTrue();
    }

    @Test
    void m22_repeatedLoginIsAnsweredWithoutAskingTheApplicationAgain() {
        FakePeer alice = server.connect(UDP);
        long time = alice.loggedIn("alice");
        app.events();

        CodeBody again = alice.login("alice").loginAnswer();

        assertThat(again.code()).isZero();
        assertThat(again.firstLoginTime()).isEqualTo(time);
        app.toldExactly();
    }

    @Test
    void m22_aSessionNeverChangesItsUser() {
        FakePeer alice = server.online("alice", TCP);
        app.events();

        assertThat(alice.login("mallory").nextError().code()).isEqualTo(4);

        assertThat(alice.isClosed()).isFalse();
        assertThat(server.core().sessions().isOnline("mallory")).isFalse();
        assertThat(server.core().sessions().isOnline("alice")).isTrue();
        app.toldExactly();
    }

    @Test
    void m26_aNewerFirstLoginKicksTheOlderSession() {
        FakePeer old = server.online("alice", TCP);
        app.events();

        FakePeer fresh = server.online("alice", WEBSOCKET);

        assertThat(old.next(PacketType.KICKOUT).dataContent()).startsWith("{\"code\":1,");
        assertThat(old.isClosed()).isTrue();
        assertThat(fresh.isClosed()).isFalse();
        assertThat(server.core().sessions().count()).isEqualTo(1);
        app.toldExactly("verify alice", "logout alice KICKED_BY_DUPLICATE_LOGIN", "login alice");
    }

    @Test
    void m26_aPhoneThatComesBackOnANewConnectionDoesNotKickItself() {
        FakePeer before = server.connect(TCP);
        long time = before.loggedIn("alice");
        app.events();

        FakePeer after = server.connect(TCP).login("alice", time);

        assertThat(after.loginAnswer().firstLoginTime()).isEqualTo(time);
        before.seesNothing();
        assertThat(before.isClosed()).isTrue();
        app.toldExactly("verify alice", "logout alice CLOSED", "login alice");
    }

    @Test
    void m26_aClientThatMissedItsOwnKickOutIsKicked() {
        FakePeer first = server.connect(TCP);
        long earlier = first.loggedIn("alice");
        FakePeer second = server.online("alice", TCP);
        app.events();

        FakePeer back = server.connect(TCP).login("alice", earlier);

        assertThat(back.next(PacketType.KICKOUT).dataContent()).startsWith("{\"code\":1,");
        assertThat(back.isClosed()).isTrue();
        assertThat(second.isClosed()).isFalse();
        app.toldExactly("verify alice");
    }

    @Test
    void m26_twoFirstLoginsInTheSameMillisecondAreToldApart() {
        FakePeer first = server.connect(TCP);
        long a = first.loggedIn("alice");
        long b = server.connect(TCP).loggedIn("alice");

        assertThat(b).isGreaterThan(a);
    }

    @Test
    void m26_aFirstLoginTimeFromTheFarFutureIsNotBelieved() {
        FakePeer liar = server.connect(TCP).login("alice", Long.MAX_VALUE);

        long given = liar.loginAnswer().firstLoginTime();

        assertThat(given).isEqualTo(1_700_000_000_000L);
        assertThat(server.connect(TCP).loggedIn("alice")).isGreaterThan(given);
    }

    @Test
    void m26_anAdministratorsKickCarriesTheReason() {
        FakePeer alice = server.online("alice", TCP);
        app.events();

        assertThat(server.core().sessions().kick("alice", "spam")).isTrue();
        server.settle();

        assertThat(alice.next(PacketType.KICKOUT).dataContent()).isEqualTo("{\"code\":2,\"reason\":\"spam\"}");
        assertThat(alice.isClosed()).isTrue();
        app.toldExactly("logout alice KICKED_BY_ADMINISTRATOR");
        assertThat(server.core().sessions().kick("alice", "again")).isFalse();
    }

    @Test
    void aKickedClientsLateAckDoesNotReviveItsSession() {
        FakePeer alice = server.online("alice", UDP);
        server.core().sessions().kick("alice", "spam");
        server.settle();
        app.events();
        FakePeer sameAddress = server.connect(UDP);

        sameAddress.say(Packets.ack("alice", "bob", "fp-1"));

        assertThat(sameAddress.nextError().code()).isEqualTo(301);
        assertThat(alice.isClosed()).isTrue();
        assertThat(server.core().sessions().count()).isZero();
        app.toldExactly();
    }

    @Test
    void m23_logoutTellsItsReason() {
        FakePeer alice = server.online("alice", TCP);
        app.events();

        alice.say(Packets.logout("alice"));

        assertThat(alice.isClosed()).isTrue();
        app.toldExactly("logout alice LOGOUT");
    }

    @Test
    void m23_aBrokenConnectionTellsItsReasonOnce() {
        FakePeer alice = server.online("alice", TCP);
        app.events();

        alice.hangUp();
        alice.hangUp();

        app.toldExactly("logout alice CLOSED");
    }

    @Test
    void m7_aSilentSessionExpiresAndAKeepAliveKeepsIt() {
        FakePeer alice = server.online("alice", TCP);
        FakePeer bob = server.online("bob", TCP);
        app.events();

        for (int i = 0; i < 4; i++) {
            server.pass(Duration.ofSeconds(15));
            bob.say(Packets.keepAlive("bob"));
            bob.next(PacketType.KEEP_ALIVE_RESPONSE);
        }

        assertThat(alice.isClosed()).isTrue();
        assertThat(bob.isClosed()).isFalse();
        app.toldExactly("logout alice TIMEOUT");
    }

    @Test
    void m7_expiryComesAfterTheConfiguredTimeAndNotBefore() {
        FakePeer alice = server.online("alice", UDP);

        server.pass(Duration.ofMillis(9_900));
        assertThat(alice.isClosed()).isFalse();
        server.pass(Duration.ofMillis(100));
        assertThat(alice.isClosed()).isTrue();
    }

    /** Behind a NAT, or on a machine that starts many clients, the next client may get the address of one that is gone. */
    @Test
    void m7_whatAnotherUserSaysFromTheSameAddressKeepsNoSessionAlive() {
        FakePeer address = server.online("alice", UDP);
        app.events();

        for (int second = 1; second < 10; second++) {
            server.pass(Duration.ofSeconds(1));
            address.login("bob");
            assertThat(address.nextError().code()).isEqualTo(ErrorCode.INVALID_PACKET);
        }
        server.pass(Duration.ofSeconds(1));

        assertThat(address.isClosed()).isTrue();
        app.toldExactly("logout alice TIMEOUT");
    }

    @Test
    void aConnectionThatNeverLogsInIsClosed() {
        FakePeer silent = server.connect(TCP);

        server.pass(Duration.ofSeconds(29));
        assertThat(silent.isClosed()).isFalse();
        server.pass(Duration.ofSeconds(1));
        assertThat(silent.isClosed()).isTrue();
    }

    @Test
    void m28_aPacketBeforeLoginGets301WithThePacketInside() {
        FakePeer stranger = server.connect(TCP);
        String packet = "{\"type\":1,\"dataContent\":\"{}\",\"from\":\"alice\",\"to\":\"0\"}";

        CodeBody error = stranger.say(packet).nextError();

        assertThat(error.code()).isEqualTo(301);
        assertThat(error.text()).isEqualTo(packet);
        assertThat(stranger.isClosed()).isTrue();
    }

    @Test
    void m29_echoNeedsNoLogin() {
        FakePeer stranger = server.connect(UDP);

        stranger.say(Packets.echo("are you there?"));

        assertThat(stranger.next(PacketType.ECHO_RESPONSE).dataContent()).isEqualTo("are you there?");
    }

    @Test
    void m27_sessionsTellWhoIsOnlineAndHow() {
        server.online("alice", TCP);
        server.online("bob", UDP);

        assertThat(server.core().sessions().count()).isEqualTo(2);
        assertThat(server.core().sessions().all())
                .extracting(UserSession::userId)
                .containsExactlyInAnyOrder("alice", "bob");
        UserSession alice = server.core().sessions().find("alice").orElseThrow();
        assertThat(alice.transport()).isEqualTo(TCP);
        assertThat(alice.remoteAddress().getPort()).isEqualTo(10_000);
        assertThat(alice.loginTime().toEpochMilli()).isEqualTo(1_700_000_000_000L);
        assertThat(alice.isOnline()).isTrue();
        assertThat(server.core().sessions().find("carol")).isEmpty();
    }

    @Test
    void garbageIsAnsweredAndHarmsNobodyElse() {
        FakePeer bob = server.online("bob", TCP);
        FakePeer vandal = server.connect(TCP);

        for (int i = 0; i < 16; i++) {
            assertThat(vandal.say("garbage " + i).nextError().code()).isEqualTo(4);
        }

        assertThat(vandal.isClosed()).isTrue();
        bob.say(Packets.keepAlive("bob")).next(PacketType.KEEP_ALIVE_RESPONSE);
    }

    @Test
    void loginsThatNameNobodyAreRefused() {
        FakePeer peer = server.connect(TCP);

        for (String user : new String[] {"", "0", "-1"}) {
            assertThat(peer.login(user).nextError().code()).isEqualTo(4);
        }
        app.toldExactly();
    }

    @Test
    void m3_unknownPacketTypesAreIgnored() {
        FakePeer alice = server.online("alice", TCP);

        alice.say("{\"type\":77,\"from\":\"alice\"}").say("{\"type\":50,\"from\":\"alice\"}");

        alice.seesNothing();
        assertThat(alice.isClosed()).isFalse();
    }

    @Test
    void accountsOfUsersWhoLeftAreGivenUp() {
        for (int i = 0; i < 100; i++) {
            server.online("user" + i, TCP).hangUp();
        }
        server.pass(Duration.ofMinutes(3));

        assertThat(((io.fingerpost.server.session.SessionRegistry) server.core().sessions()).accounts())
                .isZero();
    }

    @Test
    void m20_closingTheServerEndsEverySession() {
        FakePeer alice = server.online("alice", TCP);
        FakePeer bob = server.online("bob", UDP);
        app.events();

        server.core().close();
        server.settle();

        assertThat(alice.isClosed()).isTrue();
        assertThat(bob.isClosed()).isTrue();
        assertThat(app.events()).containsExactlyInAnyOrder("logout alice CLOSED", "logout bob CLOSED");
    }
}
