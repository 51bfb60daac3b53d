package io.fingerpost.core.delivery;

import java.security.SecureRandom;

/**
 * A hash of 128 bits of what tells messages apart: so wide that two messages with the same one do not occur, and keyed, so that nobody can
 * make two. SipHash-2-4 with 128 bits of output (Aumasson and Bernstein, 2012; the reference implementation's variant), over the two
 * texts in UTF-16. Holds the result of the last call; confined to one thread, or guarded by its owner.
 */
final class KeyHash {
    private static final long[] KEY = {new SecureRandom().nextLong(), new SecureRandom().nextLong()};

    private final long k0;
    private final long k1;
    private long v0;
    private long v1;
    private long v2;
    private long v3;
    private long low;
    private long high;

    /** Creates one with the key of this process. */
    KeyHash() {
        this(KEY[0], KEY[1]);
    }

    KeyHash(long k0, long k1) {
        this.k0 = k0;
        this.k1 = k1;
    }

    /** Hashes two texts, of which the second cannot take anything from the first. */
    void of(String first, String second) {
        begin();
        feed(first);
        feed(second);
        finish((long) first.length() << 32 | second.length());
    }

    long low() {
        return low;
    }

    long high() {
        return high;
    }

    private void feed(String text) {
        int length = text.length();
        int i = 0;
        for (; i + 4 <= length; i += 4) {
            word(text.charAt(i)
                    | (long) text.charAt(i + 1) << 16
                    | (long) text.charAt(i + 2) << 32
                    | (long) text.charAt(i + 3) << 48);
        }
        long rest = 0;
        for (int shift = 0; i < length; i++, shift += 16) {
            rest |= (long) text.charAt(i) << shift;
        }
        word(rest);
    }

    void begin() {
        v0 = k0 ^ 0x736f6d6570736575L;
        v1 = k1 ^ 0x646f72616e646f6dL ^ 0xee;
        v2 = k0 ^ 0x6c7967656e657261L;
        v3 = k1 ^ 0x7465646279746573L;
    }

    private void word(long m) {
        v3 ^= m;
        round();
        round();
        v0 ^= m;
    }

    void finish(long lastWord) {
        word(lastWord);
        v2 ^= 0xee;
        fourRounds();
        low = v0 ^ v1 ^ v2 ^ v3;
        v1 ^= 0xdd;
        fourRounds();
        high = v0 ^ v1 ^ v2 ^ v3;
    }

    private void fourRounds() {
        round();
        round();
        round();
        round();
    }

    private void round() {
        v0 += v1;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v0 = Long.rotateLeft(v0, 32);
        v2 += v3;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 += v3;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v2 += v1;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v2 = Long.rotateLeft(v2, 32);
    }
}
