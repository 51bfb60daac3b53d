package io.fingerpost.benchmarks.loss;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The latency from client to server to client that no sender can beat without sending copies ahead of time: each hop repeats a lost
 * message as early as the loss can be known. Immutable.
 *
 * <p><b>Datagrams.</b> A hop with loss p and round trip R delivers at the try k = 0, 1, 2, … with probability (1 − p) pᵏ. A try is known
 * to be lost after one round trip without an acknowledgement, so the latency of the hop is R/2 + k R. Over two hops that do not know of
 * each other the tries add up, K = k₁ + k₂, and the latency is
 *
 * <pre>  L = (1 + K) R   with   P(K = n) = (n + 1) (1 − p)² pⁿ</pre>
 *
 * (the convolution of two geometric distributions). The percentile q is (1 + n) R with the smallest n for which P(K ≤ n) ≥ q; for q =
 * 0.99 that is 2 R at p = 1 to 5 %, 3 R at 10 %, 4 R at 20 %, 6 R at 30 % and 10 R at 50 %. What a real end adds to it is the spread of
 * the round trip: a bound for one hop that allows for it is P(L ≤ R/2 + k (R + s) + 5 ms) ≥ 1 − pᵏ⁺¹ with s = max(10 ms, 4 rttvar).
 *
 * <p><b>Streams.</b> TCP repairs a loss by itself, and the ends cannot hurry it. The relay imitates a loss as a stall of 200 ms that
 * doubles with each loss of the same segment (Linux: TCP_RTO_MIN), so a hop takes R/2 + 200 ms (2ᵏ − 1). The two hops are convolved in
 * the same way.
 */
final class IdealLatency {
    private static final double NEGLIGIBLE = 1e-9;
    private static final double STREAM_TIMEOUT_MILLIS = 200;
    private static final int MAX_STREAM_RETRIES = 15; // Linux: tcp_retries2; then the connection breaks

    private final double[] millis; // ascending
    private final double[] shares; // of messages that take at most so long

    private IdealLatency(SortedMap<Double, Double> probabilities) {
        millis = new double[probabilities.size()];
        shares = new double[probabilities.size()];
        double sum = 0;
        int i = 0;
        for (Map.Entry<Double, Double> e : probabilities.entrySet()) {
            sum += e.getValue();
            millis[i] = e.getKey();
            shares[i++] = sum;
        }
    }

    /** Returns the latency over two hops of datagrams. */
    static IdealLatency ofDatagrams(double loss, double rttMillis) {
        return twice(hop(loss, rttMillis, Integer.MAX_VALUE, k -> k * rttMillis));
    }

    /** Returns the latency over two hops of streams, as the relay imitates them. */
    static IdealLatency ofStreams(double loss, double rttMillis) {
        return twice(hop(loss, rttMillis, MAX_STREAM_RETRIES, k -> STREAM_TIMEOUT_MILLIS * (Math.scalb(1.0, k) - 1)));
    }

    private interface Stall {
        double millisAfterLosses(int losses);
    }

    private static SortedMap<Double, Double> hop(double loss, double rttMillis, int maxRetries, Stall stall) {
        if (!(loss >= 0 && loss < 1)) {
            throw new IllegalArgumentException("loss must be at least 0 and less than 1: " + loss);
        }
        SortedMap<Double, Double> hop = new TreeMap<>();
        double reached = 1; // the probability that there is a try k
        for (int k = 0; k <= maxRetries && reached > NEGLIGIBLE; k++) {
            hop.merge(rttMillis / 2 + stall.millisAfterLosses(k), reached * (1 - loss), Double::sum);
            reached *= loss;
        }
        return hop;
    }

    private static IdealLatency twice(SortedMap<Double, Double> hop) {
        SortedMap<Double, Double> both = new TreeMap<>();
        hop.forEach((first, p) -> hop.forEach((second, q) -> both.merge(first + second, p * q, Double::sum)));
        return new IdealLatency(both);
    }

    /**
     * Returns the latency that the given share of the messages does not exceed, in ms.
     *
     * @param share from 0 to 1; for one that is too close to 1 the answer is infinite
     */
    double percentileMillis(double share) {
        for (int i = 0; i < millis.length; i++) {
            if (shares[i] >= share) {
                return millis[i];
            }
        }
        return Double.POSITIVE_INFINITY;
    }
}
