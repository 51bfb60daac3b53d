package io.fingerpost.benchmarks.load;

import io.fingerpost.benchmarks.common.BenchException;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Many pairs of sessions that send messages to each other through a server. Each pair lives on one event loop, with all that it counts.
 * Confined to the thread that made it; no method but those that say so waits for anything.
 *
 * <pre>{@code
 * try (LoadGenerator load = LoadGenerator.connect(settings)) {
 *     load.closedLoop(16);
 *     ...
 *     LoadCounts counts = load.take();
 *     load.stop();
 *     load.drain(10);
 * }
 * }</pre>
 */
public final class LoadGenerator implements AutoCloseable {
    private static final int PAIRS_AT_ONCE = 100; // a server limits the logins under way
    private static final int PAIRS_AN_ADDRESS = 10_000; // an address has some 28,000 ports for connections
    private static final long LOGIN_SECONDS = 30;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final EventLoopGroup group;
    private final List<LoadLoop> loops = new ArrayList<>();

    private LoadGenerator(int threads) {
        group = Connector.newLoops(threads);
        for (int i = 0; i < threads; i++) {
            loops.add(new LoadLoop(group.next()));
        }
    }

    /**
     * Connects and logs in all sessions; waits for that.
     *
     * @throws BenchException if one of them cannot log in
     */
    public static LoadGenerator connect(LoadSettings settings) throws BenchException, InterruptedException {
        LoadGenerator generator = new LoadGenerator(settings.threads());
        try {
            generator.logIn(settings);
            return generator;
        } catch (BenchException | InterruptedException | RuntimeException e) {
            generator.close();
            throw e;
        }
    }

    private void logIn(LoadSettings settings) throws BenchException, InterruptedException {
        Connector connector = new Connector(settings.transport(), settings.server());
        for (LoadLoop loop : loops) {
            onLoop(loop, LoadLoop::start);
        }
        for (int first = 0; first < settings.pairs(); first += PAIRS_AT_ONCE) {
            List<CompletableFuture<Void>> logins = new ArrayList<>();
            for (int i = first; i < Math.min(settings.pairs(), first + PAIRS_AT_ONCE); i++) {
                logins.add(logIn(connector, settings, i));
            }
            await(CompletableFuture.allOf(logins.toArray(CompletableFuture[]::new)), "the sessions cannot log in");
        }
    }

    private CompletableFuture<Void> logIn(Connector connector, LoadSettings settings, int number) {
        LoadLoop loop = loops.get(number % loops.size());
        LoadPair pair = new LoadPair(number, settings, loop.meter(), loop.timers());
        SocketAddress from = sourceAddress(settings.server(), number);
        loop.eventLoop().execute(() -> {
            loop.add(pair);
            connect(connector, loop.eventLoop(), from, pair, pair::sender);
            connect(connector, loop.eventLoop(), from, pair, pair::recipient);
        });
        return pair.ready();
    }

    private static void connect(
            Connector connector,
            EventLoop loop,
            @Nullable SocketAddress from,
            LoadPair pair,
            PacketOutput.ReceiverFactory receivers) {
        connector.connect(loop, from, receivers).whenComplete((done, failure) -> {
            if (failure == null) {
                pair.onConnected();
            } else {
                pair.ready().completeExceptionally(failure);
            }
        });
    }

    /** On the loopback network there are more addresses to come from than one; elsewhere the system chooses. */
    private static @Nullable SocketAddress sourceAddress(InetSocketAddress server, int pair) {
        if (!server.getAddress().isLoopbackAddress() || pair < PAIRS_AN_ADDRESS) {
            return null;
        }
        byte[] address = {127, 0, 1, (byte) (1 + pair / PAIRS_AN_ADDRESS)};
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address), 0);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // four bytes are an address
        }
    }

    /** Keeps so many messages of each pair under way from now on: as fast as it goes. */
    public void closedLoop(int window) throws BenchException, InterruptedException {
        onLoops(loop -> loop.closedLoop(window));
    }

    /**
     * Sends so many messages a second over all pairs from now on, by a timetable that nothing delays: a message that goes out late counts
     * from the time at which it was due.
     */
    public void openLoop(double messagesPerSecond) throws BenchException, InterruptedException {
        onLoops(loop -> loop.openLoop(messagesPerSecond / loops.size()));
    }

    /** Sends no more messages; what is under way goes on. */
    public void stop() throws BenchException, InterruptedException {
        closedLoop(0);
    }

    /** Returns what was counted since the beginning, with the latencies since the last call. Waits for the loops. */
    public LoadCounts take() throws BenchException, InterruptedException {
        return collect(Meter::take);
    }

    /** Returns what was counted since the beginning. Waits for the loops. */
    public LoadCounts look() throws BenchException, InterruptedException {
        return collect(Meter::look);
    }

    /**
     * Waits until everything that was sent has arrived and the senders were told, or until the time is over; returns how many messages are
     * missing then.
     */
    public long drain(long seconds) throws BenchException, InterruptedException {
        long untilNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        long underWay;
        while ((underWay = look().underWay()) > 0 && System.nanoTime() - untilNanos < 0) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return underWay;
    }

    private LoadCounts collect(Function<Meter, LoadCounts> what) throws BenchException, InterruptedException {
        @Nullable LoadCounts sum = null;
        for (LoadLoop loop : loops) {
            CompletableFuture<LoadCounts> answer = new CompletableFuture<>();
            loop.eventLoop().execute(() -> answer.complete(what.apply(loop.meter())));
            LoadCounts counts = await(answer, "the load generator hangs");
            sum = sum == null ? counts : sum.plus(counts);
        }
        if (sum == null) {
            throw new IllegalStateException("there are no loops");
        }
        return sum;
    }

    private void onLoops(Consumer<LoadLoop> action) throws BenchException, InterruptedException {
        for (LoadLoop loop : loops) {
            onLoop(loop, action);
        }
    }

    private static void onLoop(LoadLoop loop, Consumer<LoadLoop> action) throws BenchException, InterruptedException {
        await(CompletableFuture.runAsync(() -> action.accept(loop), loop.eventLoop()), "the load generator failed");
    }

    private static <T> T await(CompletableFuture<T> future, String failure)
            throws BenchException, InterruptedException {
        try {
            return future.get(LOGIN_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new BenchException(failure + ": " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new BenchException(failure + " within " + LOGIN_SECONDS + " s", e);
        }
    }

    /** Ends all sessions and threads; returns when that is done. */
    @Override
    public void close() {
        for (LoadLoop loop : loops) {
            loop.eventLoop().execute(() -> loop.pairs().forEach(LoadPair::close));
        }
        group.shutdownGracefully(0, LOGIN_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
