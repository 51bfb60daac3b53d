package io.fingerpost.systemtests.raw;

import static io.fingerpost.core.Transport.TCP;
import static io.fingerpost.core.Transport.UDP;
import static io.fingerpost.core.Transport.WEBSOCKET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import io.fingerpost.core.Transport;
import io.fingerpost.server.LoginDecision;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Rules 1 to 3 of the wire format, from outside: who gets in, who is put out, and what nobody may do without a login. */
class LoginRulesTest {
    private final RawServer server = new RawServer();

    @AfterEach
    void close() {
        server.close();
    }

    private static JsonObject body(RawPeer peer, int type) {
        return peer.next(type).body();
    }

    private static void assertKicked(RawPeer peer) {
        WirePacket kickout = peer.next(WirePacket.KICKOUT);
        assertThat(kickout.from()).isEqualTo("0");
        assertThat(kickout.body().get("code").getAsInt()).isEqualTo(1);
        assertThat(kickout.body().get("reason").getAsString()).isNotEmpty();
        peer.isClosed();
    }

    private boolean isOnline(String user) {
        return server.server().sessions().isOnline(user);
    }

    // ---- rule 1 ----

    @ParameterizedTest
    @EnumSource
    void m21_refusalTellsItsCodeAndEndsAStream_whileADatagramPeerMayTryAgain(Transport transport) {
        server.app().verify = request -> LoginDecision.refuse(1_234);
        RawPeer alice = server.connect(transport).sendLogin("alice", 0);

        JsonObject answer = body(alice, WirePacket.LOGIN_RESPONSE);

        assertThat(answer.get("code").getAsInt()).isEqualTo(1_234);
        alice.isClosed();
        assertThat(isOnline("alice")).isFalse();
        if (!transport.isReliable()) {
            server.app().verify = request -> LoginDecision.accept();
            alice.login("alice");
        }
    }

    @ParameterizedTest
    @EnumSource
    void anApplicationThatCannotDecide_isAnErrorAndNotARefusal(Transport transport) {
        server.app().verify = request -> {
            throw new IllegalStateException("the database is down");
        };
        RawPeer alice = server.connect(transport).sendLogin("alice", 0);

        alice.nextError(2);
        alice.isClosed();
    }

    @ParameterizedTest
    @EnumSource
    void m22_repeatedLoginIsAnsweredAndTheApplicationIsNotAskedAgain(Transport transport) {
        RawPeer alice = server.connect(transport);
        long time = alice.login("alice");

        assertThat(alice.login("alice")).isEqualTo(time);
        assertThat(alice.login("alice", time)).isEqualTo(time);
        assertThat(alice.login("alice", time - 1)).isEqualTo(time);

        alice.isOpen();
        assertThat(server.app().count("verify alice")).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void m22_aSecondUserOnALiveSessionIsRefused(Transport transport) {
        RawPeer alice = server.online("alice", transport);

        alice.sendLogin("mallory", 0).nextError(4);

        alice.send(WirePacket.keepAlive("alice")).next(WirePacket.KEEP_ALIVE_RESPONSE);
        assertThat(isOnline("mallory")).isFalse();
        assertThat(server.app().count("verify mallory")).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void loginsThatNameNobodyAreRefused(Transport transport) {
        RawPeer peer = server.connect(transport);

        for (String user : new String[] {"", "0", "-1", "x".repeat(257)}) {
            peer.sendLogin(user, 0).nextError(4);
        }
        peer.send("{\"type\":0,\"from\":\"alice\",\"to\":\"0\"}").nextError(4);
        peer.send("{\"type\":0,\"dataContent\":\"alice\"}").nextError(4);

        assertThat(server.app().events()).isEmpty();
        peer.login("alice");
    }

    @ParameterizedTest
    @EnumSource
    void m23_afterALogoutTheSessionIsOver(Transport transport) {
        RawPeer alice = server.online("alice", transport);

        alice.send(WirePacket.logout("alice"));

        server.app().isTold("logout alice LOGOUT");
        alice.isClosed();
        if (!transport.isReliable()) {
            alice.send(WirePacket.keepAlive("alice")).nextError(301);
            alice.login("bob");
        }
    }

    // ---- rule 2 ----

    @ParameterizedTest
    @CsvSource({"TCP,TCP", "UDP,UDP", "WEBSOCKET,WEBSOCKET", "TCP,UDP", "UDP,WEBSOCKET", "WEBSOCKET,TCP"})
    void m26_aNewerFirstLoginKicksTheOlderSession(Transport before, Transport after) {
        RawPeer old = server.online("alice", before);

        RawPeer fresh = server.connect(after);
        fresh.login("alice");

        assertKicked(old);
        fresh.isOpen();
        assertThat(server.server().sessions().count()).isEqualTo(1);
        server.app().isTold("logout alice KICKED_BY_DUPLICATE_LOGIN");
    }

    @ParameterizedTest
    @EnumSource
    void m26_aGreaterFirstLoginTimeKicksToo(Transport transport) {
        RawPeer old = server.connect(transport);
        long time = old.login("alice");

        RawPeer later = server.connect(transport);

        assertThat(later.login("alice", time + 1)).isEqualTo(time + 1);
        assertKicked(old);
        later.isOpen();
    }

    @ParameterizedTest
    @CsvSource({"TCP,TCP", "UDP,UDP", "WEBSOCKET,WEBSOCKET", "TCP,UDP", "UDP,WEBSOCKET", "WEBSOCKET,TCP"})
    void m26_anEqualFirstLoginTimeIsTheSameClientAndReplacesSilently(Transport before, Transport after) {
        RawPeer old = server.connect(before);
        long time = old.login("alice");

        RawPeer again = server.connect(after);

        assertThat(again.login("alice", time)).isEqualTo(time);
        old.seesNothing().isClosed();
        again.isOpen();
        server.app().isTold("logout alice CLOSED");
    }

    @ParameterizedTest
    @EnumSource
    void m26_aSmallerFirstLoginTimeIsAClientThatMissedItsKickOut(Transport transport) {
        RawPeer first = server.connect(transport);
        long earlier = first.login("alice");
        RawPeer second = server.online("alice", transport);
        assertKicked(first);

        RawPeer back = server.connect(transport).sendLogin("alice", earlier);

        assertKicked(back);
        second.isOpen();
        assertThat(isOnline("alice")).isTrue();
    }

    @Test
    void m26_manyLoginsOfOneUserAtTheSameMomentLeaveOneSession() {
        List<RawPeer> peers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            for (Transport transport : Transport.values()) {
                peers.add(server.connect(transport));
            }
        }
        peers.forEach(peer -> peer.sendLogin("alice", 0));

        Map<RawPeer, List<Integer>> all = new LinkedHashMap<>();
        peers.forEach(peer -> all.put(peer, new ArrayList<>(List.of(peer.next().type()))));
        await("all but one to be kicked out, so that what else there is to see was sent")
                .atMost(RawPeer.SOON)
                .until(() -> server.app().count("login alice")
                        == server.app().count("logout alice KICKED_BY_DUPLICATE_LOGIN") + 1);
        int left = 0;
        int answered = 0;
        for (RawPeer peer : peers) {
            List<Integer> seen = all.get(peer);
            peer.allUntilQuietFor(RawPeer.QUIET).forEach(packet -> seen.add(packet.type()));
            assertThat(seen)
                    .isIn(
                            List.of(WirePacket.LOGIN_RESPONSE),
                            List.of(WirePacket.LOGIN_RESPONSE, WirePacket.KICKOUT),
                            List.of(WirePacket.KICKOUT)); // put out before it was told that it is in
            left += seen.contains(WirePacket.KICKOUT) ? 0 : 1;
            answered += seen.contains(WirePacket.LOGIN_RESPONSE) ? 1 : 0;
        }

        assertThat(left).isEqualTo(1);
        assertThat(server.server().sessions().count()).isEqualTo(1);
        assertThat(server.app().count("login alice")).isEqualTo(answered);
        assertThat(server.app().count("logout alice KICKED_BY_DUPLICATE_LOGIN")).isEqualTo(answered - 1);
    }

    @ParameterizedTest
    @EnumSource
    void aKickedClientsLateAckDoesNotReviveItsSession(Transport transport) {
        RawPeer alice = server.online("alice", transport);
        server.server().sessions().kick("alice", "spam");
        WirePacket kickout = alice.next(WirePacket.KICKOUT);
        assertThat(kickout.body().get("code").getAsInt()).isEqualTo(2);
        assertThat(kickout.body().get("reason").getAsString()).isEqualTo("spam");

        if (transport.isReliable()) {
            alice.isClosed();
        } else {
            alice.send(WirePacket.ack("alice", "bob", "fp-1")).nextError(301);
        }
        server.app().isTold("logout alice KICKED_BY_ADMINISTRATOR");
        assertThat(isOnline("alice")).isFalse();
    }

    // ---- rule 3, before a login ----

    @ParameterizedTest
    @EnumSource
    void m28_whateverComesBeforeALoginGets301WithThePacketInside(Transport transport) {
        for (String packet : new String[] {
            WirePacket.keepAlive("alice"),
            WirePacket.message("alice", "bob", "fp-1"),
            WirePacket.logout("alice"),
            WirePacket.ack("alice", "bob", "fp-1"),
            "{\"type\":77,\"from\":\"alice\"}"
        }) {
            RawPeer stranger = server.connect(transport).send(packet);

            WirePacket error = stranger.nextError(301);

            assertThat(error.body().get("errorMsg").getAsString()).isEqualTo(packet);
            stranger.isClosed();
        }
    }

    @ParameterizedTest
    @EnumSource
    void m29_echoNeedsNoLogin(Transport transport) {
        RawPeer stranger = server.connect(transport);

        stranger.isOpen();
        stranger.isOpen();

        stranger.login("alice");
    }

    @Test
    void m3_unknownTypesAndKeysAreIgnored() {
        for (Transport transport : new Transport[] {TCP, UDP, WEBSOCKET}) {
            RawPeer alice = server.online("alice-" + transport, transport);

            alice.send("{\"type\":77,\"from\":\"" + alice.user() + "\"}");
            alice.send("{\"type\":50,\"from\":\"" + alice.user() + "\",\"unknown\":{\"a\":[1]}}");
            alice.send("{\"type\":1,\"from\":\"" + alice.user() + "\",\"retryCount\":3,\"x\":null}");

            alice.next(WirePacket.KEEP_ALIVE_RESPONSE);
        }
    }
}
