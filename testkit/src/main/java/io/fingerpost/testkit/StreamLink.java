package io.fingerpost.testkit;

import java.util.Objects;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * A connection as TCP makes it, between two loops under {@link VirtualTime}. Everything arrives, once and in order; what the {@link
 * NetworkConditions} call lost stalls the stream instead, by a retransmission timeout of 200 ms which doubles with each loss of the
 * same segment, up to 120 s; the sixteenth loss in a row breaks the connection. Duplication has no effect. One call of {@link
 * End#send} is one segment, and arrives as one piece.
 *
 * <p>A simplification: real TCP repairs some losses within a round trip (fast retransmit), so it stalls more rarely than this.
 *
 * <p>Confined to the thread of its virtual time.
 */
public final class StreamLink {
    private static final byte[] END_OF_STREAM = new byte[0];

    private final End first;
    private final End second;
    private final Pipe firstToSecond;
    private final Pipe secondToFirst;
    private boolean open = true;

    /** Creates an open connection with the same conditions in both directions. */
    public StreamLink(VirtualLoop first, VirtualLoop second, NetworkConditions conditions, RandomGenerator random) {
        this(first, second, conditions, conditions, random);
    }

    /** Creates an open connection. */
    public StreamLink(
            VirtualLoop first,
            VirtualLoop second,
            NetworkConditions firstToSecond,
            NetworkConditions secondToFirst,
            RandomGenerator random) {
        this.first = new End(this, first);
        this.second = new End(this, second);
        this.firstToSecond = new Pipe(this, this.second, new PacketFates(firstToSecond, random));
        this.secondToFirst = new Pipe(this, this.first, new PacketFates(secondToFirst, random));
    }

    /** Returns the end on the first loop. */
    public End first() {
        return first;
    }

    /** Returns the end on the second loop. */
    public End second() {
        return second;
    }

    /** Breaks the connection: what is under way is lost, and both ends learn of it. */
    public void cut() {
        if (open) {
            breakOff();
            first.learnOfEnd();
            second.learnOfEnd();
        }
    }

    /**
     * Breaks the connection so that one end never learns of it: it goes on sending, and hears nothing. What is under way is lost; the
     * other end learns of the break.
     */
    public void halfOpen(End unaware) {
        if (unaware != first && unaware != second) {
            throw new IllegalArgumentException("not an end of this connection");
        }
        if (open) {
            breakOff();
            (unaware == first ? second : first).learnOfEnd();
        }
    }

    private void breakOff() {
        open = false;
        firstToSecond.segments.close();
        secondToFirst.segments.close();
    }

    /** Changes the conditions for what is sent, and sent again, from now on; in both directions. */
    public void setConditions(NetworkConditions conditions) {
        firstToSecond.fates.setConditions(conditions);
        secondToFirst.fates.setConditions(conditions);
    }

    private Pipe outgoing(End end) {
        return end == first ? firstToSecond : secondToFirst;
    }

    private Pipe incoming(End end) {
        return end == first ? secondToFirst : firstToSecond;
    }

    /** One end of the connection. Its callbacks run on its loop; they are to be set before anything arrives. */
    public static final class End {
        private final StreamLink link;
        private final VirtualLoop loop;
        private Consumer<byte[]> onReceive = bytes -> {};
        private Runnable onClosed = () -> {};
        private boolean closed;

        private End(StreamLink link, VirtualLoop loop) {
            this.link = link;
            this.loop = Objects.requireNonNull(loop, "loop");
        }

        /** Sets who takes what arrives; each array is the receiver's own. */
        public void onReceive(Consumer<byte[]> receiver) {
            this.onReceive = Objects.requireNonNull(receiver, "receiver");
        }

        /** Sets what to run once when this end learns that the connection is over, unless it closed it by itself. */
        public void onClosed(Runnable action) {
            this.onClosed = Objects.requireNonNull(action, "action");
        }

        /**
         * Sends bytes; they never arrive within this call. The array is copied.
         *
         * @return false if this end knows that the connection is over
         */
        public boolean send(byte[] bytes) {
            if (closed) {
                return false;
            }
            link.outgoing(this).segments.send(bytes.clone());
            return true;
        }

        /** Closes the connection. What was sent before arrives before the other end learns of it; nothing comes back any more. */
        public void close() {
            if (!closed) {
                closed = true;
                link.incoming(this).segments.close();
                link.outgoing(this).segments.send(END_OF_STREAM);
            }
        }

        /** Returns whether this end takes the connection for open. */
        public boolean isOpen() {
            return !closed;
        }

        /** Returns how many transmissions of this end were lost, each of which stalled the stream. */
        public long losses() {
            return link.outgoing(this).losses;
        }

        private void learnOfEnd() {
            loop.post(this::becomeClosed, 0);
        }

        private void becomeClosed() {
            if (!closed) {
                closed = true;
                onClosed.run();
            }
        }
    }

    /** One direction. */
    private static final class Pipe implements StreamSegments.Listener {
        private final StreamLink link;
        private final End receiver;
        private final PacketFates fates;
        private final StreamSegments<byte[]> segments;
        private long losses;

        Pipe(StreamLink link, End receiver, PacketFates fates) {
            this.link = link;
            this.receiver = receiver;
            this.fates = fates;
            this.segments = new StreamSegments<>(fates, this);
        }

        @Override
        public void schedule(Runnable task, long delayNanos) {
            receiver.loop.post(task, delayNanos);
        }

        @Override
        public void onLoss() {
            losses++;
        }

        @Override
        public void onArrival() {
            byte[] bytes;
            while ((bytes = segments.pollArrived()) != null) {
                if (bytes == END_OF_STREAM) { // by identity: an empty array is a segment like any other
                    link.breakOff();
                    receiver.becomeClosed();
                } else {
                    receiver.onReceive.accept(bytes);
                }
            }
        }

        @Override
        public void onBroken() {
            link.cut();
        }
    }
}
