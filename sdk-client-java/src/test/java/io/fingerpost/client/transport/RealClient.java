package io.fingerpost.client.transport;

import io.fingerpost.client.ClientState;
import io.fingerpost.client.ImClient;
import io.fingerpost.client.ImClientBuilder;
import io.fingerpost.client.LoginResult;
import io.fingerpost.client.session.RecordingListener;
import io.fingerpost.core.delivery.Delivery;
import io.fingerpost.core.delivery.DeliveryState;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** A client with real threads and sockets, and a listener that writes down what it hears. */
final class RealClient implements AutoCloseable {
    final RecordingListener listener = new RecordingListener();
    final ImClient client;

    RealClient(Consumer<ImClientBuilder> settings) {
        ImClientBuilder builder = ImClient.builder().listener(listener);
        settings.accept(builder);
        client = builder.build();
    }

    static RealClient of(MiniServer server) {
        return new RealClient(b -> b.server(server.address()));
    }

    static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(10));
    }

    LoginResult login() throws Exception {
        return client.login("alice", "secret").get(20, TimeUnit.SECONDS);
    }

    static DeliveryState outcome(Delivery delivery) throws Exception {
        return delivery.delivered().get(20, TimeUnit.SECONDS);
    }

    void awaitState(ClientState state) {
        await().until(() -> client.state() == state);
    }

    void awaitEvent(String event) {
        await().until(() -> listener.events().contains(event));
    }

    @Override
    public void close() {
        client.close();
    }
}
