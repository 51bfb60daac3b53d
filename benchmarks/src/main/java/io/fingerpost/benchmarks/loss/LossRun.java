package io.fingerpost.benchmarks.loss;

import io.fingerpost.benchmarks.common.BenchException;
import io.fingerpost.benchmarks.common.Console;
import io.fingerpost.benchmarks.common.Progress;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

/** One measurement, from an empty network to an empty network. */
final class LossRun {
    private static final int LOSSLESS_MESSAGES = 20; // of each pair at first, so that nobody's first message is lost
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2); // for duplicates that come late
    private static final long MAX_SILENCE_NANOS = TimeUnit.SECONDS.toNanos(60); // much longer than any message lives

    private final LossSettings settings;
    private final Progress progress;

    LossRun(LossSettings settings, Console console) {
        this.settings = settings;
        this.progress = new Progress(console);
    }

    /**
     * Runs it.
     *
     * @throws BenchException if nobody can log in, or if nothing happens any more though messages are missing
     */
    LossResult run() throws BenchException, IOException, InterruptedException {
        try (LossNetwork network = new LossNetwork(settings)) {
            network.logIn();
            send(network, "lossless ", LOSSLESS_MESSAGES);
            network.loseSome();
            send(network, "warm-up ", settings.warmUp());
            return measure(network);
        } finally {
            progress.clear();
        }
    }

    private void send(LossNetwork network, String name, int messagesOfAPair)
            throws BenchException, InterruptedException {
        int all = messagesOfAPair * settings.pairs();
        await(network.begin(name, pair -> messagesOfAPair), "warm-up", all);
    }

    private LossResult measure(LossNetwork network) throws BenchException, InterruptedException {
        long carrying = network.transmissions();
        long bothWays = network.sentBothWays();
        long startNanos = System.nanoTime();
        List<Pair> pairs = network.begin("message ", settings::messagesOf);
        await(pairs, "measurement", settings.messages());
        long durationNanos = System.nanoTime() - startNanos;
        carrying = network.transmissions() - carrying;
        bothWays = network.sentBothWays() - bothWays;
        linger();
        return new LossResult(
                settings,
                counts(pairs),
                Latencies.of(pairs.stream().map(Pair::latenciesNanos).reduce(LongStream.empty(), LongStream::concat)),
                carrying,
                bothWays,
                network.sum(client -> client.statistics().duplicatesSuppressed()),
                network.sum(client -> client.statistics().reconnects()),
                durationNanos);
    }

    private void await(List<Pair> pairs, String phase, int messages) throws BenchException, InterruptedException {
        long startNanos = System.nanoTime();
        LossCounts last = LossCounts.NONE;
        long lastChangeNanos = startNanos;
        while (!pairs.stream().allMatch(Pair::isFinished)) {
            LockSupport.parkNanos(LOOK_NANOS);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            LossCounts counts = counts(pairs);
            long now = System.nanoTime();
            if (!counts.equals(last)) {
                last = counts;
                lastChangeNanos = now;
            } else if (now - lastChangeNanos > MAX_SILENCE_NANOS) {
                throw new BenchException("nothing happens any more: " + counts);
            }
            progress.show(String.format(
                    Locale.ROOT,
                    "%s: %d messages delivered after %d s, %d in all",
                    phase,
                    counts.delivered(),
                    TimeUnit.NANOSECONDS.toSeconds(now - startNanos),
                    messages));
        }
    }

    private void linger() throws InterruptedException {
        long untilNanos = System.nanoTime() + LINGER_NANOS;
        while (System.nanoTime() - untilNanos < 0) {
            LockSupport.parkNanos(LOOK_NANOS);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    private static LossCounts counts(List<Pair> pairs) {
        return pairs.stream().map(Pair::counts).reduce(LossCounts.NONE, LossCounts::plus);
    }
}
