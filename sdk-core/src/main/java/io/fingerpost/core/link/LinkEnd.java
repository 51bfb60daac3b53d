package io.fingerpost.core.link;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.fingerpost.core.codec.InvalidPacketException;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One end of a link: messages in, frames out; frames in, messages out. Many messages and the acknowledgement of what came the other
 * way travel in one frame. It outlives connections: {@link #connect} begins a new one. Confined to one thread.
 *
 * @param <V> what the owner wants back when a message is done with
 */
public final class LinkEnd<V> {
    /** Takes what the link has to say. May offer and {@link LinkEnd#complete} messages, but not poll. */
    public interface Output<V> {
        /** Send this frame. */
        void frame(byte[] frame);

        /** Send the frame at the beginning of this buffer. Copy it before returning: the buffer is used again. */
        default void frame(byte[] buffer, int length) {
            frame(Arrays.copyOf(buffer, length));
        }

        /**
         * Hand over this message; call {@link LinkEnd#complete} when it is done with.
         *
         * @param sq its number; 0 for an unreliable message, which needs no completing
         * @param redelivered whether an earlier connection may have handed it over already
         */
        void deliver(long sq, byte[] message, boolean redelivered);

        /** A message that was handed over and is not done with came again, see {@link ReceiveLink.Output#repeated}. */
        default void repeated(long sq, boolean retracted) {}

        /** The message is sent now, for the first time or again. A large one is sent in pieces; the last one tells. */
        default void transmitted(V message) {}

        /** The other end is done with this message, and responsible for it from now on. */
        void done(V message);
    }

    private static final byte[] NO_CID = {};
    private static final long STAMP_MASK = 0xffffffffL;
    private static final long NO_STAMP = 0;

    private final SendLink<V> sending;
    private final FrameWriter writer;
    private final ArrayDeque<byte[]> unreliable = new ArrayDeque<>(); // until the next poll
    private final LinkLimits limits;
    private ReceiveLink receiving;
    private boolean datagrams;
    private byte[] cid = NO_CID;
    private boolean connected;
    private boolean writing;

    /**
     * Creates a link that is not connected.
     *
     * @param sendAfter the number before that of the first message to send
     * @param limits what this end holds at most
     * @param received what this end is done with already
     */
    public LinkEnd(long sendAfter, LinkLimits limits, AckBlock received) {
        this(sendAfter, limits, received, new FrameBuffer());
    }

    /**
     * Creates a link that is not connected.
     *
     * @param sendAfter the number before that of the first message to send
     * @param limits what this end holds at most
     * @param received what this end is done with already
     * @param frames where frames are built, with all the links of this thread
     */
    public LinkEnd(long sendAfter, LinkLimits limits, AckBlock received, FrameBuffer frames) {
        this.writer = new FrameWriter(frames, LinkLimits.MAX_DATAGRAM_BYTES);
        this.sending = new SendLink<>(sendAfter);
        this.limits = limits;
        this.receiving = new ReceiveLink(limits, received);
    }

    /**
     * Begins a connection.
     *
     * @param overDatagrams whether frames travel as datagrams, which get lost, or on a stream
     * @param newCid what to put into frames so that the other end knows the session whatever the address; null for nothing
     * @param peerLimits what the other end holds at most; a frame on a stream is no larger than the largest message it takes
     * @param peerDone what the other end says it is done with
     * @param peerDoneSending everything up to here is not sent any more by the other end
     */
    public void connect(
            boolean overDatagrams,
            byte @Nullable [] newCid,
            LinkLimits peerLimits,
            AckBlock peerDone,
            long peerDoneSending,
            long nowNanos,
            Output<V> output) {
        datagrams = overDatagrams;
        cid = newCid == null ? NO_CID : newCid.clone();
        writer.limitTo(
                overDatagrams
                        ? LinkLimits.MAX_DATAGRAM_BYTES
                        : Math.min(peerLimits.maxMessageBytes(), LinkLimits.MAX_STREAM_FRAME_BYTES));
        unreliable.clear();
        connected = true;
        receiving.connect(overDatagrams, peerDoneSending);
        sending.resume(overDatagrams, peerLimits, peerDone, nowNanos, new Sending(nowNanos, output));
    }

    /** Forgets what was received: the other end has begun a new numbering. Its messages that were handed over need no completing. */
    public void forgetReceived(AckBlock received) {
        receiving = new ReceiveLink(limits, received);
    }

    /** Returns whether the bytes are a link frame, and not the JSON of the base profile. */
    public static boolean isFrame(byte[] bytes) {
        return bytes.length > 0 && isFrame(bytes[0]);
    }

    /** Returns whether bytes of which this is the first are a link frame. */
    public static boolean isFrame(byte first) {
        return (first & FrameFormat.LINK) != 0;
    }

    /** The connection is gone: nothing is sent until the next one. */
    public void disconnect() {
        connected = false;
    }

    /** Returns what this end is done with, to be told to the other end when a connection begins. */
    public AckBlock done() {
        return receiving.done();
    }

    /** Takes a message to be sent once, outside the sequence; poll to send it. It is dropped if there is no connection. */
    public void offerUnreliable(byte[] message) {
        if (connected) {
            unreliable.addLast(message);
        }
    }

    /** Returns the most bytes that an unreliable message may have on this connection. */
    public int maxUnreliableBytes() {
        return writer.maxFrameBytes() - FrameFormat.MAX_HEAD_BYTES - FrameFormat.MAX_MESSAGE_HEAD_BYTES;
    }

    /** Notes that a message that was handed over is done with; poll to tell the other end. */
    public void complete(long sq, long nowNanos) {
        receiving.complete(sq, nowNanos);
    }

    /**
     * Takes a frame from the other end; poll afterwards.
     *
     * @throws InvalidPacketException if it is not a frame; it has no effect then
     * @see #onFrame(byte[], int, boolean, long, Output)
     */
    public void onFrame(byte[] frame, boolean fromClient, long nowNanos, Output<V> output)
            throws InvalidPacketException {
        onFrame(frame, frame.length, fromClient, nowNanos, output);
    }

    /**
     * Takes the frame at the beginning of a buffer, of which nothing is needed afterwards.
     *
     * @param fromClient whether it came over UDP from a client, so that it has a cid
     * @throws InvalidPacketException if it is not a frame; it has no effect then
     */
    public void onFrame(byte[] buffer, int length, boolean fromClient, long nowNanos, Output<V> output)
            throws InvalidPacketException {
        byte[] answer = fromClient ? null : PathChallenge.answer(buffer, length, cid);
        if (answer != null) {
            output.frame(answer);
            return;
        }
        ReceiveLink.Output handingOver = handingOver(output);
        int cidBytes = datagrams && fromClient ? FrameFormat.CID_BYTES : 0;
        FrameReader.read(buffer, length, cidBytes, new FrameReader.Handler() {
            @Override
            public void onHead(long stampMillis, @Nullable AckBlock ack, boolean closing) {
                receiving.onStamp(Math.max(NO_STAMP, stampMillis));
                if (ack != null) {
                    sending.onAck(ack, roundTripNanos(ack, nowNanos), nowNanos, new Sending(nowNanos, output));
                }
            }

            @Override
            public void onMessage(long sq, int flags, int back, byte[] bytes) {
                receiving.onMessage(sq, flags, back, bytes, nowNanos, handingOver);
            }
        });
    }

    private static <V> ReceiveLink.Output handingOver(Output<V> output) {
        return new ReceiveLink.Output() {
            @Override
            public void deliver(long sq, byte[] message, boolean redelivered) {
                output.deliver(sq, message, redelivered);
            }

            @Override
            public void repeated(long sq, boolean retracted) {
                output.repeated(sq, retracted);
            }
        };
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
        for (byte[] message = unreliable.pollFirst(); message != null; message = unreliable.pollFirst()) {
            sink.unreliable(message);
        }
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

    /** Returns the receiving half, for its facts. */
    public ReceiveLink receiving() {
        return receiving;
    }

    /** Returns the sending half. Poll after offering a message to it. */
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

        void unreliable(byte[] message) {
            makeRoom(message.length);
            writer.message(0, FrameFormat.UNRELIABLE, 0, message, 0, message.length);
        }

        private void makeRoom(int bytes) {
            if (writing && !writer.fits(bytes)) {
                end();
            }
            begin();
        }

        @Override
        public void transmit(SendLink.Piece<V> piece) {
            makeRoom(piece.count());
            if (piece.value() != null) {
                output.transmitted(piece.value());
            }
            int back = piece.back(sending.doneUpTo());
            writer.message(piece.sq(), piece.flags(), back, piece.message(), piece.offset(), piece.count());
        }

        @Override
        public void ask(SendLink.Piece<V> piece) {
            makeRoom(0);
            writer.message(piece.sq(), piece.flags(), 0, piece.message(), piece.offset(), 0);
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
                writer.end(output);
            }
        }
    }
}
