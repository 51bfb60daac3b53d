package io.fingerpost.core.delivery;

import java.security.SecureRandom;

/**
 * What a message of one user is remembered by: a hash of 128 bits of its fingerprint and the other user. So wide that two messages with
 * the same one do not occur, and keyed with a secret of this process, so that nobody can make two. Immutable but for a note of the
 * {@link DedupWindow}'s, so only one window may be asked about it.
 *
 * <p>SipHash-1-3 with 128 bits of output (Aumasson and Bernstein, 2012; the reference implementation's variant). A word of it is four
 * characters of a text, each text filled up to whole words; the last one says how long the texts are.
 */
public final class MessageHash {
    private static final long[] KEY = {new SecureRandom().nextLong(), new SecureRandom().nextLong()};
    private static final int FINAL_ROUNDS = 3; // for each half of the output
    private static final int WORD_CHARS = 4;

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
        return of(KEY[0], KEY[1], user, fingerprint);
    }

    /** The same with another key; for tests. */
    static MessageHash of(long k0, long k1, String first, String second) {
        long v0 = k0 ^ 0x736f6d6570736575L;
        long v1 = k1 ^ 0x646f72616e646f6dL ^ 0xee;
        long v2 = k0 ^ 0x6c7967656e657261L;
        long v3 = k1 ^ 0x7465646279746573L;
        int secondAt = words(first);
        int lastAt = secondAt + words(second);
        long lengths = (long) first.length() << Integer.SIZE | second.length();
        for (int step = 0; step <= lastAt; step++) {
            long word = step < secondAt ? word(first, step) : step < lastAt ? word(second, step - secondAt) : lengths;
            v3 ^= word;
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
            v0 ^= word;
        }
        long low = 0;
        v2 ^= 0xee;
        // The same rounds once more: as one loop, with the words and what is done in the middle as cases, all took half
        // as long again.
        for (int round = 0; round < 2 * FINAL_ROUNDS; round++) {
            if (round == FINAL_ROUNDS) {
                low = v0 ^ v1 ^ v2 ^ v3;
                v1 ^= 0xdd;
            }
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
        return new MessageHash(low, v0 ^ v1 ^ v2 ^ v3);
    }

    private static int words(String text) {
        return (text.length() + WORD_CHARS - 1) / WORD_CHARS;
    }

    private static long word(String text, int number) {
        int i = number * WORD_CHARS;
        if (text.length() - i >= WORD_CHARS) {
            return (long) text.charAt(i) << 48
                    | (long) text.charAt(i + 1) << 32
                    | (long) text.charAt(i + 2) << 16
                    | text.charAt(i + 3);
        }
        long word = 0;
        while (i < text.length()) {
            word = word << Character.SIZE | text.charAt(i++);
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
