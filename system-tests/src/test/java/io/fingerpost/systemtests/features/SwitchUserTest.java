package io.fingerpost.systemtests.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.client.OfflineReason;
import io.fingerpost.core.ErrorCode;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.delivery.Delivery;
import io.fingerpost.core.delivery.DeliveryException;
import io.fingerpost.core.delivery.DeliveryState;
import io.fingerpost.server.LoginDecision;
import io.fingerpost.server.LoginRequest;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** M40: one client, one user after the other, and nothing of the first with the second. */
class SwitchUserTest {
    @AutoClose
    private final Scene scene = new Scene();

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp", "ws"})
    void m40_logoutAndLoginAsAnotherUser(String scheme) {
        TestServer server = scene.server();
        EventLog<LoginRequest> requests = new EventLog<>("requests");
        server.app.verify = r -> {
            requests.add(r);
            return LoginDecision.accept();
        };
        TestClient client = scene.client(server.url(scheme));
        client.login("alice");
        TestClient.get(client.im.logout());
        client.awaitOffline(OfflineReason.LOGGED_OUT, false);
        assertThat(client.im.userId()).isNull();
        assertThat(client.send("0", "nobody says this").state()).isEqualTo(DeliveryState.REJECTED);

        client.login("bob");
        client.sendConfirmed("0", "bob speaks");

        Protocal message = server.app.messages.awaitNext();
        assertThat(message.from()).isEqualTo("bob");
        requests.awaitNext();
        LoginRequest second = requests.awaitNext();
        assertThat(second.userId()).isEqualTo("bob");
        assertThat(second.token()).isEqualTo("token of bob");
        assertThat(second.relogin()).isFalse();
        server.app.events.await("logout alice LOGOUT");
        assertThat(server.sessions().isOnline("alice")).isFalse();

        TestClient.get(client.im.logout());
        client.awaitOffline(OfflineReason.LOGGED_OUT, false);
        client.login("alice"); // and back again
        client.sendConfirmed("0", "alice speaks");
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp", "ws"})
    void m40_others_theQueueOfOneUserNeverReachesTheNext(String scheme) {
        TestServer server = scene.server();
        TestClient witness = scene.online("witness", server.url("tcp"));
        TestClient client = scene.client(server.url(scheme));
        client.login("alice");
        client.im.networkLost();
        client.awaitOffline(OfflineReason.NETWORK_LOST, true);
        List<Delivery> ofAlice = List.of(client.send("witness", "of alice"), client.send("0", "of alice too"));

        TestClient.get(client.im.logout());
        client.im.networkAvailable();
        client.awaitOffline(OfflineReason.LOGGED_OUT, false);
        for (Delivery delivery : ofAlice) {
            DeliveryException why = TestClient.failure(delivery);
            assertThat(why.state()).isEqualTo(DeliveryState.LOST);
            assertThat(why.errorCode()).isEqualTo(ErrorCode.CLIENT_NOT_READY);
        }
        client.login("bob");
        client.sendConfirmed("witness", "of bob");

        assertThat(client.im.statistics().pendingMessages()).isZero();
        Protocal seen = witness.messages.awaitNext();
        assertThat(seen.dataContent()).isEqualTo("of bob");
        assertThat(seen.from()).isEqualTo("bob");
        assertThat(server.app.messages.all()).isEmpty();
    }

    @Test
    void m40_loginAsAnotherUserLogsTheFirstOneOut() {
        TestServer server = scene.server();
        TestClient client = scene.online("alice", server.url("tcp"));

        client.login("bob");

        client.awaitOffline(OfflineReason.LOGGED_OUT, false);
        server.app.events.await("logout alice LOGOUT");
        assertThat(client.im.userId()).isEqualTo("bob");
        assertThat(server.sessions().count()).isEqualTo(1);
    }

    @Test
    void m40_messagesForTheFirstUserAreNotShownToTheNext() {
        TestServer server = scene.server();
        TestClient client = scene.client(server.url("tcp"));
        CountDownLatch goOn = new CountDownLatch(1);
        client.login("alice");
        client.onMessage = m -> LoginTest.awaitUninterruptibly(goOn);
        server.sender().send("alice", "one, being read");
        server.sender().send("alice", "two, waiting");
        client.awaitText();

        var login = client.im.login("bob", "token of bob");
        server.app.events.await("login bob");
        server.sender()
                .send(Protocal.message("bob", "for bob")
                        .fp("the same fingerprint")
                        .build());
        goOn.countDown();

        assertThat(TestClient.get(login).accepted()).isTrue();
        client.awaitOffline(OfflineReason.LOGGED_OUT, false);
        client.awaitOnline();
        assertThat(client.awaitText()).isEqualTo("for bob");
    }

    @Test
    void m40_whatOneUserHasSeenIsNotKeptFromTheNext() {
        TestServer server = scene.server();
        TestClient client = scene.client(server.url("tcp"));
        for (String user : List.of("alice", "bob", "alice")) {
            client.login(user);
            Delivery delivery = server.sender()
                    .send(Protocal.message(user, "for " + user)
                            .fp("the same fingerprint")
                            .build());
            assertThat(TestClient.outcome(delivery)).isEqualTo(DeliveryState.DELIVERED);
            assertThat(client.awaitText()).isEqualTo("for " + user);
            TestClient.get(client.im.logout());
            client.awaitOffline(OfflineReason.LOGGED_OUT, false);
        }
    }
}
