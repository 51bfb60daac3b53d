package io.fingerpost.benchmarks.load;

import io.fingerpost.benchmarks.common.Profile;
import io.fingerpost.core.Transport;
import java.net.InetSocketAddress;

/**
 * What load to make.
 *
 * @param server where the server listens
 * @param pairs how many senders there are, each with a recipient of its own
 * @param payloadBytes the length of each message's text
 * @param threads how many event loops share the pairs
 */
public record LoadSettings(
        Transport transport, Profile profile, InetSocketAddress server, int pairs, int payloadBytes, int threads) {}
