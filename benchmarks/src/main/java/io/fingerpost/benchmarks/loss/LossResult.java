package io.fingerpost.benchmarks.loss;

import io.fingerpost.benchmarks.common.Console;
import io.fingerpost.benchmarks.common.JsonLine;
import io.fingerpost.benchmarks.common.Options;
import io.fingerpost.benchmarks.common.Table;
import io.fingerpost.core.Transport;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What came of a measurement.
 *
 * @param carrying how many times a message was sent on the senders' hop, as the clients count it: for the first time, or again
 * @param bothWays how many datagrams (or chunks of a stream) the ends sent, on both hops and in both directions together
 * @param repeatsSuppressed how many messages came to a client again and were not given to its application again
 * @param reconnects how many times a client came back after an outage
 * @param durationNanos from the first message to the last outcome
 */
record LossResult(
        LossSettings settings,
        LossCounts counts,
        Latencies latencies,
        long carrying,
        long bothWays,
        long repeatsSuppressed,
        long reconnects,
        long durationNanos) {
    private static final int HOPS = 2;
    private static final double P50 = 0.50;
    private static final double P99 = 0.99;

    void print(Console console) {
        console.out().println(headline());
        table().lines().forEach(console.out()::println);
        notes(console);
        console.out().println(json());
    }

    private String headline() {
        return String.format(
                Locale.ROOT,
                "%s, %s profile: %.1f %% loss on each hop and direction, round trip %d ms a hop, %d pairs, window %d, seed %d",
                Options.name(settings.transport()),
                settings.profile(),
                100 * settings.loss(),
                settings.rttMillis(),
                settings.pairs(),
                settings.window(),
                settings.seed());
    }

    private Table table() {
        double ideal = idealForward();
        return new Table("", "measured", "ideal", "ratio")
                .row("latency p50, ms", one(percentile(P50)), one(bound(P50)), ratio(percentile(P50), bound(P50)))
                .row("latency p99, ms", one(percentile(P99)), one(bound(P99)), ratio(percentile(P99), bound(P99)))
                .row("latency max, ms", one(latencies.maxMillis()))
                .row("times a message was sent", two(transmissions()), two(ideal), ratio(transmissions(), ideal))
                .row("all " + unit() + " a message and hop", two(perMessageAndHop(bothWays)))
                .row("sent", Integer.toString(counts.sent()))
                .row("accepted (sender was told)", Integer.toString(counts.accepted()))
                .row("delivered, each once", Integer.toString(counts.delivered()))
                .row("duplicates", Integer.toString(counts.duplicates()), "0")
                .row("out of order", Integer.toString(counts.outOfOrder()), "0")
                .row("repeats that a client held back", Long.toString(repeatsSuppressed))
                .row("reconnects", Long.toString(reconnects));
    }

    private void notes(Console console) {
        if (settings.transport() == Transport.UDP) {
            console.out()
                    .println(
                            "Latency: from send() to the recipient's onMessage(), over two hops. Ideal: each hop repeats"
                                    + " after one round trip.");
            console.out()
                    .println(
                            "Times sent: on the senders' hop, second copies included; ideal 1/(1-p)^2, goal within 1.25 of it."
                                    + " All datagrams: acknowledgements, notices and heartbeats too.");
        } else {
            console.out()
                    .println(
                            "Latency: from send() to the recipient's onMessage(), over two hops. On a stream a loss is a"
                                    + " stall, as TCP repairs it by");
            console.out()
                    .println(
                            "itself: 200 ms, doubled with each loss of the same segment; fast retransmit is not imitated."
                                    + " The ideal is that of the");
            console.out()
                    .println(
                            "same model. Segments are the chunks that the relay read; what TCP adds below does not count.");
        }
    }

    private String unit() {
        return settings.transport() == Transport.UDP ? "datagrams" : "segments";
    }

    private double percentile(double share) {
        return latencies.percentileMillis(share);
    }

    private double bound(double share) {
        return settings.ideal().percentileMillis(share);
    }

    private double transmissions() {
        return (double) carrying / counts.sent();
    }

    private double perMessageAndHop(long total) {
        return (double) total / counts.sent() / HOPS;
    }

    /**
     * How many tries are needed in the mean. A datagram is repeated until the acknowledgement has arrived too, which a try reaches with
     * probability (1 − p)²; a segment of the imitated stream is repeated only if it was lost itself.
     */
    private double idealForward() {
        double arrives = 1 - settings.loss();
        return settings.transport() == Transport.UDP ? 1 / (arrives * arrives) : 1 / arrives;
    }

    /** Returns the one line for scripts. */
    JsonLine json() {
        return new JsonLine()
                .add("sent", counts.sent())
                .add("accepted", counts.accepted())
                .add("delivered", counts.delivered())
                .add("duplicates", counts.duplicates())
                .add("outOfOrder", counts.outOfOrder())
                .add("p50Millis", percentile(P50))
                .add("p99Millis", percentile(P99))
                .add("boundP50Millis", bound(P50))
                .add("boundP99Millis", bound(P99))
                .add("datagramsPerMessagePerHop", transmissions())
                .add("allDatagramsPerMessagePerHop", perMessageAndHop(bothWays))
                .add("maxMillis", latencies.maxMillis())
                .add("reconnects", reconnects)
                .add("seconds", (double) durationNanos / TimeUnit.SECONDS.toNanos(1))
                .add("transport", Options.name(settings.transport()))
                .add("profile", settings.profile().toString())
                .add("loss", settings.loss())
                .add("rttMillis", settings.rttMillis())
                .add("pairs", settings.pairs())
                .add("window", settings.window())
                .add("seed", settings.seed());
    }

    private static String one(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String two(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static String ratio(double measured, double ideal) {
        return ideal > 0 ? two(measured / ideal) : "";
    }
}
