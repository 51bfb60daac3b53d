package io.fingerpost.demo.model;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Properties;

/**
 * What the demo remembers from one time to the next. Immutable.
 *
 * @param login what was entered last; its token is empty unless the user wants it to be kept
 * @param rememberToken whether the user wants that
 * @param dark whether the window is dark
 */
public record Settings(LoginForm login, boolean rememberToken, boolean dark) {
    /** For the first time. */
    public static final Settings DEFAULT =
            new Settings(new LoginForm(new ServerChoice(true, "tcp", "", 0), "alice", ""), false, false);

    /** Returns the file in the user's folder for settings, wherever the system has that. */
    public static Path defaultFile() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        Path home = Path.of(System.getProperty("user.home", "."));
        String xdg = System.getenv("XDG_CONFIG_HOME");
        String appData = System.getenv("APPDATA");
        Path folder;
        if (os.startsWith("windows") && appData != null) {
            folder = Path.of(appData);
        } else if (os.startsWith("mac")) {
            folder = home.resolve("Library").resolve("Application Support");
        } else {
            folder = xdg == null || xdg.isBlank() ? home.resolve(".config") : Path.of(xdg);
        }
        return folder.resolve("fingerpost").resolve("demo.properties");
    }

    /** Returns the same for another look. */
    public Settings withDark(boolean newDark) {
        return new Settings(login, rememberToken, newDark);
    }

    /** Returns the same for another login; without the token, unless it is to be remembered. */
    public Settings withLogin(LoginForm form, boolean withToken) {
        return new Settings(withToken ? form : new LoginForm(form.server(), form.user(), ""), withToken, dark);
    }

    /** Reads a file; what it does not have, or has wrong, is as it was the first time. */
    public static Settings load(Path file) throws IOException {
        Properties p = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            p.load(in);
        } catch (NoSuchFileException e) {
            return DEFAULT;
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is damaged: " + e.getMessage(), e);
        }
        String scheme = p.getProperty("scheme", "tcp");
        ServerChoice server = new ServerChoice(
                Boolean.parseBoolean(p.getProperty("server.here", "true")),
                ServerChoice.schemes().contains(scheme) ? scheme : "tcp",
                p.getProperty("host", ""),
                port(p.getProperty("port", "0")));
        LoginForm login = new LoginForm(server, p.getProperty("user", "alice"), p.getProperty("token", ""));
        return new Settings(
                login,
                Boolean.parseBoolean(p.getProperty("token.remember")),
                Boolean.parseBoolean(p.getProperty("dark")));
    }

    private static int port(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return 0; // as if there were none
        }
    }

    /** Writes a file that only the user can read, where the system knows such a thing. */
    public void save(Path file) throws IOException {
        Properties p = new Properties();
        p.setProperty("server.here", String.valueOf(login.server().here()));
        p.setProperty("scheme", login.server().scheme());
        p.setProperty("host", login.server().host());
        p.setProperty("port", String.valueOf(login.server().port()));
        p.setProperty("user", login.user());
        p.setProperty("token.remember", String.valueOf(rememberToken));
        p.setProperty("dark", String.valueOf(dark));
        if (rememberToken) {
            p.setProperty("token", login.token());
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        if (Files.notExists(file)) {
            create(file);
        }
        try (Writer out = Files.newBufferedWriter(file)) {
            p.store(out, "Fingerpost demo");
        }
    }

    private static void create(Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(file);
        }
    }

    /** Returns the settings without the token. */
    @Override
    public String toString() {
        return "Settings[" + login + ", dark=" + dark + ']';
    }
}
