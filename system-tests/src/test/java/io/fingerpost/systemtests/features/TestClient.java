package io.fingerpost.systemtests.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.client.ClientListener;
import io.fingerpost.client.ClientState;
import io.fingerpost.client.ImClient;
import io.fingerpost.client.ImClientBuilder;
import io.fingerpost.client.LoginResult;
import io.fingerpost.client.OfflineReason;
import io.fingerpost.client.Profile;
import io.fingerpost.client.ReconnectPolicy;
import io.fingerpost.core.ErrorCode;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.delivery.Delivery;
import io.fingerpost.core.delivery.DeliveryException;
import io.fingerpost.core.delivery.DeliveryState;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A client that writes down what it is told. What a test did not ask for by the end is a failure of the test: {@link #close} finds a
 * message that came twice, or an outage that nobody expected. So are callbacks on a thread of the client's engine, and two at a time.
 */
final class TestClient implements AutoCloseable {
    /**
     * What comes as often as it likes: reports of failed attempts to come back, and of messages that failed, each of which a repeat that
     * was under way makes fail again.
     */
    private static final Set<String> NOISE = Set.of(
            "error " + ErrorCode.SEND_FAILED,
            "error " + ErrorCode.CONNECTION_BROKEN,
            "error " + ErrorCode.CANNOT_CONNECT,
            "error " + ErrorCode.SERVER_NOT_LOGGED_IN);

    /** What the clients speak unless a test says otherwise. The build runs these tests once with each. */
    static final Profile PROFILE = Profile.valueOf(System.getProperty("features.profile", "LINK"));
    /** How a message to another user ends once he has it: the base profile does not tell this from being accepted. */
    static final DeliveryState RECEIVED = PROFILE == Profile.LINK ? DeliveryState.DELIVERED : DeliveryState.ACCEPTED;

    final EventLog<Protocal> messages = new EventLog<>("messages");
    /** Short lines: {@code online alice}, {@code offline CLOSED false}, {@code kicked 2 spam}, {@code error 3}. */
    final EventLog<String> events = new EventLog<>("events");
    /** The words of what was reported as an error. */
    final EventLog<String> errorTexts = new EventLog<>("error texts");

    /** What the application does with a message, on the callback thread. */
    volatile Consumer<Protocal> onMessage = m -> {};
    /** What the application does when it is told anything else. */
    volatile Consumer<String> onEvent = e -> {};

    final ImClient im;
    private final CopyOnWriteArrayList<String> violations = new CopyOnWriteArrayList<>();
    private volatile boolean forgiving;

    TestClient(String url, Consumer<ImClientBuilder> change) {
        ImClientBuilder builder = ImClient.builder()
                .profile(PROFILE)
                .reconnect(ReconnectPolicy.exponential(50, 400, TimeUnit.MILLISECONDS))
                .listener(new Recorder());
        if (!url.isEmpty()) {
            builder.server(url);
        }
        change.accept(builder);
        im = builder.build();
    }

    /** Logs in, which has to succeed. */
    LoginResult login(String user) {
        LoginResult result = get(im.login(user, "token of " + user));
        assertThat(result.accepted()).as("login of " + user).isTrue();
        awaitOnline();
        return result;
    }

    Delivery send(String to, String text) {
        return im.sender().send(to, text);
    }

    /** Sends a message to somebody who is there, and waits until it is confirmed that he has it. Returns its fingerprint. */
    String sendConfirmed(String to, String text) {
        Delivery delivery = send(to, text);
        assertThat(outcome(delivery)).isEqualTo(to.equals(Protocal.SERVER_ID) ? DeliveryState.DELIVERED : RECEIVED);
        return delivery.fingerprint();
    }

    /**
     * Sends a message to somebody who is not there, and waits until the server is responsible for it. In the base profile this is its
     * outcome; in the link profile it has none yet.
     */
    Delivery sendForLater(String to, String text) throws ExecutionException {
        Delivery delivery = send(to, text);
        assertThat(accepted(delivery)).isEqualTo(DeliveryState.ACCEPTED);
        assertThat(delivery.isDone()).isEqualTo(PROFILE == Profile.BASE);
        return delivery;
    }

    /** Waits until somebody else is responsible for a message. */
    static DeliveryState accepted(Delivery delivery) throws ExecutionException {
        return await(delivery.accepted());
    }

    /** Waits for the outcome of a message. */
    static DeliveryState outcome(Delivery delivery) {
        try {
            return await(delivery.delivered());
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(DeliveryException.class);
            return ((DeliveryException) e.getCause()).state();
        }
    }

    /** Waits until a message has failed, and says how. */
    static DeliveryException failure(Delivery delivery) {
        try {
            throw new AssertionError("expected a failure, got " + await(delivery.delivered()));
        } catch (ExecutionException e) {
            return (DeliveryException) e.getCause();
        }
    }

    /** Waits for a future that has to succeed. */
    static <T> T get(CompletableFuture<T> future) {
        try {
            return await(future);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }

    /** Waits for a future that has to fail, and says how. */
    static Throwable failureOf(CompletableFuture<?> future) {
        try {
            throw new AssertionError("expected a failure, got " + await(future));
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    private static <T> T await(CompletableFuture<T> future) throws ExecutionException {
        try {
            return future.get(EventLog.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("no outcome within " + EventLog.PATIENCE, e);
        }
    }

    String awaitText() {
        return messages.awaitNext().dataContent();
    }

    void awaitOnline() {
        events.await("online", e -> e.startsWith("online "));
    }

    void awaitOffline(OfflineReason reason, boolean willReconnect) {
        events.await("offline " + reason + ' ' + willReconnect);
    }

    void awaitState(ClientState state) {
        Wait.until(() -> im.state() == state, "state " + state);
    }

    /** Lets everything pass that was told and not asked for: for tests of something else. */
    TestClient forgiving() {
        forgiving = true;
        return this;
    }

    @Override
    public void close() {
        boolean loggedIn = im.userId() != null;
        im.close();
        if (!forgiving) {
            if (loggedIn) {
                awaitOffline(OfflineReason.CLOSED, false);
            }
            events.forget(NOISE::contains);
            assertThat(events.takeAll()).as("events that nobody expected").isEmpty();
            assertThat(messages.takeAll()).as("messages that nobody expected").isEmpty();
        }
        assertThat(violations).as("broken rules of callbacks").isEmpty();
    }

    private final class Recorder implements ClientListener {
        private final AtomicInteger inside = new AtomicInteger();

        @Override
        public void onOnline(LoginResult result) {
            tell("online " + result.userId());
        }

        @Override
        public void onOffline(OfflineReason reason, boolean willReconnect) {
            tell("offline " + reason + ' ' + willReconnect);
        }

        @Override
        public void onMessage(Protocal message) {
            guarded(() -> {
                messages.add(message);
                onMessage.accept(message);
            });
        }

        @Override
        public void onKickedOut(int code, String reason) {
            tell("kicked " + code + ' ' + reason);
        }

        @Override
        public void onError(int errorCode, String message) {
            errorTexts.add(message);
            tell("error " + errorCode);
        }

        private void tell(String event) {
            guarded(() -> {
                events.add(event);
                onEvent.accept(event);
            });
        }

        private void guarded(Runnable callback) {
            String thread = Thread.currentThread().getName();
            if (thread.startsWith("fingerpost-client-") && !thread.startsWith("fingerpost-client-callbacks")) {
                violations.add("a callback on " + thread);
            }
            if (inside.incrementAndGet() > 1) {
                violations.add("two callbacks at a time");
            }
            try {
                callback.run();
            } finally {
                inside.decrementAndGet();
            }
        }
    }
}
