package io.fingerpost.cli;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a command reads and writes.
 *
 * @param in what the user types, or what is piped in
 * @param out for results
 * @param err for everything else that the user is told
 * @param charset what all three are encoded in
 * @param interactive whether somebody sits at a terminal
 * @param colors whether colours are welcome
 */
public record Terminal(
        InputStream in, PrintStream out, PrintStream err, Charset charset, boolean interactive, boolean colors) {
    /** Returns the process's own. */
    public static Terminal system() {
        Console console = console();
        Charset charset = charset(console);
        boolean colors = console != null
                && isEmpty(System.getenv("NO_COLOR")) // see no-color.org
                && !"dumb".equals(System.getenv("TERM"));
        return new Terminal(
                System.in,
                stream(FileDescriptor.out, charset),
                stream(FileDescriptor.err, charset),
                charset,
                console != null,
                colors);
    }

    /**
     * Returns the console, or null if input or output are not a terminal. By JDK 22 and newer this is told only by the console of old,
     * which the property chooses before it is asked for the first time.
     */
    @SuppressWarnings("SystemConsoleNull")
    public static @Nullable Console console() {
        System.setProperty("jdk.console", "java.base");
        return System.console();
    }

    /** Returns the same terminal without colours. */
    public Terminal withoutColors() {
        return new Terminal(in, out, err, charset, interactive, false);
    }

    /** Returns whether the text can be shown. */
    public boolean canShow(String text) {
        return charset.newEncoder().canEncode(text);
    }

    /** UTF-8 everywhere, whatever a container's locale says; but the Windows console has an encoding of its own. */
    private static Charset charset(@Nullable Console console) {
        boolean windows =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
        return windows && console != null ? console.charset() : StandardCharsets.UTF_8;
    }

    private static boolean isEmpty(@Nullable String text) {
        return text == null || text.isEmpty();
    }

    private static PrintStream stream(FileDescriptor descriptor, Charset charset) {
        return new PrintStream(new FileOutputStream(descriptor), true, charset);
    }
}
