package io.fingerpost.systemtests.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.client.ClientException;
import io.fingerpost.client.OfflineReason;
import io.fingerpost.client.Profile;
import io.fingerpost.core.ErrorCode;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.delivery.Delivery;
import io.fingerpost.core.delivery.DeliveryException;
import io.fingerpost.core.delivery.DeliveryState;
import io.fingerpost.testkit.BadNetworkRelay.Direction;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** M44: how each error code comes about. */
class ErrorCodesTest {
    @AutoClose
    private final Scene scene = new Scene();

    @Test
    void m44_code0_ok() {
        TestServer server = scene.server();
        assertThat(scene.client(server.url("tcp")).login("alice").code()).isEqualTo(ErrorCode.OK);
    }

    @Test
    void m44_code1_whatWasPendingWhenTheClientWasKickedOut() {
        TestServer server = scene.server();
        server.app.onC2s = p -> server.sessions().kick("alice", "enough");
        Road road = scene.road(server, "udp");
        TestClient alice = scene.online("alice", road.url());

        Delivery delivery = alice.send("0", "kick me before you acknowledge this");

        alice.events.await("kicked 2 enough");
        alice.awaitOffline(OfflineReason.KICKED_OUT, false);
        assertThat(TestClient.failure(delivery).errorCode()).isEqualTo(ErrorCode.NOT_LOGGED_IN);
    }

    @Test
    void m44_code2_somethingFailedInTheApplication() {
        TestServer server = scene.server();
        TestClient alice = scene.client(server.url("tcp"));

        CompletableFuture<?> login = alice.im.login("alice", () -> {
            throw new IllegalStateException("no token to be had");
        });

        assertCode(login, ErrorCode.UNKNOWN, "token supplier");
    }

    @Test
    void m44_code3_couldNotBeDelivered() {
        TestServer server = scene.server();
        TestClient alice = scene.online("alice", server.url("tcp"));

        DeliveryException why = TestClient.failure(alice.send("nobody", "hello"));

        assertThat(why.errorCode()).isEqualTo(ErrorCode.SEND_FAILED);
        alice.events.await("error 3");
    }

    @Test
    void m44_code3_notConfirmedInTime() {
        TestServer server = scene.server();
        Road road = scene.road(server, "udp");
        TestClient alice = scene.online("alice", road.url(), b -> b.sendTimeout(1, TimeUnit.SECONDS));
        road.loseAll(Direction.TO_TARGET);

        DeliveryException why = TestClient.failure(alice.send("0", "hello"));

        assertThat(why.state()).isEqualTo(DeliveryState.LOST);
        assertThat(why.errorCode()).isEqualTo(ErrorCode.SEND_FAILED);
        assertThat(why).hasMessageContaining("1 s");
    }

    @Test
    void m44_code4_invalid() {
        TestServer server = scene.server();
        TestClient alice = scene.online("alice", server.url("tcp"));

        assertRejected(alice.send("0", "x".repeat(70_000)), ErrorCode.INVALID_PACKET, "too large");
        assertRejected(alice.send("", "to whom?"), ErrorCode.INVALID_PACKET, "receiver");
        assertCode(alice.im.login("0", "token"), ErrorCode.INVALID_PACKET, "cannot be the id");
        assertCode(alice.im.login("", "token"), ErrorCode.INVALID_PACKET, "cannot be the id");
    }

    @Test
    void m44_code201_connectionBroken() {
        TestServer server = scene.server();
        Road road = scene.road(server, "tcp");
        TestClient alice = scene.online("alice", road.url());
        road.swallow(); // it comes back, but only when it is allowed to
        road.cut();
        alice.awaitOffline(OfflineReason.CONNECTION_BROKEN, true);
        assertThat(OfflineReason.CONNECTION_BROKEN.errorCode()).isEqualTo(ErrorCode.CONNECTION_BROKEN);

        Delivery unconfirmed =
                alice.im.sender().send(Protocal.message("0", "once").qos(false).build());

        assertRejected(unconfirmed, ErrorCode.CONNECTION_BROKEN, "not online");
    }

    @Test
    void m44_code202_cannotConnect() {
        assertCode(scene.client("tcp://127.0.0.1:1").im.login("a", "t"), ErrorCode.CANNOT_CONNECT, "127.0.0.1");
        assertCode(scene.client("ws://127.0.0.1:1").im.login("a", "t"), ErrorCode.CANNOT_CONNECT, "127.0.0.1");
        assertCode(scene.client("udp://127.0.0.1:1").im.login("a", "t"), ErrorCode.CANNOT_CONNECT, "127.0.0.1");
        assertCode(
                scene.client("tcp://no-such-host.invalid:8901").im.login("a", "t"),
                ErrorCode.CANNOT_CONNECT,
                "no-such-host.invalid");
    }

    @Test
    void m44_code202_noAnswer() {
        TestServer server = scene.server();
        Road road = scene.road(server, "tcp");
        road.swallow();
        TestClient alice = scene.client(
                road.url(), b -> b.connectTimeout(200, TimeUnit.MILLISECONDS).loginTimeout(200, TimeUnit.MILLISECONDS));

        assertCode(alice.im.login("alice", "token"), ErrorCode.CANNOT_CONNECT, "answer");
    }

    @Test
    void m44_code203_notLoggedInOrClosed() {
        TestServer server = scene.server();
        TestClient alice = scene.client(server.url("tcp"));
        assertRejected(alice.send("0", "too early"), ErrorCode.CLIENT_NOT_READY, "log in");

        alice.im.close();

        assertRejected(alice.send("0", "too late"), ErrorCode.CLIENT_NOT_READY, "closed");
        assertCode(alice.im.login("alice", "token"), ErrorCode.CLIENT_NOT_READY, "closed");
    }

    @Test
    void m44_code204_noNetwork() {
        TestServer server = scene.server();
        TestClient alice = scene.client(server.url("tcp"));
        alice.im.networkLost();

        assertCode(alice.im.login("alice", "token"), ErrorCode.NO_LOCAL_NETWORK, "no network");

        alice.im.networkAvailable();
        alice.login("alice");
    }

    @Test
    void m44_code205_noServer() {
        assertCode(scene.client("").im.login("alice", "token"), ErrorCode.NO_SERVER_ADDRESS, "no server");
    }

    @Test
    void m44_code301_theServerDoesNotKnowTheSession() {
        TestServer server = scene.server(TestServer.Settings::restartable);
        TestClient alice = scene.online("alice", server.url("udp"), b -> b.heartbeat(30, TimeUnit.SECONDS));

        server.stop();
        server.startAgain(); // without a memory of alice, who has not noticed
        alice.send("0", "who am I?");

        assertExpiredAndBackAgain(server, alice);
    }

    @Test
    void m44_code301_base_theServerDoesNotKnowTheAddress() {
        TestServer server = scene.server();
        Road road = scene.road(server, "udp");
        // In the link profile the session goes on at the new address, see SessionsTest.
        TestClient alice = scene.online("alice", road.url(), b -> b.profile(Profile.BASE));

        road.cut(); // the next packet reaches the server from another address
        alice.send("0", "who am I?");

        assertExpiredAndBackAgain(server, alice);
    }

    private static void assertExpiredAndBackAgain(TestServer server, TestClient alice) {
        alice.events.await("error 301");
        alice.awaitOffline(OfflineReason.SESSION_EXPIRED, true);
        alice.awaitOnline();
        server.app.events.await("c2s alice who am I?");
    }

    private static void assertCode(CompletableFuture<?> login, int code, String words) {
        Throwable why = TestClient.failureOf(login);
        assertThat(why).isInstanceOf(ClientException.class).hasMessageContaining(words);
        assertThat(((ClientException) why).errorCode()).isEqualTo(code);
    }

    private static void assertRejected(Delivery delivery, int code, String words) {
        assertThat(delivery.state()).isEqualTo(DeliveryState.REJECTED);
        DeliveryException why = TestClient.failure(delivery);
        assertThat(why).hasMessageContaining(words);
        assertThat(why.errorCode()).isEqualTo(code);
    }
}
