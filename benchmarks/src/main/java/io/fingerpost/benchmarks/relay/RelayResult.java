package io.fingerpost.benchmarks.relay;

import io.fingerpost.benchmarks.common.Console;
import io.fingerpost.benchmarks.common.JsonLine;
import io.fingerpost.benchmarks.common.Options;
import io.fingerpost.benchmarks.common.Table;
import io.fingerpost.benchmarks.load.LoadCounts;
import io.fingerpost.benchmarks.process.ProcessCost;
import java.util.Locale;

/**
 * What a run has found.
 *
 * @param full the measurement at full speed
 * @param timed the measurement at a fixed rate
 * @param rate that rate, in messages a second
 * @param totals all that was counted, warm-up included
 * @param missing how many messages have not arrived, or whose senders were not told, long after the last one was sent
 * @param residentBytes of the server at the end; -1 where that is not known
 */
public record RelayResult(
        RelaySettings settings,
        RelayPhase full,
        RelayPhase timed,
        double rate,
        LoadCounts totals,
        long missing,
        long residentBytes) {
    /** Shows everything. */
    void print(Console console) {
        console.out()
                .printf(
                        Locale.ROOT,
                        "%s, %s profile: %d pairs, %d bytes of text, acknowledged end to end; %d s of warm-up, then %d s each%n",
                        Options.name(settings.transport()),
                        settings.profile(),
                        settings.pairs(),
                        settings.payloadBytes(),
                        settings.warmUpSeconds(),
                        settings.seconds());
        new Table("", "full speed (window " + settings.window() + ")", "fixed rate")
                .row("messages/s", whole(full.messagesPerSecond()), whole(timed.messagesPerSecond()))
                .row("server CPU a message, µs", two(full.cpuMicrosPerMessage()), two(timed.cpuMicrosPerMessage()))
                .row(
                        "load generator's CPU a message, µs",
                        two(full.generatorMicrosPerMessage()),
                        two(timed.generatorMicrosPerMessage()))
                .row("server processors in use", two(full.serverCores()), two(timed.serverCores()))
                .row(
                        "packets to the server, a message",
                        two(full.packetsToServerPerMessage()),
                        two(timed.packetsToServerPerMessage()))
                .row(
                        "packets from the server, a message",
                        two(full.packetsFromServerPerMessage()),
                        two(timed.packetsFromServerPerMessage()))
                .row("latency p50, µs", whole(full.latencyMicros(50)), whole(timed.latencyMicros(50)))
                .row("latency p99, µs", whole(full.latencyMicros(99)), whole(timed.latencyMicros(99)))
                .row("latency p99.9, µs", whole(full.latencyMicros(99.9)), whole(timed.latencyMicros(99.9)))
                .row("server memory", "", ProcessCost.mebibytes(residentBytes))
                .lines()
                .forEach(console.out()::println);
        console.out()
                .printf(
                        "%d messages in all: %d missing, %d sent again, %d came again%n",
                        totals.sent(), missing, totals.resent(), totals.repeated());
        console.out()
                .println(
                        "At full speed the latency is that of a full queue, and says nothing; at the fixed rate it counts"
                                + " from when each message was due.");
        console.out().println(json());
    }

    /** Returns the one line for scripts. */
    public JsonLine json() {
        return new JsonLine()
                .add("transport", Options.name(settings.transport()))
                .add("profile", settings.profile().toString())
                .add("pairs", settings.pairs())
                .add("window", settings.window())
                .add("payloadBytes", settings.payloadBytes())
                .add("seconds", settings.seconds())
                .add("warmUpSeconds", settings.warmUpSeconds())
                .add("messagesPerSecond", full.messagesPerSecond())
                .add("serverCpuMicrosPerMessage", full.cpuMicrosPerMessage())
                .add("serverCores", full.serverCores())
                .add("generatorCpuMicrosPerMessage", full.generatorMicrosPerMessage())
                .add("packetsToServerPerMessage", full.packetsToServerPerMessage())
                .add("packetsFromServerPerMessage", full.packetsFromServerPerMessage())
                .add("rate", rate)
                .add("rateReached", timed.messagesPerSecond())
                .add("cpuMicrosPerMessageAtRate", timed.cpuMicrosPerMessage())
                .add("packetsToServerPerMessageAtRate", timed.packetsToServerPerMessage())
                .add("packetsFromServerPerMessageAtRate", timed.packetsFromServerPerMessage())
                .add("p50Micros", timed.latencyMicros(50))
                .add("p99Micros", timed.latencyMicros(99))
                .add("p999Micros", timed.latencyMicros(99.9))
                .add("residentBytes", residentBytes)
                .add("sent", totals.sent())
                .add("missing", missing)
                .add("resent", totals.resent())
                .add("repeated", totals.repeated());
    }

    private static String whole(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    private static String two(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
