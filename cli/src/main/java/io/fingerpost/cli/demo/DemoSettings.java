package io.fingerpost.cli.demo;

import io.fingerpost.demo.network.BadNetwork;
import io.fingerpost.testkit.NetworkConditions;

/**
 * How the demo is played.
 *
 * @param lossPercent how much is lost on each link, in each direction
 * @param delayMillis the mean delay of each link, in each direction; single packets differ from it by up to three quarters
 * @param messages how many messages are sent
 * @param seed of the losses and delays
 */
record DemoSettings(double lossPercent, int delayMillis, int messages, long seed) {
    private static final double DUPLICATION = 0.05;

    /** Returns the half width of the range of delays. */
    int jitterMillis() {
        return delayMillis * 3 / 4;
    }

    NetworkConditions conditions() {
        return new BadNetwork(lossPercent, delayMillis, jitterMillis(), 100 * duplication()).conditions();
    }

    /** Returns the probability that a datagram is doubled; a perfect network does not do that either. */
    double duplication() {
        return lossPercent == 0 ? 0 : DUPLICATION;
    }
}
