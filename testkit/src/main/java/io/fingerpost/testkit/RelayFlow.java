package io.fingerpost.testkit;

import java.util.concurrent.atomic.LongAdder;

/** One direction of a relay: its conditions and its counters. The counters may be read by any thread. */
final class RelayFlow {
    private final PacketFates fates;
    private final LongAdder forwarded = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder duplicated = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    RelayFlow(PacketFates fates) {
        this.fates = fates;
    }

    PacketFates fates() {
        return fates;
    }

    void countForwarded(int size) {
        forwarded.increment();
        bytes.add(size);
    }

    void countDropped() {
        dropped.increment();
    }

    void countDuplicated() {
        duplicated.increment();
    }

    BadNetworkRelay.Counters counters() {
        return new BadNetworkRelay.Counters(forwarded.sum(), dropped.sum(), duplicated.sum(), bytes.sum());
    }
}
