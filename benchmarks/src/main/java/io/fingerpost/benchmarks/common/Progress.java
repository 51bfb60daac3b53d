package io.fingerpost.benchmarks.common;

import java.util.concurrent.TimeUnit;

/** Shows how far a run is: a line that changes on a terminal, else a line every few seconds. Confined to one thread. */
public final class Progress {
    private static final long BETWEEN_LINES_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Console console;
    private long lastLineNanos = System.nanoTime();
    private int shownChars;

    /** Creates it; nothing is shown yet. */
    public Progress(Console console) {
        this.console = console;
    }

    /** Shows a line in place of the last one. */
    public void show(String line) {
        if (console.interactive()) {
            console.err().print('\r' + line + " ".repeat(Math.max(0, shownChars - line.length())));
            console.err().flush();
            shownChars = line.length();
        } else if (System.nanoTime() - lastLineNanos >= BETWEEN_LINES_NANOS) {
            lastLineNanos = System.nanoTime();
            console.err().println(line);
        }
    }

    /** Takes the line away that changes. */
    public void clear() {
        if (shownChars > 0) {
            console.err().print('\r' + " ".repeat(shownChars) + '\r');
            console.err().flush();
            shownChars = 0;
        }
    }
}
