package io.fingerpost.core.link;

import io.fingerpost.core.codec.LinkHello;

/** What one end tells the other about what it has received. Immutable; the bitmap must not be changed. */
public final class AckBlock {
    /** The most bytes of the bitmap. */
    public static final int MAX_BITMAP_BYTES = FrameFormat.MAX_BITMAP_BYTES;

    private static final byte[] NOTHING = {};

    private final long cum;
    private final int run;
    private final byte[] bitmap;
    private final long echoedStamp;
    private final long delayMillis;

    /**
     * Creates an acknowledgement.
     *
     * @param cum everything up to here is done with
     * @param run how many numbers right above it have arrived; the one above these has not
     * @param bitmap what arrived above that one: bit i of byte j (lowest bit first) stands for {@code cum + run + 2 + 8 * j + i}
     * @param echoedStamp the stamp of the frame that caused this, as it was received; 0 if there was none
     * @param delayMillis how long ago that frame arrived
     */
    public AckBlock(long cum, int run, byte[] bitmap, long echoedStamp, long delayMillis) {
        this.cum = cum;
        this.run = run;
        this.bitmap = bitmap;
        this.echoedStamp = echoedStamp;
        this.delayMillis = delayMillis;
    }

    /** Returns what an end says that is done with everything up to a number, and has nothing above it. */
    public static AckBlock upTo(long cum) {
        return new AckBlock(cum, 0, NOTHING, 0, 0);
    }

    /** Returns what an end says at the beginning of a connection that it is done with. */
    public static AckBlock of(LinkHello hello) {
        return new AckBlock(hello.rx(), 0, hello.rxBits(), 0, 0);
    }

    /** Returns the number up to which everything is done with. */
    public long cum() {
        return cum;
    }

    /** Returns how many numbers right above {@link #cum} have arrived. */
    public int run() {
        return run;
    }

    /** Returns what arrived above those, see the constructor; not to be changed. */
    public byte[] bitmap() {
        return bitmap;
    }

    /** Returns whether the message has arrived, done with or not. */
    public boolean hasArrived(long sq) {
        long above = sq - cum - run;
        if (above <= 0) {
            return true;
        }
        long index = above - 2;
        return index >= 0 && index < 8L * bitmap.length && (bitmap[(int) (index >> 3)] >> (index & 7) & 1) != 0;
    }

    /** Returns a number above which nothing has arrived. */
    long highest() {
        return cum + run + (bitmap.length == 0 ? 0 : 1 + 8L * bitmap.length);
    }

    /** Returns the stamp that is echoed; 0 if there is none. */
    public long echoedStamp() {
        return echoedStamp;
    }

    /** Returns how long the other end kept the stamp, in milliseconds. */
    public long delayMillis() {
        return delayMillis;
    }
}
