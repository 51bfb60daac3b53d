package io.fingerpost.testkit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One direction of an imitated TCP connection: says when each segment arrives, in order. A lost segment is sent again after a
 * timeout that doubles, and everything behind it waits. Knows neither sockets nor threads; confined to one thread.
 */
final class StreamSegments<T> {
    /** The retransmission timeout of a connection with a short round trip, as Linux has it (TCP_RTO_MIN). */
    static final long FIRST_TIMEOUT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final long LAST_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(120); // Linux: TCP_RTO_MAX
    private static final int MAX_RETRANSMISSIONS = 15; // Linux: tcp_retries2

    /** What the segments need of their surroundings. */
    interface Listener {
        /** Runs the task later. */
        void schedule(Runnable task, long delayNanos);

        /** A transmission was lost. */
        void onLoss();

        /** {@link #pollArrived()} has something. */
        void onArrival();

        /** A segment was lost so many times that TCP gives the connection up. */
        void onBroken();
    }

    private static final class Segment<T> {
        private final T data;
        private int retransmissions;
        private boolean arrived;

        Segment(T data) {
            this.data = data;
        }
    }

    private final PacketFates fates;
    private final Listener listener;
    private final Deque<Segment<T>> underWay = new ArrayDeque<>();
    private boolean closed;

    StreamSegments(PacketFates fates, Listener listener) {
        this.fates = fates;
        this.listener = listener;
    }

    void send(T data) {
        if (!closed) {
            Segment<T> segment = new Segment<>(data);
            underWay.addLast(segment);
            transmit(segment);
        }
    }

    private void transmit(Segment<T> segment) {
        if (closed) {
            return;
        }
        if (!fates.isLost()) {
            listener.schedule(() -> arrive(segment), fates.delayNanos());
            return;
        }
        listener.onLoss();
        if (segment.retransmissions == MAX_RETRANSMISSIONS) {
            listener.onBroken();
            return;
        }
        long timeout = Math.min(LAST_TIMEOUT_NANOS, FIRST_TIMEOUT_NANOS << segment.retransmissions++);
        listener.schedule(() -> transmit(segment), timeout);
    }

    private void arrive(Segment<T> segment) {
        segment.arrived = true;
        if (!closed && underWay.peekFirst() == segment) {
            listener.onArrival();
        }
    }

    /** Takes the next segment in order, if it has arrived. */
    @Nullable T pollArrived() {
        Segment<T> first = underWay.peekFirst();
        if (first == null || !first.arrived) {
            return null;
        }
        underWay.removeFirst();
        return first.data;
    }

    /** Forgets what is under way. */
    void close() {
        closed = true;
        underWay.clear();
    }
}
