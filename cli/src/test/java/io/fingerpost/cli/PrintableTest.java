package io.fingerpost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PrintableTest {
    @Test
    void ordinaryTextStaysAsItIs() {
        assertThat(Printable.line("héllo, 你好 👩‍🚀 €")).isEqualTo("héllo, 你好 👩‍🚀 €");
    }

    @Test
    void nothingCanControlTheTerminal() {
        assertThat(Printable.line("\033[31mred\007\u009b2J\u202Ereversed\u2028\ud800"))
                .isEqualTo("?[31mred??2J?reversed??");
    }

    @Test
    void aTextStaysOnOneLine() {
        assertThat(Printable.line("one\ntwo\tthree\r")).isEqualTo("one / two three?");
    }

    @Test
    void longTextsAreCutBetweenCharacters() {
        assertThat(Printable.line("😀😀😀😀😀", 4)).isEqualTo("😀...");
        assertThat(Printable.line("four", 4)).isEqualTo("four");
    }
}
