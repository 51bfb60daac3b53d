package io.fingerpost.core.link;

/**
 * The bytes of a link frame:
 *
 * <pre>
 * frame   = head [cid] [stamp] [ack] message*
 * head    = 1 byte: 1 A T C vvvv   A = ack present, T = stamp present, C = closing, vvvv = version (1)
 * cid     = 8 bytes, on UDP towards the server only
 * stamp   = u32, the sender's millisecond clock
 * ack     = varint cum, varint run, u8 n (0..32), n bytes of bitmap, u32 echoed stamp, varint delay in ms
 * message = varint sq, u8 flags, [varint back], varint length, bytes
 * varint  = unsigned LEB128
 * </pre>
 */
final class FrameFormat {
    static final int LINK = 0x80;
    static final int ACK = 0x40;
    static final int STAMP = 0x20;
    static final int CLOSING = 0x10;
    static final int VERSION_MASK = 0x0f;
    static final int VERSION = 1;

    static final int CID_BYTES = 8;
    static final int MAX_BITMAP_BYTES = 32;

    /** More pieces of the same message follow. */
    static final int MORE = 1;
    /** A piece that is not the first. */
    static final int CONTINUATION = 2;
    /** Outside the sequence; sq is 0. */
    static final int UNRELIABLE = 4;
    /** The receiver may have seen it before. */
    static final int REDELIVERED = 8;
    /** The distance to the predecessor is present. */
    static final int BACK = 16;
    /** Nothing comes under this number: what was to come was taken back, or expired. */
    static final int VOID = 32;

    /** The most bytes of head, cid, stamp and ack together, as long as numbers stay below 2^49. */
    static final int MAX_HEAD_BYTES = 1 + CID_BYTES + 4 + 7 + 2 + 1 + MAX_BITMAP_BYTES + 4 + 5;

    /** The most bytes of sq, flags, back and length together. */
    static final int MAX_MESSAGE_HEAD_BYTES = 7 + 1 + 2 + 2;

    private FrameFormat() {}
}
