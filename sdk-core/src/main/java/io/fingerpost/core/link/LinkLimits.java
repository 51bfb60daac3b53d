package io.fingerpost.core.link;

import io.fingerpost.core.codec.LinkHello;

/** The bounds that both ends of a link keep, so that neither can be made to hold more. Immutable. */
public final class LinkLimits {
    /** The most bytes of a frame over UDP, which fits the smallest MTU that is in use today. */
    public static final int MAX_DATAGRAM_BYTES = 1200;

    /** The most bytes of a frame over a stream. */
    public static final int MAX_STREAM_FRAME_BYTES = 32 * 1024;

    /**
     * The most bytes of one piece of a message. It is the same over all transports, so that a message keeps its numbers when its
     * sender comes back by another one.
     */
    public static final int PIECE_BYTES = 1100;

    /** The smallest limit for messages that a link works with: a frame on a stream may be as large, and has to hold a piece. */
    public static final int MIN_MESSAGE_BYTES = LinkHello.MIN_MESSAGE_BYTES;

    /** The largest message that any link can be set up for. */
    public static final int MAX_MESSAGE_BYTES = LinkHello.MAX_MESSAGE_BYTES;

    /** The most messages and pieces beyond what the receiver is done with, on any link. */
    public static final int MAX_WINDOW_MESSAGES = 2048;

    /** What is used unless configured otherwise: messages of 64 KiB; 256 messages or pieces and 256 KiB under way. */
    public static final LinkLimits DEFAULT = of(64 * 1024);

    private final int maxMessageBytes;
    private final int windowMessages;
    private final int windowBytes;

    private LinkLimits(int maxMessageBytes, int windowMessages, int windowBytes) {
        this.maxMessageBytes = maxMessageBytes;
        this.windowMessages = windowMessages;
        this.windowBytes = windowBytes;
    }

    /**
     * Returns the bounds that go with the largest message that is to be carried: always room for it and as much again.
     *
     * @throws IllegalArgumentException unless it is from 2 KiB to 1 MiB
     */
    public static LinkLimits of(int maxMessageBytes) {
        if (maxMessageBytes < MIN_MESSAGE_BYTES || maxMessageBytes > MAX_MESSAGE_BYTES) {
            throw new IllegalArgumentException("maxMessageBytes must be from " + MIN_MESSAGE_BYTES + " to "
                    + MAX_MESSAGE_BYTES + ": " + maxMessageBytes);
        }
        int pieces = pieces(maxMessageBytes);
        int window = Math.max(256, Integer.highestOneBit(2 * pieces - 1) << 1);
        return new LinkLimits(
                maxMessageBytes, Math.min(MAX_WINDOW_MESSAGES, window), Math.max(256 * 1024, 2 * maxMessageBytes));
    }

    /** Returns how many pieces, and so how many numbers, a message of so many bytes takes: at least one. */
    public static int pieces(int messageBytes) {
        return Math.max(1, (messageBytes + PIECE_BYTES - 1) / PIECE_BYTES);
    }

    /** Returns the most bytes of one message. */
    public int maxMessageBytes() {
        return maxMessageBytes;
    }

    /** Returns the most messages, or pieces of one, beyond what the receiver is done with. A power of two. */
    public int windowMessages() {
        return windowMessages;
    }

    /** Returns the most bytes of messages beyond what the receiver is done with. */
    public int windowBytes() {
        return windowBytes;
    }
}
