package io.fingerpost.benchmarks.load;

/**
 * What one sender has sent and not heard of yet, by number: a ring that grows when one message holds up the others. Numbers are given in
 * ascending order without gaps. Confined to a loop.
 */
final class InFlight {
    /** The most messages between the oldest that is open and the newest. */
    static final int MAX_SPAN = 1 << 16;

    private static final long DONE = Long.MIN_VALUE;

    private long[] sentNanos = new long[64]; // of the last transmission, or DONE
    private long[] intendedNanos = new long[64];
    private long oldest; // numbers below are done
    private long next;
    private int open;

    /** Returns whether another message may be sent. */
    boolean hasRoom() {
        return next - oldest < MAX_SPAN;
    }

    int open() {
        return open;
    }

    /** Adds the next message, and returns its number. */
    long add(long intended, long nowNanos) {
        if (next - oldest == sentNanos.length) {
            grow();
        }
        int i = index(next);
        sentNanos[i] = nowNanos;
        intendedNanos[i] = intended;
        open++;
        return next++;
    }

    private int index(long number) {
        return (int) (number & (sentNanos.length - 1));
    }

    private void grow() {
        long[] sent = sentNanos;
        long[] intended = intendedNanos;
        sentNanos = new long[2 * sent.length];
        intendedNanos = new long[2 * sent.length];
        for (long n = oldest; n < next; n++) {
            sentNanos[index(n)] = sent[(int) (n & (sent.length - 1))];
            intendedNanos[index(n)] = intended[(int) (n & (sent.length - 1))];
        }
    }

    /** Takes a message out. Returns false if it is not there (any more). */
    boolean remove(long number) {
        if (number < oldest || number >= next || sentNanos[index(number)] == DONE) {
            return false;
        }
        sentNanos[index(number)] = DONE;
        open--;
        while (oldest < next && sentNanos[index(oldest)] == DONE) {
            oldest++;
        }
        return true;
    }

    /** What to do with a message. */
    interface Resend {
        void resend(long number, long intendedNanos);
    }

    /** Has what is older than this sent again, the oldest first and at most so many, and notes that it was. */
    void resendOlderThan(long ageNanos, long nowNanos, int most, Resend resend) {
        int left = most;
        for (long n = oldest; n < next && left > 0; n++) {
            int i = index(n);
            if (sentNanos[i] != DONE && nowNanos - sentNanos[i] >= ageNanos) {
                left--;
                sentNanos[i] = nowNanos;
                resend.resend(n, intendedNanos[i]);
            }
        }
    }
}
