package io.fingerpost.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A terminal that remembers what was written to it. */
public final class TestTerminal {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Charset charset;
    private final boolean colors;

    private TestTerminal(Charset charset, boolean colors) {
        this.charset = charset;
        this.colors = colors;
    }

    public static TestTerminal plain() {
        return new TestTerminal(StandardCharsets.UTF_8, false);
    }

    public static TestTerminal withColors() {
        return new TestTerminal(StandardCharsets.UTF_8, true);
    }

    public static TestTerminal ascii() {
        return new TestTerminal(StandardCharsets.US_ASCII, false);
    }

    public Terminal terminal() {
        return new Terminal(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, charset),
                new PrintStream(err, true, charset),
                charset,
                false,
                colors);
    }

    public String out() {
        return out.toString(charset);
    }

    public List<String> outLines() {
        return out().lines().toList();
    }

    public String err() {
        return err.toString(charset);
    }
}
