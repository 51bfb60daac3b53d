package io.fingerpost.server.gateway.udp;

import io.fingerpost.core.time.TaskLoop;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Hands datagrams from the sockets on which they came to one loop, no more bytes than that loop should ever be behind. Any thread. */
final class BoundedHandOver {
    /** As many as the receive buffer of a socket has by default: a datagram waits for its loop in one or the other. */
    static final int MAX_BYTES = 4 * 1024 * 1024;

    private static final int BYTES_BESIDE = 200; // what a waiting datagram takes beside its content, about

    private final TaskLoop loop;
    private final AtomicInteger waitingBytes = new AtomicInteger();
    private final LongAdder dropped = new LongAdder();

    BoundedHandOver(TaskLoop loop) {
        this.loop = loop;
    }

    /** Runs a task about a datagram on the loop. Returns false, and counts it, if too much waits already. */
    boolean offer(int datagramBytes, Runnable task) {
        int bytes = datagramBytes + BYTES_BESIDE;
        if (waitingBytes.addAndGet(bytes) > MAX_BYTES) {
            waitingBytes.addAndGet(-bytes);
            dropped.increment();
            return false;
        }
        loop.execute(() -> {
            waitingBytes.addAndGet(-bytes);
            task.run();
        });
        return true;
    }

    /** Returns how many datagrams were dropped so far. */
    long dropped() {
        return dropped.sum();
    }
}
