package io.fingerpost.demo.network;

import io.fingerpost.testkit.NetworkConditions;
import java.time.Duration;

/**
 * How bad a network is, in each direction, in the numbers that a user is shown.
 *
 * @param lossPercent of the packets
 * @param delayMillis the mean delay of a packet
 * @param jitterMillis by how much single packets are faster or slower
 * @param duplicationPercent of the packets
 */
public record BadNetwork(double lossPercent, int delayMillis, int jitterMillis, double duplicationPercent) {
    /** Nothing is lost, nothing is late. */
    public static final BadNetwork PERFECT = new BadNetwork(0, 0, 0, 0);

    /** Returns the same as the relays take it. */
    public NetworkConditions conditions() {
        return NetworkConditions.builder()
                .loss(lossPercent / 100)
                .delayBetween(
                        Duration.ofMillis(Math.max(0, delayMillis - jitterMillis)),
                        Duration.ofMillis(delayMillis + jitterMillis))
                .duplication(duplicationPercent / 100)
                .build();
    }
}
