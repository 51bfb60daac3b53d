package io.fingerpost.core.link;

/**
 * Memory in which the links of one thread build their frames, one after the other, so that not each of them needs its own. Grows to the
 * largest frame, at most 64 KiB. Confined to that thread.
 */
public final class FrameBuffer {
    private static final int FIRST_BYTES = 2048; // a datagram and more
    private static final byte[] NOTHING = {};

    private byte[] bytes = NOTHING;

    /** Returns memory of any contents, which nobody else gets until it is given back. */
    byte[] take() {
        byte[] taken = bytes.length == 0 ? new byte[FIRST_BYTES] : bytes;
        bytes = NOTHING;
        return taken;
    }

    /** Gives back what was taken, or what it has been replaced by because it was too small. */
    void giveBack(byte[] taken) {
        bytes = taken;
    }
}
