package io.fingerpost.systemtests.features;

import io.fingerpost.client.ImClientBuilder;
import io.fingerpost.testkit.NetworkConditions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/** Everything that takes part in one test, closed at its end in the opposite order, clients with their last checks included. */
final class Scene implements AutoCloseable {
    private final long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
    private final SplittableRandom random = new SplittableRandom(seed);
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    /** Starts a server with all transports. */
    TestServer server() {
        return server(s -> {});
    }

    TestServer server(Consumer<TestServer.Settings> change) {
        return add(new TestServer(change));
    }

    /** Makes a client that is not logged in. */
    TestClient client(String url) {
        return client(url, b -> {});
    }

    TestClient client(String url, Consumer<ImClientBuilder> change) {
        return add(new TestClient(url, change));
    }

    /** Makes a client and logs it in. */
    TestClient online(String user, String url) {
        return online(user, url, b -> {});
    }

    TestClient online(String user, String url, Consumer<ImClientBuilder> change) {
        TestClient client = client(url, change);
        client.login(user);
        return client;
    }

    /** Makes a good road to a server. */
    Road road(TestServer server, String scheme) {
        return road(server, scheme, NetworkConditions.PERFECT);
    }

    Road road(TestServer server, String scheme, NetworkConditions conditions) {
        return add(Road.to(server.address(scheme), scheme, conditions, random.nextLong()));
    }

    /** Returns where the randomness of all roads starts; {@code -Dseed} sets it. The same seed makes runs similar, not equal. */
    long seed() {
        return seed;
    }

    /** Adds something that is to be closed at the end of the test. */
    <T extends AutoCloseable> T add(T part) {
        parts.push(part);
        return part;
    }

    @Override
    public void close() {
        Throwable first = null;
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception | AssertionError e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first instanceof AssertionError ? (AssertionError) first : new AssertionError(first);
        }
    }
}
