package io.fingerpost.demo.model;

import io.fingerpost.core.PacketType;
import io.fingerpost.core.Protocal;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * Measures the way to the server and back by the keep-alives, so that it follows the network also when nothing is said or every message
 * has to be repeated. Answers are not numbered: one that follows several keep-alives measures nothing. Nor does one that is heard of
 * together with its keep-alive, because the thread was busy meanwhile. Confined to one thread.
 */
final class RoundTrip {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double PRECISE_BELOW_MILLIS = 10;
    private static final long UNKNOWN = -1;

    private final Executor thread;
    private final LongSupplier nanoClock;
    private int underWay; // keep-alives since the latest answer
    private long sentNanos; // when the latest one was sent
    private long sent; // keep-alives in all
    private long settled; // so many of them were sent before the thread did something else
    private long latestNanos = UNKNOWN;

    /**
     * Creates one that has measured nothing.
     *
     * @param thread runs tasks on the thread, after what it does now
     * @param nanoClock a time in nanoseconds that never goes back
     */
    RoundTrip(Executor thread, LongSupplier nanoClock) {
        this.thread = thread;
        this.nanoClock = nanoClock;
    }

    /** Notes a packet that was sent. */
    void onSent(Protocal packet) {
        if (packet.type() == PacketType.KEEP_ALIVE) {
            underWay++;
            sentNanos = nanoClock.getAsLong();
            long all = ++sent;
            thread.execute(() -> settled = all);
        }
    }

    /** Notes a packet that arrived. */
    void onReceived(Protocal packet) {
        if (packet.type() == PacketType.KEEP_ALIVE_RESPONSE) {
            if (underWay == 1 && settled == sent) {
                latestNanos = nanoClock.getAsLong() - sentNanos;
            }
            underWay = 0;
        }
    }

    /** Forgets everything: the connection is another one. */
    void reset() {
        underWay = 0;
        latestNanos = UNKNOWN;
    }

    /** Returns the latest measurement in words. */
    String text() {
        if (latestNanos == UNKNOWN) {
            return "–";
        }
        double millis = latestNanos / NANOS_PER_MILLI;
        return String.format(Locale.ROOT, millis < PRECISE_BELOW_MILLIS ? "%.1f ms" : "%.0f ms", millis);
    }
}
