package io.fingerpost.core.link;

/** What one end tells the other about what it has received. Immutable; the bitmap must not be changed. */
public final class AckBlock {
    private final long cum;
    private final byte[] bitmap;
    private final long echoedStamp;
    private final long delayMillis;

    /**
     * Creates an acknowledgement.
     *
     * @param cum everything up to here is done with
     * @param bitmap what arrived above it: bit i of byte j (lowest bit first) stands for {@code cum + 1 + 8 * j + i}
     * @param echoedStamp the stamp of the frame that caused this, as it was received
     * @param delayMillis how long ago that frame arrived
     */
    public AckBlock(long cum, byte[] bitmap, long echoedStamp, long delayMillis) {
        this.cum = cum;
        this.bitmap = bitmap;
        this.echoedStamp = echoedStamp;
        this.delayMillis = delayMillis;
    }

    /** Returns the number up to which everything is done with. */
    public long cum() {
        return cum;
    }

    byte[] bitmap() {
        return bitmap;
    }

    /** Returns whether the message has arrived, done with or not. */
    public boolean hasArrived(long sq) {
        long index = sq - cum - 1;
        return index < 0 || (index < 8L * bitmap.length && (bitmap[(int) (index >> 3)] >> (index & 7) & 1) != 0);
    }

    /** Returns the stamp that is echoed. */
    public long echoedStamp() {
        return echoedStamp;
    }

    /** Returns how long the other end kept the stamp, in milliseconds. */
    public long delayMillis() {
        return delayMillis;
    }
}
