package io.fingerpost.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MessageHashTest {
    private static final long K0 = 0x0706050403020100L;
    private static final long K1 = 0x0f0e0d0c0b0a0908L;

    /** What OpenSSL 3 computes of nothing (openssl mac SIPHASH, with size 16, c-rounds 1 and d-rounds 3). */
    @Test
    void itIsSipHash13() {
        assertThat(bytes(MessageHash.of(K0, K1, "", ""))).isEqualTo("e77ebcb22788a5befd62db6add303001");
    }

    @Test
    void itIsWhatTheSimplestWayComputes() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 2_000; i++) {
            String first = text(random);
            String second = text(random);
            long k0 = random.nextLong();
            long k1 = random.nextLong();
            assertThat(bytes(MessageHash.of(k0, k1, first, second))).isEqualTo(simply(k0, k1, first, second));
        }
    }

    private static String text(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(10); n > 0; n--) {
            text.append((char) random.nextInt(random.nextBoolean() ? 128 : 65_536));
        }
        return text.toString();
    }

    /** SipHash-1-3 over a list of words. */
    private static String simply(long k0, long k1, String first, String second) {
        long[] v = {
            k0 ^ 0x736f6d6570736575L,
            k1 ^ 0x646f72616e646f6dL ^ 0xee,
            k0 ^ 0x6c7967656e657261L,
            k1 ^ 0x7465646279746573L
        };
        List<Long> words = new ArrayList<>();
        for (String text : List.of(first, second)) {
            for (int i = 0; i < text.length(); i += 4) {
                String part = text.substring(i, Math.min(i + 4, text.length()));
                words.add(part.chars().asLongStream().reduce(0, (word, c) -> word << 16 | c));
            }
        }
        words.add((long) first.length() << 32 | second.length());
        for (long word : words) {
            v[3] ^= word;
            round(v);
            v[0] ^= word;
        }
        v[2] ^= 0xee;
        String half = half(v);
        v[1] ^= 0xdd;
        return half + half(v);
    }

    private static String half(long[] v) {
        for (int i = 0; i < 3; i++) {
            round(v);
        }
        return String.format("%016x", Long.reverseBytes(v[0] ^ v[1] ^ v[2] ^ v[3]));
    }

    private static void round(long[] v) {
        mix(v, 0, 1, 13);
        v[0] = Long.rotateLeft(v[0], 32);
        mix(v, 2, 3, 16);
        mix(v, 0, 3, 21);
        mix(v, 2, 1, 17);
        v[2] = Long.rotateLeft(v[2], 32);
    }

    private static void mix(long[] v, int a, int b, int bits) {
        v[a] += v[b];
        v[b] = Long.rotateLeft(v[b], bits) ^ v[a];
    }

    private static String bytes(MessageHash hash) {
        return String.format("%016x%016x", Long.reverseBytes(hash.low), Long.reverseBytes(hash.high));
    }

    @Test
    void whatStandsInOneTextIsNotTakenForWhatStandsInTheOther() {
        assertThat(MessageHash.of("bob", "fp-1"))
                .isEqualTo(MessageHash.of("bob", "fp-1"))
                .hasSameHashCodeAs(MessageHash.of("bob", "fp-1"));
        assertThat(MessageHash.of("bob", "fp-1")).isNotEqualTo(MessageHash.of("bobf", "p-1"));
        assertThat(MessageHash.of("", "abcd")).isNotEqualTo(MessageHash.of("abcd", ""));
        assertThat(MessageHash.of("abcd", "e")).isNotEqualTo(MessageHash.of("abcde", ""));
        assertThat(MessageHash.of("a", "")).isNotEqualTo(MessageHash.of("a\0", ""));
        assertThat(MessageHash.of("a", "\u0101")).isNotEqualTo(MessageHash.of("a", "\u0001"));
        assertThat(MessageHash.of("a", "\u0101")).isNotEqualTo(MessageHash.of("a", "\u0001\u0001"));
        assertThat(MessageHash.of("a", "\u0100\0")).isNotEqualTo(MessageHash.of("a", "\0\u0100"));
        assertThat(MessageHash.of("\u0100", "b")).isEqualTo(MessageHash.of("\u0100", "b"));
    }

    @Test
    void everyCharacterCounts() {
        everyCharacterCounts("0123456789");
        everyCharacterCounts("01234567\u20ac9");
    }

    private static void everyCharacterCounts(String text) {
        for (int i = 0; i < text.length(); i++) {
            String other = text.substring(0, i) + 'x' + text.substring(i + 1);
            assertThat(MessageHash.of(other, text)).isNotEqualTo(MessageHash.of(text, text));
            assertThat(MessageHash.of(text, other)).isNotEqualTo(MessageHash.of(text, text));
        }
    }
}
