package io.fingerpost.cli;

/** Colours, where they are welcome. */
public enum Style {
    /** Of little importance. */
    DIM("2"),
    /** A heading. */
    BOLD("1"),
    /** Good. */
    GREEN("32"),
    /** To be noticed. */
    YELLOW("33"),
    /** Bad. */
    RED("31");

    private final String code;

    Style(String code) {
        this.code = code;
    }

    /** Returns the text in this style if the terminal has colours, else as it is. */
    public String apply(Terminal terminal, String text) {
        return terminal.colors() ? "\033[" + code + 'm' + text + "\033[0m" : text;
    }
}
