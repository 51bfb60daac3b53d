package io.fingerpost.cli;

/** Makes text from elsewhere fit for a terminal and for a log: whoever sent it must not be able to move the cursor or to add lines. */
public final class Printable {
    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D; // holds emoji together

    private Printable() {}

    /** Returns the text on one line, with visible stand-ins for everything that would control the terminal. */
    public static String line(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> append(out, c));
        return out.toString();
    }

    /** Returns the text on one line of at most so many characters. */
    public static String line(String text, int maxChars) {
        String line = line(text);
        if (line.codePointCount(0, line.length()) <= maxChars) {
            return line;
        }
        return line.substring(0, line.offsetByCodePoints(0, maxChars - 3)) + "...";
    }

    private static void append(StringBuilder out, int c) {
        if (c == '\n') {
            out.append(" / ");
        } else if (c == '\t') {
            out.append(' ');
        } else {
            out.appendCodePoint(isHarmless(c) ? c : '?');
        }
    }

    private static boolean isHarmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                false;
            case Character.FORMAT -> c == ZERO_WIDTH_JOINER || c == ZERO_WIDTH_NON_JOINER; // others turn text around
            default -> true;
        };
    }
}
