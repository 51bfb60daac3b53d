package io.fingerpost.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeyHashTest {
    private static final long K0 = 0x0706050403020100L;
    private static final long K1 = 0x0f0e0d0c0b0a0908L;

    /** The first two vectors of the reference implementation (vectors_sip128): of no byte, and of the byte 0. */
    @Test
    void theVectorsOfTheReferenceImplementation() {
        KeyHash hash = new KeyHash(K0, K1);
        hash.begin();
        hash.finish(0);
        assertThat(bytes(hash)).isEqualTo("a3817f04ba25a8e66df67214c7550293");
        hash.begin();
        hash.finish(1L << 56);
        assertThat(bytes(hash)).isEqualTo("da87c1d86b99af44347659119b22fc45");
    }

    private static String bytes(KeyHash hash) {
        return String.format("%016x%016x", Long.reverseBytes(hash.low()), Long.reverseBytes(hash.high()));
    }

    @Test
    void whatStandsInOneTextIsNotTakenForWhatStandsInTheOther() {
        assertThat(of("bob", "fp-1")).isEqualTo(of("bob", "fp-1"));
        assertThat(of("bob", "fp-1")).isNotEqualTo(of("bobf", "p-1"));
        assertThat(of("", "abcd")).isNotEqualTo(of("abcd", ""));
        assertThat(of("a", "")).isNotEqualTo(of("a\0", ""));
        assertThat(of("a", "\u0101")).isNotEqualTo(of("a", "\u0001"));
    }

    private static String of(String first, String second) {
        KeyHash hash = new KeyHash(K0, K1);
        hash.of(first, second);
        return bytes(hash);
    }
}
