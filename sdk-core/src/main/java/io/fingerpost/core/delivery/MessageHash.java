package io.fingerpost.core.delivery;

import java.security.SecureRandom;

/**
 * What a message of one user is remembered by: a hash of 128 bits of its fingerprint and the other user. So wide that two messages with
 * the same one do not occur, and keyed with a secret of this process, so that nobody can make two. Immutable.
 *
 * <p>SipHash-2-4 with 128 bits of output (Aumasson and Bernstein, 2012; the reference implementation's variant), over the two texts in UTF-16.
 */
public final class MessageHash {
    private static final long[] KEY = {new SecureRandom().nextLong(), new SecureRandom().nextLong()};
    private static final int WORD_CHARS = 4;
    private static final int FINAL_STEPS = 4; // of two rounds, as the others

    final long low;
    final long high;

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
        long lengths = (long) user.length() << 32 | fingerprint.length(); // neither can take anything from the other
        return of(KEY[0], KEY[1], user, fingerprint, lengths);
    }

    /** Hashes two texts, each filled up to whole words, and one word more. */
    static MessageHash of(long k0, long k1, String first, String second, long lastWord) {
        long v0 = k0 ^ 0x736f6d6570736575L;
        long v1 = k1 ^ 0x646f72616e646f6dL ^ 0xee;
        long v2 = k0 ^ 0x6c7967656e657261L;
        long v3 = k1 ^ 0x7465646279746573L;
        int secondAt = words(first);
        int lastAt = secondAt + words(second);
        long low = 0;
        for (int step = 0; step <= lastAt + FINAL_STEPS; step++) {
            long word = 0;
            if (step < secondAt) {
                word = word(first, step);
            } else if (step < lastAt) {
                word = word(second, step - secondAt);
            } else if (step == lastAt) {
                word = lastWord;
            } else if (step == lastAt + 1) {
                v2 ^= 0xee;
            } else if (step == lastAt + 1 + FINAL_STEPS / 2) {
                low = v0 ^ v1 ^ v2 ^ v3;
                v1 ^= 0xdd;
            }
            v3 ^= word;
            for (int round = 0; round < 2; round++) {
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

    private static int words(String text) {
        return (text.length() + WORD_CHARS - 1) / WORD_CHARS;
    }

    private static long word(String text, int number) {
        long word = 0;
        int from = number * WORD_CHARS;
        for (int i = Math.min(from + WORD_CHARS, text.length()) - 1; i >= from; i--) {
            word = word << Character.SIZE | text.charAt(i);
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
