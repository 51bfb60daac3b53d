package io.fingerpost.cli;

/**
 * The signs that stand for the states of a message, as this terminal can show them.
 *
 * @param sending it is on its way
 * @param accepted the server has accepted it
 * @param delivered it has reached its receiver
 * @param lost it failed
 * @param arrow from a sender to a receiver
 * @param again how many times it was sent again
 */
public record Marks(String sending, String accepted, String delivered, String lost, String arrow, String again) {
    private static final Marks UNICODE = new Marks("·", "✓", "✓✓", "✗", "→", "↻");
    private static final Marks ASCII = new Marks(".", "v", "vv", "x", "->", "+");

    /** Returns the marks for a terminal. */
    public static Marks of(Terminal terminal) {
        return terminal.canShow("·✓✗→↻") ? UNICODE : ASCII;
    }
}
