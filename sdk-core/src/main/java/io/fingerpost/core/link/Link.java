package io.fingerpost.core.link;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.fingerpost.core.codec.InvalidPacketException;
import org.jspecify.annotations.Nullable;

/**
 * One end of a link: messages in, frames out; frames in, messages out. Many messages and the acknowledgement of what came the other
 * way travel in one frame. It outlives connections: {@link #connect} begins a new one. Confined to one thread.
 *
 * @param <V> what the owner wants back when a message is done with
 */
public final class Link<V> {
    /** Takes what the link has to say. May call {@link Link#complete} and {@link Link#offer}, but not poll. */
    public interface Output<V> {
        /** Send this frame. */
        void frame(byte[] frame);

        /**
         * Hand over this message; call {@link Link#complete} when it is done with.
         *
         * @param sq its number; 0 for an unreliable message, which needs no completing
         * @param redelivered whether an earlier connection may have handed it over already
         */
        void deliver(long sq, byte[] message, boolean redelivered);

        /** The other end is done with this message, and responsible for it from now on. */
        void done(V message);
    }

    private static final byte[] NO_CID = {};
    private static final long STAMP_MASK = 0xffffffffL;
    private static final long NO_STAMP = 0;

    private final boolean datagrams;
    private final SendLink<V> sending;
    private final ReceiveLink receiving;
    private final FrameWriter writer;
    private byte[] cid = NO_CID;
    private boolean connected;
    private boolean writing;

    /**
     * Creates a link that is not connected.
     *
     * @param datagrams whether frames travel as datagrams, which get lost, or on a stream
     * @param receivedUpTo everything up to here has been received and is done with: 0 in the beginning
     */
    public Link(boolean datagrams, LinkLimits limits, long receivedUpTo, long nowNanos) {
        this.datagrams = datagrams;
        this.sending = new SendLink<>(datagrams, limits, nowNanos);
        this.receiving = new ReceiveLink(limits, receivedUpTo);
        this.writer = new FrameWriter(datagrams ? LinkLimits.MAX_DATAGRAM_BYTES : LinkLimits.MAX_STREAM_FRAME_BYTES);
    }

    /**
     * Begins a connection.
     *
     * @param newCid what to put into frames so that the other end knows the session whatever the address; null or empty for nothing
     * @param peerDone what the other end says it is done with
     */
    public void connect(byte @Nullable [] newCid, AckBlock peerDone, long nowNanos, Output<V> output) {
        cid = newCid == null ? NO_CID : newCid.clone();
        connected = true;
        sending.resume(peerDone, nowNanos, new Sending(nowNanos, output));
    }

    /** The connection is gone: nothing is sent until the next one. */
    public void disconnect() {
        connected = false;
    }

    /** Returns what this end is done with, to be told to the other end when a connection begins. */
    public AckBlock done() {
        return receiving.done();
    }

    /**
     * Takes a message; poll to send it. The owner bounds how many wait.
     *
     * @param conversation messages of one conversation are handed over in the order in which they are offered
     * @return its number
     */
    public long offer(byte[] message, String conversation, V value) {
        return sending.offer(message, conversation, value);
    }

    /** Notes that a message that was handed over is done with; poll to tell the other end. */
    public void complete(long sq, long nowNanos) {
        receiving.complete(sq, nowNanos);
    }

    /**
     * Takes a frame from the other end; poll afterwards.
     *
     * @param fromClient whether it came over UDP from a client, so that it has a cid
     * @throws InvalidPacketException if it is not a frame; it has no effect then
     */
    public void onFrame(byte[] frame, boolean fromClient, long nowNanos, Output<V> output)
            throws InvalidPacketException {
        FrameReader.read(frame, datagrams && fromClient ? FrameFormat.CID_BYTES : 0, new FrameReader.Handler() {
            @Override
            public void onHead(long stampMillis, @Nullable AckBlock ack, boolean closing) {
                if (stampMillis >= 0) {
                    receiving.onStamp(stampMillis, nowNanos);
                }
                if (ack != null) {
                    sending.onAck(ack, roundTripNanos(ack, nowNanos), nowNanos, new Sending(nowNanos, output));
                }
            }

            @Override
            public void onMessage(long sq, int flags, int back, byte[] bytes) {
                receiving.onMessage(sq, flags, back, bytes, nowNanos, output::deliver);
            }
        });
    }

    private static long roundTripNanos(AckBlock ack, long nowNanos) {
        if (ack.echoedStamp() == NO_STAMP) {
            return -1;
        }
        long millis = (stamp(nowNanos) - ack.echoedStamp() & STAMP_MASK) - ack.delayMillis();
        return millis < 0 || millis > 60_000 ? -1 : MILLISECONDS.toNanos(millis);
    }

    private static long stamp(long nowNanos) {
        return Math.max(1, NANOSECONDS.toMillis(nowNanos) & STAMP_MASK);
    }

    /** Says what to send now. */
    public void poll(long nowNanos, Output<V> output) {
        if (!connected) {
            return;
        }
        Sending sink = new Sending(nowNanos, output);
        sending.poll(nowNanos, sink);
        if (receiving.ackDueNanos() <= nowNanos) {
            sink.begin();
        }
        sink.end();
    }

    /** Returns when {@link #poll} will have something to do without anything being heard, or {@link Long#MAX_VALUE}. */
    public long nextDueNanos() {
        return connected ? Math.min(sending.nextDueNanos(), receiving.ackDueNanos()) : Long.MAX_VALUE;
    }

    /** Returns the sending half, for its facts. */
    public SendLink<V> sending() {
        return sending;
    }

    /** Puts what is to be sent into frames. */
    private final class Sending implements SendLink.Output<V> {
        private final long nowNanos;
        private final Output<V> output;

        Sending(long nowNanos, Output<V> output) {
            this.nowNanos = nowNanos;
            this.output = output;
        }

        @Override
        public void transmit(SendLink.Piece<V> piece) {
            if (writing && !writer.fits(piece.count())) {
                end();
            }
            begin();
            int back = piece.back(sending.doneUpTo());
            writer.message(piece.sq(), piece.flags(), back, piece.message(), piece.offset(), piece.count());
        }

        @Override
        public void done(V message) {
            output.done(message);
        }

        void begin() {
            if (!writing) {
                writing = true;
                AckBlock ack = receiving.ackDueNanos() == Long.MAX_VALUE ? null : receiving.takeAck(nowNanos);
                writer.begin(cid, datagrams ? stamp(nowNanos) : -1, ack, false);
            }
        }

        void end() {
            if (writing) {
                writing = false;
                if (!writer.isEmpty()) {
                    output.frame(writer.toBytes());
                }
            }
        }
    }
}
