package io.fingerpost.client.session;

import io.fingerpost.client.ImClient;
import io.fingerpost.client.ImClientBuilder;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.delivery.Delivery;
import io.fingerpost.testkit.NetworkConditions;
import io.fingerpost.testkit.VirtualLoop;
import io.fingerpost.testkit.VirtualTime;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A client under virtual time with a server that speaks the link profile, and callbacks in the same thread. */
@SuppressWarnings("FutureReturnValueIgnored") // tests look at the listener instead
final class LinkFixture {
    final VirtualTime time;
    final VirtualLoop loop;
    final LinkServer server;
    final RecordingListener listener = new RecordingListener();
    final ClientCore client;

    LinkFixture(long seed, Executor callbacks, Consumer<ImClientBuilder> settings) {
        this(new VirtualTime(seed), null, callbacks, Runnable::run, settings);
    }

    LinkFixture(
            VirtualTime time,
            @Nullable LinkServer server,
            Executor callbacks,
            Executor disk,
            Consumer<ImClientBuilder> settings) {
        this.time = time;
        this.loop = time.newLoop("client");
        this.server = server == null ? new LinkServer(time) : server;
        this.server.clientLoop = loop;
        ImClientBuilder builder = ImClient.builder().listener(listener);
        settings.accept(builder);
        Random random = new Random(time.newRandom().nextLong());
        client = new ClientCore(builder.config(), loop, this.server, callbacks, disk, random, () -> {});
    }

    /** The client's process is killed, as by kill -9: nothing of it happens any more. */
    void kill() {
        loop.close();
        if (!server.connections.isEmpty()) {
            server.last().vanish();
        }
    }

    static LinkFixture tcp() {
        return with(b -> b.server("tcp://one"));
    }

    static LinkFixture udp() {
        return with(b -> b.server("udp://one"));
    }

    static LinkFixture with(Consumer<ImClientBuilder> settings) {
        return new LinkFixture(ClientFixture.SEED, Runnable::run, settings);
    }

    /** Lets every datagram of later connections take so long each way. */
    LinkFixture delay(long millis) {
        server.conditions =
                NetworkConditions.builder().delay(Duration.ofMillis(millis)).build();
        return this;
    }

    /** Logs alice in, and forgets what was told about it. */
    LinkFixture online() {
        client.login("alice", "secret");
        await(() -> client.state().isOnline());
        listener.expect("online alice");
        return this;
    }

    void run() {
        time.runFor(Duration.ZERO);
    }

    void advance(long amount, TimeUnit unit) {
        time.runFor(Duration.ofNanos(unit.toNanos(amount)));
    }

    void await(BooleanSupplier condition) {
        time.runUntil(condition, Duration.ofMinutes(2));
    }

    /** The connection breaks, and the client comes back. */
    void reconnect() {
        server.last().breakDown();
        run();
        await(() -> client.state().isOnline());
        listener.events().removeIf(e -> e.startsWith("o")); // online, offline
    }

    Delivery send(String to, String text) {
        Delivery delivery = client.sender().send(to, text);
        run();
        return delivery;
    }

    static Protocal message(String from, String fp, String text) {
        return Protocal.message("alice", text).from(from).fp(fp).build();
    }
}
