package io.fingerpost.server.gateway.udp;

/** Lets so many through a second, and as many at once as the burst allows. Any thread. */
final class TokenBucket {
    private static final double NANOS_PER_SECOND = 1e9;

    private final double perNano;
    private final double burst;
    private double tokens; // guarded by this
    private long lastNanos; // guarded by this

    TokenBucket(int perSecond, int burst, long nowNanos) {
        this.perNano = perSecond / NANOS_PER_SECOND;
        this.burst = burst;
        this.tokens = burst;
        this.lastNanos = nowNanos;
    }

    /** Returns whether one more may pass now. */
    synchronized boolean tryTake(long nowNanos) {
        long passedNanos = nowNanos - lastNanos;
        if (passedNanos > 0) { // not so if another thread has read the clock later and was here first
            tokens = Math.min(burst, tokens + passedNanos * perNano);
            lastNanos = nowNanos;
        }
        if (tokens < 1) {
            return false;
        }
        tokens -= 1;
        return true;
    }
}
