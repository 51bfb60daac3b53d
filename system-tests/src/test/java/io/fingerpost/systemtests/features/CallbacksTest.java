package io.fingerpost.systemtests.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.client.ClientState;
import io.fingerpost.client.OfflineReason;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.delivery.Delivery;
import io.fingerpost.core.delivery.DeliveryState;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** M42: the client's callbacks. That they come one at a time and off the engine's threads, {@link TestClient} checks in every test. */
class CallbacksTest {
    private static final List<String> CALLBACKS =
            List.of("online", "offline", "message", "kicked", "error", "login future", "delivery future");
    private static final List<String> ACTIONS = List.of("send", "logout", "login", "close");

    @AutoClose
    private final Scene scene = new Scene();

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp", "ws"})
    void m42_everyCallbackComesInItsOrder(String scheme) {
        TestServer server = scene.server();
        TestClient alice = scene.online("alice", server.url(scheme));
        TestClient.outcome(server.sender().send("alice", "hello"));
        TestClient.failure(alice.send("nobody", "hello"));
        alice.im.networkLost();
        alice.im.networkAvailable();
        Wait.until(() -> alice.events.count(e -> e.startsWith("online")) == 2, "back again");
        server.sessions().kick("alice", "bye");
        alice.events.await("offline KICKED_OUT false");

        assertThat(alice.awaitText()).isEqualTo("hello");
        assertThat(alice.events.all()).contains("error 3"); // more than once if the message was repeated
        assertThat(alice.events.all().stream().filter(e -> !e.equals("error 3")))
                .containsExactly(
                        "online alice",
                        "offline NETWORK_LOST true",
                        "online alice",
                        "kicked 2 bye",
                        "offline KICKED_OUT false");
        alice.events.takeAll();
    }

    @Test
    void m42_oneAtATimeAndInOrderOnAnExecutorOfManyThreads() {
        ExecutorService many = Executors.newFixedThreadPool(4);
        scene.add(many::shutdown);
        TestServer server = scene.server();
        AtomicReference<String> thread = new AtomicReference<>();
        TestClient alice = scene.online(
                "alice",
                server.url("tcp"),
                b -> b.callbackExecutor(task -> many.execute(() -> {
                    Thread.currentThread().setName("pool of the application");
                    task.run();
                })));
        alice.onMessage = m -> thread.set(Thread.currentThread().getName());

        for (int i = 0; i < 200; i++) {
            server.sender().send("alice", String.valueOf(i));
        }

        List<Protocal> messages = alice.messages.awaitNext(200);
        for (int i = 0; i < 200; i++) {
            assertThat(messages.get(i).dataContent()).isEqualTo(String.valueOf(i));
        }
        assertThat(thread.get()).isEqualTo("pool of the application");
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp", "ws"})
    void m42_anExceptionInAnyCallbackHarmsNothing(String scheme) {
        TestServer server = scene.server();
        TestClient alice = scene.client(server.url(scheme)).forgiving();
        alice.onEvent = e -> {
            throw new IllegalStateException(e);
        };
        alice.onMessage = m -> {
            throw new AssertionError("errors of the JVM's kind, too");
        };

        alice.login("alice");
        alice.im.networkLost();
        alice.im.networkAvailable();
        alice.awaitOffline(OfflineReason.NETWORK_LOST, true);
        alice.awaitOnline();
        server.sender().send("alice", "fails");
        alice.awaitText();
        TestClient.failure(alice.send("nobody", "reported as an error, which fails"));
        alice.onMessage = m -> {};
        alice.sendConfirmed("0", "all is well");
        server.sessions().kick("alice", "bye");
        alice.events.await("kicked 2 bye");
        alice.awaitOffline(OfflineReason.KICKED_OUT, false);
        alice.login("alice");
        alice.sendConfirmed("0", "still");
    }

    static Stream<Arguments> m42_callingBackIntoTheClientFromAnyCallbackIsSafe() {
        return CALLBACKS.stream().flatMap(callback -> ACTIONS.stream().map(action -> Arguments.of(callback, action)));
    }

    @ParameterizedTest
    @MethodSource
    void m42_callingBackIntoTheClientFromAnyCallbackIsSafe(String callback, String action) {
        TestServer server = scene.server(s -> s.only("tcp"));
        Road road = scene.road(server, "tcp");
        TestClient alice = scene.client(road.url()).forgiving();
        EventLog<Delivery> sent = new EventLog<>("sent");
        EventLog<String> done = new EventLog<>("done");
        Runnable act = () -> {
            if (done.isEmpty()) { // once is enough
                act(alice, action, sent);
                done.add(action);
            }
        };
        alice.onEvent = e -> {
            if (e.startsWith(callback)) {
                act.run();
            }
        };
        alice.onMessage = m -> {
            if (callback.equals("message")) {
                act.run();
            }
        };

        provoke(callback, alice, server, road, act);

        assertThat(done.awaitNext()).isEqualTo(action);
        switch (action) {
            case "send" ->
                assertThat(TestClient.outcome(sent.awaitNext()))
                        .isIn(DeliveryState.DELIVERED, DeliveryState.REJECTED, DeliveryState.LOST);
            case "logout" -> Wait.until(() -> alice.im.userId() == null, "logged out");
            case "login" -> Wait.until(() -> "bob".equals(alice.im.userId()), "logged in as bob");
            default -> alice.awaitState(ClientState.CLOSED);
        }
    }

    private static void act(TestClient client, String action, EventLog<Delivery> sent) {
        switch (action) {
            case "send" -> sent.add(client.send("0", "from inside a callback"));
            case "logout" -> client.im.logout();
            case "login" -> client.im.login("bob", "token");
            default -> client.im.close();
        }
    }

    private static void provoke(String callback, TestClient client, TestServer server, Road road, Runnable act) {
        var login = client.im.login("alice", "token");
        if (callback.equals("login future")) {
            login.thenRun(act);
        }
        server.app.events.await("login alice");
        switch (callback) {
            case "offline" -> {
                TestClient.get(login);
                road.cut();
            }
            case "message" -> server.sender().send("alice", "hello");
            case "kicked" -> server.sessions().kick("alice", "out");
            case "error" -> {
                TestClient.get(login);
                client.send("nobody", "cannot be delivered");
            }
            case "delivery future" -> {
                TestClient.get(login);
                client.send("0", "hello").delivered().whenComplete((state, failure) -> act.run());
            }
            default -> {} // comes by itself
        }
    }

    @Test
    void m42_others_sendingInsideACallbackManyTimesOver() {
        TestServer server = scene.server();
        TestClient alice = scene.online("alice", server.url("tcp"));
        TestClient bob = scene.online("bob", server.url("udp"));
        int rounds = 100;
        bob.onMessage = m -> bob.send("alice", m.dataContent());
        alice.onMessage = m -> {
            int next = Integer.parseInt(m.dataContent()) + 1;
            if (next < rounds) {
                alice.send("bob", String.valueOf(next));
            }
        };

        alice.send("bob", "0");

        assertThat(alice.messages.awaitNext(rounds)).hasSize(rounds);
        assertThat(bob.messages.awaitNext(rounds)).hasSize(rounds);
        Wait.until(() -> alice.im.statistics().pendingMessages() == 0, "all confirmed");
        Wait.until(() -> bob.im.statistics().pendingMessages() == 0, "all confirmed");
    }
}
