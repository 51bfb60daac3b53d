package io.fingerpost.testkit;

import java.time.Duration;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * How bad a network is, in one direction. Immutable.
 *
 * <pre>{@code
 * NetworkConditions train = NetworkConditions.builder()
 *         .loss(0.02)
 *         .delayAround(Duration.ofMillis(60), Duration.ofMillis(25))
 *         .burstLoss(0.005, 0.05, 0.9)
 *         .build();
 * }</pre>
 *
 * <p>Each packet has its own delay, so packets overtake each other wherever the delay is not a fixed one. Streams, such as TCP, show
 * loss and disorder to nobody: there the same conditions appear as stalls, see {@link StreamLink}.
 */
public final class NetworkConditions {
    /** Nothing is lost, nothing is late. */
    public static final NetworkConditions PERFECT = builder().build();

    private final double loss;
    private final double duplication;
    private final double burstStart;
    private final double burstEnd;
    private final double burstLoss;
    private final Delay delay;

    private NetworkConditions(Builder b) {
        this.loss = b.loss;
        this.duplication = b.duplication;
        this.burstStart = b.burstStart;
        this.burstEnd = b.burstEnd;
        this.burstLoss = b.burstLoss;
        this.delay = b.delay;
    }

    /** Returns a builder for a perfect network. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with these conditions. */
    public Builder toBuilder() {
        Builder b = new Builder();
        b.loss = loss;
        b.duplication = duplication;
        b.burstStart = burstStart;
        b.burstEnd = burstEnd;
        b.burstLoss = burstLoss;
        b.delay = delay;
        return b;
    }

    /** Returns the probability that a packet outside a burst is lost. */
    public double loss() {
        return loss;
    }

    /** Returns the probability that a packet which is not lost arrives twice. */
    public double duplication() {
        return duplication;
    }

    /** Returns the share of packets that are lost in the long run, bursts included. */
    public double meanLoss() {
        if (burstStart == 0) {
            return loss;
        }
        double shareOfBursts = burstStart / (burstStart + burstEnd);
        return (1 - shareOfBursts) * loss + shareOfBursts * burstLoss;
    }

    /** Returns the mean delay of a packet. */
    public Duration meanDelay() {
        return Duration.ofNanos(delay.meanNanos());
    }

    double burstStart() {
        return burstStart;
    }

    double burstEnd() {
        return burstEnd;
    }

    double lossInBurst() {
        return burstLoss;
    }

    long sampleDelayNanos(RandomGenerator random) {
        return delay.sampleNanos(random);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof NetworkConditions other
                && loss == other.loss
                && duplication == other.duplication
                && burstStart == other.burstStart
                && burstEnd == other.burstEnd
                && burstLoss == other.burstLoss
                && delay.equals(other.delay);
    }

    @Override
    public int hashCode() {
        return Objects.hash(loss, duplication, burstStart, burstEnd, burstLoss, delay);
    }

    @Override
    public String toString() {
        String bursts = burstStart == 0 ? "" : ", bursts " + burstStart + '/' + burstEnd + '/' + burstLoss;
        return "loss " + loss + ", duplication " + duplication + ", delay " + delay + bursts;
    }

    /** How long packets take. */
    private sealed interface Delay {
        long sampleNanos(RandomGenerator random);

        long meanNanos();
    }

    private record Uniform(long minNanos, long maxNanos) implements Delay {
        @Override
        public long sampleNanos(RandomGenerator random) {
            return minNanos == maxNanos ? minNanos : random.nextLong(minNanos, maxNanos + 1);
        }

        @Override
        public long meanNanos() {
            return minNanos + (maxNanos - minNanos) / 2;
        }

        @Override
        public String toString() {
            Duration min = Duration.ofNanos(minNanos);
            return minNanos == maxNanos ? min.toString() : min + " to " + Duration.ofNanos(maxNanos);
        }
    }

    private record Normal(long meanNanos, long deviationNanos) implements Delay {
        @Override
        public long sampleNanos(RandomGenerator random) {
            return Math.max(0, meanNanos + Math.round(random.nextGaussian() * deviationNanos));
        }

        @Override
        public String toString() {
            return Duration.ofNanos(meanNanos) + " ± " + Duration.ofNanos(deviationNanos);
        }
    }

    /** Builds {@link NetworkConditions}. Not safe for use by several threads at once. */
    public static final class Builder {
        private double loss;
        private double duplication;
        private double burstStart;
        private double burstEnd = 1;
        private double burstLoss;
        private Delay delay = new Uniform(0, 0);

        private Builder() {}

        /** Sets the probability (0 to 1) that a packet is lost. */
        public Builder loss(double probability) {
            this.loss = checkProbability("loss", probability);
            return this;
        }

        /** Sets the probability (0 to 1) that a packet which is not lost arrives twice, each time with a delay of its own. */
        public Builder duplication(double probability) {
            this.duplication = checkProbability("duplication", probability);
            return this;
        }

        /** Gives each packet the same delay, which keeps them in order. */
        public Builder delay(Duration delay) {
            return delayBetween(delay, delay);
        }

        /**
         * Gives each packet a delay between the two, all values being equally likely.
         *
         * @throws IllegalArgumentException unless 0 &lt;= min &lt;= max
         */
        public Builder delayBetween(Duration min, Duration max) {
            if (min.isNegative() || max.compareTo(min) < 0) {
                throw new IllegalArgumentException("0 <= min <= max does not hold: " + min + ", " + max);
            }
            this.delay = new Uniform(min.toNanos(), max.toNanos());
            return this;
        }

        /**
         * Gives each packet a delay with a normal distribution, cut off at zero.
         *
         * @param mean the mean, not negative
         * @param jitter the standard deviation, not negative
         */
        public Builder delayAround(Duration mean, Duration jitter) {
            if (mean.isNegative() || jitter.isNegative()) {
                throw new IllegalArgumentException("mean and jitter must not be negative: " + mean + ", " + jitter);
            }
            this.delay = new Normal(mean.toNanos(), jitter.toNanos());
            return this;
        }

        /**
         * Adds bursts of loss by the model of Gilbert and Elliott: a network that is good most of the time, and bad for a while.
         * Outside the bursts the ordinary {@link #loss} applies.
         *
         * @param start the probability that a burst begins, asked before each packet outside one; 0 for no bursts
         * @param end the probability that the burst is over, asked before each packet inside one: 1/end packets is its mean length
         * @param lossInBurst the probability that a packet inside a burst is lost
         */
        public Builder burstLoss(double start, double end, double lossInBurst) {
            this.burstStart = checkProbability("start", start);
            this.burstEnd = checkProbability("end", end);
            this.burstLoss = checkProbability("lossInBurst", lossInBurst);
            return this;
        }

        /** Returns the conditions. */
        public NetworkConditions build() {
            return new NetworkConditions(this);
        }

        private static double checkProbability(String name, double value) {
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException(name + " must be between 0 and 1: " + value);
            }
            return value;
        }
    }
}
