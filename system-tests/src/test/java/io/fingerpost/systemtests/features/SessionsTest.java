package io.fingerpost.systemtests.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.client.ClientState;
import io.fingerpost.client.OfflineReason;
import io.fingerpost.client.Profile;
import io.fingerpost.core.Transport;
import io.fingerpost.server.UserSession;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** M23, M26 and M27: who is logged in, how it began and how it ended. */
class SessionsTest {
    @AutoClose
    private final Scene scene = new Scene();

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp", "ws"})
    void m23_logoutIsToldOnceWithItsReason(String scheme) {
        TestServer server = scene.server();
        TestClient alice = scene.online("alice", server.url(scheme));

        TestClient.get(alice.im.logout());

        alice.awaitOffline(OfflineReason.LOGGED_OUT, false);
        server.app.events.await("logout alice LOGOUT");
        assertThat(server.sessions().isOnline("alice")).isFalse();
        assertOneSession(server);
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp", "ws"})
    void m23_closingTheClientIsALogoutToo(String scheme) {
        TestServer server = scene.server();
        TestClient alice = scene.online("alice", server.url(scheme));

        alice.im.close();

        alice.awaitOffline(OfflineReason.CLOSED, false);
        server.app.events.await("logout alice LOGOUT");
        assertOneSession(server);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "ws"})
    void m23_aBrokenConnectionIsToldAsClosed(String scheme) {
        TestServer server = scene.server();
        Road road = scene.road(server, scheme);
        TestClient alice = scene.online("alice", road.url());

        road.cut();

        server.app.events.await("logout alice CLOSED");
        alice.awaitOffline(OfflineReason.CONNECTION_BROKEN, true);
        alice.awaitOnline();
        alice.sendConfirmed("0", "so the callbacks before it are over");
        assertThat(server.app.count("login alice")).isEqualTo(2);
        assertThat(server.app.count("logout alice")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    void m23_silenceIsToldAsTimeout(String scheme) {
        TestServer server = scene.server(s -> s.expiryMillis(300));
        RawPeer raw = scene.add(RawPeer.of(scheme, server));
        raw.logIn("alice");

        server.app.events.await("logout alice TIMEOUT");

        assertThat(server.sessions().isOnline("alice")).isFalse();
        assertOneSession(server);
    }

    @ParameterizedTest
    @CsvSource({"udp,tcp", "tcp,ws", "ws,udp", "udp,udp"})
    void m26_aDuplicateLoginKicksTheOlderSession(String older, String newer) {
        TestServer server = scene.server();
        TestClient first = scene.online("alice", server.url(older));
        TestClient second = scene.online("alice", server.url(newer));

        first.events.await("kicked", e -> e.startsWith("kicked 1 "));
        first.awaitOffline(OfflineReason.KICKED_OUT, false);
        server.app.events.await("logout alice KICKED_BY_DUPLICATE_LOGIN");

        assertThat(first.im.state()).isEqualTo(ClientState.DISCONNECTED);
        assertThat(first.im.userId()).isNull();
        second.sendConfirmed("0", "I am here");
        assertThat(server.sessions().count()).isEqualTo(1);
        Wait.whileHolds(
                Duration.ofMillis(300), () -> server.app.count("verify") == 2, "the kicked one does not come back");
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp", "ws"})
    void m26_anAdministratorsKickCarriesItsReason(String scheme) {
        TestServer server = scene.server();
        TestClient alice = scene.online("alice", server.url(scheme));

        assertThat(server.sessions().kick("alice", "spam")).isTrue();

        alice.events.await("kicked 2 spam");
        alice.awaitOffline(OfflineReason.KICKED_OUT, false);
        server.app.events.await("logout alice KICKED_BY_ADMINISTRATOR");
        assertThat(server.sessions().kick("alice", "again")).isFalse();
        assertOneSession(server);
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp", "ws"})
    void m26_others_aPhoneKickingItself(String scheme) {
        TestServer server = scene.server();
        Road road = scene.road(server, scheme);
        TestClient alice = scene.online("alice", road.url());

        boolean sessionMoves = scheme.equals("udp") && TestClient.PROFILE == Profile.LINK;
        for (int i = 0; i < 5; i++) {
            InetSocketAddress before = addressOf(server, "alice");
            road.cut(); // over UDP, the server sees the next packet come from another address
            if (scheme.equals("udp")) {
                alice.im.networkAvailable(); // looks at once whether the connection still works
            }
            if (sessionMoves) {
                Wait.until(() -> !addressOf(server, "alice").equals(before), "the session at the new address");
            } else {
                alice.events.await("offline", e -> e.startsWith("offline ") && e.endsWith(" true"));
                alice.awaitOnline();
            }
        }

        alice.sendConfirmed("0", "still me");
        assertThat(server.app.count("login")).isEqualTo(sessionMoves ? 1 : 6);
        assertThat(server.sessions().count()).isEqualTo(1);
        assertThat(server.app.events.all()).noneMatch(e -> e.contains("KICKED"));
        assertThat(alice.events.all()).noneMatch(e -> e.startsWith("kicked"));
    }

    private static InetSocketAddress addressOf(TestServer server, String user) {
        return server.sessions().find(user).orElseThrow().remoteAddress();
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    void m26_aClientThatMissedItsOwnKickOutIsKickedWhenItComesBack(String scheme) {
        TestServer server = scene.server();
        RawPeer first = scene.add(RawPeer.of(scheme, server));
        long time = first.logIn("alice");
        TestClient second = scene.online("alice", server.url(scheme));
        first.await(54);

        RawPeer back = scene.add(RawPeer.of(scheme, server));
        back.send(RawPeer.login("alice", time));

        back.await(54);
        second.sendConfirmed("0", "still here");
        assertThat(server.sessions().count()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    void others_aKickedClientsLateAckDoesNotReviveItsSession(String scheme) {
        TestServer server = scene.server();
        RawPeer raw = scene.add(RawPeer.of(scheme, server));
        raw.logIn("alice");
        var delivery = server.sender().send("alice", "read me");
        raw.await(2);

        server.sessions().kick("alice", "out");
        raw.await(54);
        server.app.events.await("s2cLost " + delivery.fingerprint());
        if (scheme.equals("udp")) {
            raw.send(RawPeer.ack("alice", "0", delivery.fingerprint()));
            assertThat(raw.awaitError()).isEqualTo(301);
        } else {
            raw.awaitClosed();
        }

        assertThat(server.sessions().isOnline("alice")).isFalse();
        assertThat(server.sessions().count()).isZero();
        assertThat(server.app.count("s2cDelivered")).isZero();
    }

    @Test
    void m27_oneUserAllUsersAndTheCount() {
        TestServer server = scene.server();
        assertThat(server.sessions().count()).isZero();
        assertThat(server.sessions().find("alice")).isEmpty();
        Instant before = Instant.now().minusMillis(1);
        scene.online("alice", server.url("udp"));
        scene.online("bob", server.url("tcp"));
        TestClient carol = scene.online("carol", server.url("ws"));

        assertThat(server.sessions().count()).isEqualTo(3);
        assertThat(server.sessions().isOnline("alice")).isTrue();
        assertThat(server.sessions().isOnline("dave")).isFalse();
        assertThat(server.sessions().all())
                .extracting(UserSession::userId)
                .containsExactlyInAnyOrder("alice", "bob", "carol");
        UserSession session = server.sessions().find("carol").orElseThrow();
        assertThat(session.transport()).isEqualTo(Transport.WEBSOCKET);
        assertThat(session.remoteAddress().getAddress().isLoopbackAddress()).isTrue();
        assertThat(session.remoteAddress().getPort()).isPositive();
        assertThat(session.loginTime()).isBetween(before, Instant.now());
        assertThat(server.sessions().find("alice").orElseThrow().transport()).isEqualTo(Transport.UDP);
        assertThat(server.sessions().find("bob").orElseThrow().transport()).isEqualTo(Transport.TCP);

        TestClient.get(carol.im.logout());
        carol.awaitOffline(OfflineReason.LOGGED_OUT, false);
        server.app.events.await("logout carol LOGOUT");
        assertThat(session.isOnline()).isFalse();
        assertThat(session.userId()).isEqualTo("carol");
        assertThat(server.sessions().count()).isEqualTo(2);
    }

    private static void assertOneSession(TestServer server) {
        assertThat(server.app.count("login")).isEqualTo(1);
        assertThat(server.app.count("logout")).isEqualTo(1);
    }
}
