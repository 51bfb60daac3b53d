package io.fingerpost.benchmarks.loss;

import io.fingerpost.core.Protocal;
import io.fingerpost.core.delivery.Delivery;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * One sender and its recipient, with a window of messages under way. A place in the window is free again when the message has arrived at
 * the recipient's application, or when its sender was told that it failed. All state is guarded by this: the callbacks of the two
 * clients come from different threads.
 */
final class Pair {
    private static final long NOT_YET = -1;

    private final String name;
    private final Function<String, Delivery> sender;
    private final int window;
    private final long[] sentNanos;
    private final long[] latencyNanos;
    private final BitSet underWay = new BitSet(); // the messages that hold a place in the window

    private int sent;
    private int settled;
    private int accepted;
    private int delivered;
    private int duplicates;
    private int outOfOrder;
    private int highest = -1;
    private boolean sending;

    /**
     * Creates a pair that has sent nothing.
     *
     * @param name begins the text of each message, so that what is left of an earlier round is not taken for this one's
     * @param sender sends a text to the recipient
     */
    Pair(String name, Function<String, Delivery> sender, int messages, int window) {
        this.name = name;
        this.sender = sender;
        this.window = window;
        this.sentNanos = new long[messages];
        this.latencyNanos = new long[messages];
        Arrays.fill(latencyNanos, NOT_YET);
    }

    /** Sends as many messages as the window has room for. One that fails at once comes back here meanwhile, hence the flag. */
    synchronized void fill() {
        if (sending) {
            return;
        }
        sending = true;
        while (sent < sentNanos.length && underWay.cardinality() < window) {
            int number = sent++;
            underWay.set(number);
            sentNanos[number] = System.nanoTime();
            sender.apply(name + number).accepted().whenComplete((state, failure) -> settled(number, failure));
        }
        sending = false;
    }

    /** The sender has learned what became of a message. */
    private synchronized void settled(int number, @Nullable Throwable failure) {
        settled++;
        if (failure == null) {
            accepted++;
        } else {
            leave(number);
        }
    }

    /** The recipient's application was handed a message. */
    synchronized void arrived(Protocal message, long nowNanos) {
        String text = String.valueOf(message.dataContent());
        if (!text.startsWith(name)) {
            return;
        }
        int number = Integer.parseInt(text.substring(name.length()));
        if (latencyNanos[number] != NOT_YET) {
            duplicates++;
            return;
        }
        latencyNanos[number] = nowNanos - sentNanos[number];
        delivered++;
        if (number < highest) {
            outOfOrder++;
        }
        highest = Math.max(highest, number);
        leave(number);
    }

    private void leave(int number) {
        if (underWay.get(number)) {
            underWay.clear(number);
            fill();
        }
    }

    /** Returns whether everything was sent, and is either with the recipient or known to have failed. */
    synchronized boolean isFinished() {
        return settled == sentNanos.length && underWay.isEmpty();
    }

    synchronized LossCounts counts() {
        return new LossCounts(sent, accepted, delivered, duplicates, outOfOrder);
    }

    /** Returns the latencies of the messages that have arrived. */
    synchronized LongStream latenciesNanos() {
        return Arrays.stream(latencyNanos.clone()).filter(nanos -> nanos != NOT_YET);
    }
}
