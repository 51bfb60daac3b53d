package io.fingerpost.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MessageHashTest {
    private static final long K0 = 0x0706050403020100L;
    private static final long K1 = 0x0f0e0d0c0b0a0908L;

    /** What OpenSSL computes with 1 and 3 rounds (size 16) for nothing, and a program checked against it for the words of two texts. */
    @Test
    void itIsSipHash13OfTheWordsOfBothTexts() {
        assertThat(bytes(MessageHash.of(K0, K1, "", ""))).isEqualTo("e77ebcb22788a5befd62db6add303001");
        assertThat(bytes(MessageHash.of(K0, K1, "bob", "01234567-\u20acx")))
                .isEqualTo("9c6b46328352567a815569d84726e731");
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
