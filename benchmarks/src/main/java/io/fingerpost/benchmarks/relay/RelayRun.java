package io.fingerpost.benchmarks.relay;

import io.fingerpost.benchmarks.common.BenchException;
import io.fingerpost.benchmarks.common.Console;
import io.fingerpost.benchmarks.common.Progress;
import io.fingerpost.benchmarks.load.LoadCounts;
import io.fingerpost.benchmarks.load.LoadGenerator;
import io.fingerpost.benchmarks.load.LoadSettings;
import io.fingerpost.benchmarks.process.ProcessCost;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures a server that runs: first what a message costs it when messages come as fast as they can (a closed loop), then how long
 * messages take at a fixed rate (an open loop, in which a message that is late to be sent counts from when it was due, so that a stall is
 * not hidden by a load generator that waits for it).
 */
public final class RelayRun {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long DRAIN_SECONDS = 15;
    private static final long SETTLE_SECONDS = 3;
    private static final double SHARE_OF_MAXIMUM = 0.5;

    private final RelaySettings settings;
    private final Progress progress;
    private final ProcessCost self = ProcessCost.of(ProcessHandle.current());

    /** Creates a run that reports its progress. */
    public RelayRun(RelaySettings settings, Console console) {
        this.settings = settings;
        this.progress = new Progress(console);
    }

    /**
     * Runs it.
     *
     * @param server where it listens
     * @param process the server's
     */
    public RelayResult run(InetSocketAddress server, ProcessCost process) throws BenchException, InterruptedException {
        LoadSettings load = new LoadSettings(
                settings.transport(),
                settings.profile(),
                server,
                settings.pairs(),
                settings.payloadBytes(),
                settings.threads());
        try (LoadGenerator generator = LoadGenerator.connect(load)) {
            return run(generator, process);
        } finally {
            progress.clear();
        }
    }

    private RelayResult run(LoadGenerator generator, ProcessCost process) throws BenchException, InterruptedException {
        generator.closedLoop(settings.window());
        pass("warm-up", settings.warmUpSeconds(), generator);
        RelayPhase full = measure("full speed", generator, process);
        generator.stop();
        long missing = generator.drain(DRAIN_SECONDS);

        double rate = settings.rate() > 0 ? settings.rate() : full.messagesPerSecond() * SHARE_OF_MAXIMUM;
        generator.openLoop(rate);
        pass("settling", SETTLE_SECONDS, generator);
        RelayPhase timed = measure(String.format(Locale.ROOT, "%.0f messages/s", rate), generator, process);
        long residentBytes = process.residentBytes();
        generator.stop();
        missing += generator.drain(DRAIN_SECONDS);
        return new RelayResult(settings, full, timed, rate, generator.look(), missing, residentBytes);
    }

    private RelayPhase measure(String name, LoadGenerator generator, ProcessCost process)
            throws BenchException, InterruptedException {
        LoadCounts before = generator.take();
        long startNanos = System.nanoTime();
        long cpuBefore = process.cpuNanos();
        long ownCpuBefore = self.cpuNanos();
        pass(name, settings.seconds(), generator);
        LoadCounts counts = generator.take();
        long cpuNanos = process.cpuNanos() - cpuBefore;
        long ownCpuNanos = self.cpuNanos() - ownCpuBefore;
        long durationNanos = System.nanoTime() - startNanos;
        return new RelayPhase(
                counts.arrived() - before.arrived(),
                durationNanos,
                cpuNanos,
                ownCpuNanos,
                counts.packetsToServer() - before.packetsToServer(),
                counts.packetsFromServer() - before.packetsFromServer(),
                counts.latencyNanos());
    }

    private void pass(String name, long seconds, LoadGenerator generator) throws BenchException, InterruptedException {
        long startNanos = System.nanoTime();
        long endNanos = startNanos + TimeUnit.SECONDS.toNanos(seconds);
        for (long now = startNanos; now - endNanos < 0; now = System.nanoTime()) {
            LockSupport.parkNanos(Math.min(LOOK_NANOS, endNanos - now));
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            LoadCounts counts = generator.look();
            if (counts.problem() != null) {
                throw new BenchException("the load generator had to stop: " + counts.problem());
            }
            progress.show(String.format(
                    Locale.ROOT,
                    "%s: %d of %d s, %d messages so far",
                    name,
                    TimeUnit.NANOSECONDS.toSeconds(now - startNanos),
                    seconds,
                    counts.arrived()));
        }
    }
}
