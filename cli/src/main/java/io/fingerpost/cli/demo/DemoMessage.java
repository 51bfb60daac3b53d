package io.fingerpost.cli.demo;

import io.fingerpost.core.delivery.Delivery;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What is known about one message: from its sender, and from its receiver. Confined to the stage. */
final class DemoMessage {
    private static final long NOT_YET = -1;

    private final Step.Say line;
    private final Delivery delivery;
    private final long sentNanos;
    private long arrivedAfterNanos = NOT_YET;
    private long acceptedAfterNanos = NOT_YET;
    private int arrivals;
    private @Nullable String failure;

    DemoMessage(Step.Say line, Delivery delivery, long sentNanos) {
        this.line = line;
        this.delivery = delivery;
        this.sentNanos = sentNanos;
    }

    /** The receiver's application got it. */
    void arrived(long nowNanos) {
        if (arrivals++ == 0) {
            arrivedAfterNanos = nowNanos - sentNanos;
        }
    }

    /** The sender was told that it is safe. */
    void accepted(long nowNanos) {
        acceptedAfterNanos = nowNanos - sentNanos;
    }

    /** The sender was told that it failed. */
    void failed(String reason) {
        failure = reason;
    }

    Step.Say line() {
        return line;
    }

    long sentNanos() {
        return sentNanos;
    }

    boolean hasArrived() {
        return arrivals > 0;
    }

    boolean isAccepted() {
        return acceptedAfterNanos != NOT_YET;
    }

    /** Returns what the sender was told went wrong; null if nothing. */
    @Nullable String failure() {
        return failure;
    }

    /** Returns whether the sender knows the outcome, and the receiver has what it is to get. */
    boolean isSettled() {
        return failure != null || (isAccepted() && hasArrived());
    }

    /** Returns how many times too many the receiver's application got it. */
    int doubled() {
        return Math.max(0, arrivals - 1);
    }

    /** Returns how many times the sender has repeated it. */
    int retransmissions() {
        return Math.max(0, delivery.transmissions() - 1);
    }

    /** Returns the time from sending to receipt in milliseconds; of use once it has arrived. */
    long arrivedAfterMillis() {
        return TimeUnit.NANOSECONDS.toMillis(arrivedAfterNanos);
    }

    /** Returns the time from sending to the sender's being told in milliseconds; of use once it was accepted. */
    long acceptedAfterMillis() {
        return TimeUnit.NANOSECONDS.toMillis(acceptedAfterNanos);
    }
}
