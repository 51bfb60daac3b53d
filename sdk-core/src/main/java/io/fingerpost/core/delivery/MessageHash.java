package io.fingerpost.core.delivery;

import java.security.SecureRandom;

/**
 * What a message of one user is remembered by: a hash of 128 bits of its fingerprint and the other user. So wide that two messages with
 * the same one do not occur, and keyed with a secret of this process, so that nobody can make two. Immutable but for a note of the
 * {@link DedupWindow}'s, so only one window may be asked about it.
 *
 * <p>SipHash-1-3 with 128 bits of output (Aumasson and Bernstein, 2012; the reference implementation's variant). A word of it is eight
 * characters of a text as long as all have 8 bits, otherwise four; the last word says which, and how long the texts are.
 */
public final class MessageHash {
    private static final long[] KEY = {new SecureRandom().nextLong(), new SecureRandom().nextLong()};
    private static final int ROUNDS = 1; // a word
    private static final int FINAL_ROUNDS = 3;
    private static final int NARROW = 8; // bits a character
    private static final int WIDE = 16;

    final long low;
    final long high;
    int place; // where the window that has begun with it put it; written by that one only

    private MessageHash(long low, long high) {
        this.low = low;
        this.high = high;
    }

    /**
     * Returns the hash of a message.
     *
     * @param user the recipient, where messages of one sender are told apart; the sender, where those to one recipient are
     */
    public static MessageHash of(String user, String fingerprint) {
        int bits = isNarrow(user) && isNarrow(fingerprint) ? NARROW : WIDE;
        long lengths = (long) bits << 56 | (long) user.length() << 28 | fingerprint.length(); // 256 characters at most
        return of(KEY[0], KEY[1], ROUNDS, FINAL_ROUNDS, user, fingerprint, bits, lengths);
    }

    private static boolean isNarrow(String text) {
        int all = 0;
        for (int i = 0; i < text.length(); i++) {
            all |= text.charAt(i);
        }
        return all < 1 << NARROW;
    }

    /** SipHash of two texts, each filled up to whole words, and one word more. */
    static MessageHash of(
            long k0, long k1, int rounds, int finalRounds, String first, String second, int charBits, long lastWord) {
        long v0 = k0 ^ 0x736f6d6570736575L;
        long v1 = k1 ^ 0x646f72616e646f6dL ^ 0xee;
        long v2 = k0 ^ 0x6c7967656e657261L;
        long v3 = k1 ^ 0x7465646279746573L;
        int wordChars = Long.SIZE / charBits;
        int secondAt = words(first, wordChars);
        int lastAt = secondAt + words(second, wordChars);
        long low = 0;
        for (int step = 0; step <= lastAt + 2; step++) {
            long word = 0;
            if (step < secondAt) {
                word = word(first, step * wordChars, charBits);
            } else if (step < lastAt) {
                word = word(second, (step - secondAt) * wordChars, charBits);
            } else if (step == lastAt) {
                word = lastWord;
            } else if (step == lastAt + 1) {
                v2 ^= 0xee;
            } else {
                low = v0 ^ v1 ^ v2 ^ v3;
                v1 ^= 0xdd;
            }
            v3 ^= word;
            for (int round = step <= lastAt ? rounds : finalRounds; round > 0; round--) {
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
            v0 ^= word;
        }
        return new MessageHash(low, v0 ^ v1 ^ v2 ^ v3);
    }

    private static int words(String text, int wordChars) {
        return (text.length() + wordChars - 1) / wordChars;
    }

    private static long word(String text, int from, int charBits) {
        long word = 0;
        int to = Math.min(from + Long.SIZE / charBits, text.length());
        for (int i = from; i < to; i++) {
            word = word << charBits | text.charAt(i);
        }
        return word;
    }

    @Override
    public int hashCode() {
        return (int) low;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MessageHash && ((MessageHash) other).low == low && ((MessageHash) other).high == high;
    }
}
