package io.fingerpost.core.link;

/**
 * Memory in which the links of one thread build their frames, or find those that came, one after the other, so that not each of them needs
 * its own. Grows to the largest frame, at most 64 KiB. Confined to that thread.
 */
public final class FrameBuffer {
    private static final int FIRST_BYTES = 2048; // a datagram and more
    private static final byte[] NOTHING = {};

    private byte[] bytes = NOTHING;

    /** Returns memory of any contents, which nobody else gets until it is given back. */
    byte[] take() {
        return take(FIRST_BYTES);
    }

    /** The same, with room for so many bytes. */
    public byte[] take(int atLeast) {
        byte[] taken = bytes.length >= atLeast ? bytes : new byte[Math.max(FIRST_BYTES, atLeast)];
        bytes = NOTHING;
        return taken;
    }

    /** Gives back what was taken, or what it has been replaced by because it was too small. */
    public void giveBack(byte[] taken) {
        bytes = taken;
    }
}
