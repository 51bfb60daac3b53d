package io.fingerpost.benchmarks.loss;

/**
 * What became of the messages.
 *
 * @param sent how many were sent, each counted once
 * @param accepted of how many the sender was told that they are safe
 * @param delivered how many the recipient's application was handed, each counted once
 * @param duplicates how many times it was handed one that it had
 * @param outOfOrder how many it was handed after a later one of the same sender
 */
record LossCounts(int sent, int accepted, int delivered, int duplicates, int outOfOrder) {
    static final LossCounts NONE = new LossCounts(0, 0, 0, 0, 0);

    LossCounts plus(LossCounts other) {
        return new LossCounts(
                sent + other.sent,
                accepted + other.accepted,
                delivered + other.delivered,
                duplicates + other.duplicates,
                outOfOrder + other.outOfOrder);
    }

    /** Returns whether a promise was broken: a message was said to be safe and is not there, or was handed over twice. */
    boolean breakAPromise() {
        return delivered < accepted || duplicates > 0;
    }
}
