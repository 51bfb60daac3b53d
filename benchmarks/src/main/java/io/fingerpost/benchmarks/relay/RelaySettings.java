package io.fingerpost.benchmarks.relay;

import io.fingerpost.benchmarks.common.Profile;
import io.fingerpost.core.Transport;

/**
 * What load to make, and for how long.
 *
 * @param seconds how long each of the measurements takes
 * @param warmUpSeconds how long the same load runs before the first one
 * @param rate messages a second in the measurement of latency; 0 for half of what was reached without a limit
 * @param threads of the load generator
 */
public record RelaySettings(
        Transport transport,
        Profile profile,
        int pairs,
        int window,
        int payloadBytes,
        int seconds,
        int warmUpSeconds,
        double rate,
        int threads) {
    /** Returns the same load in another profile. */
    public RelaySettings in(Profile other) {
        return new RelaySettings(transport, other, pairs, window, payloadBytes, seconds, warmUpSeconds, rate, threads);
    }
}
