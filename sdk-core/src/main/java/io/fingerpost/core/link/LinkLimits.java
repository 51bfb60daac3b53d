package io.fingerpost.core.link;

/** The bounds that both ends of a link keep, so that neither can be made to hold more. */
public final class LinkLimits {
    /** The most messages, or pieces of one, beyond what the receiver is done with. A power of two. */
    public static final int WINDOW_MESSAGES = 256;

    /** The most bytes of messages beyond what the receiver is done with. */
    public static final int WINDOW_BYTES = 256 * 1024;

    /** The most bytes of a frame over UDP, which fits the smallest MTU that is in use today. */
    public static final int MAX_DATAGRAM_BYTES = 1200;

    /** The most bytes of a frame over a stream. */
    public static final int MAX_STREAM_FRAME_BYTES = 32 * 1024;

    private LinkLimits() {}
}
