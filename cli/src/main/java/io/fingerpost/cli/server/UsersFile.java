package io.fingerpost.cli.server;

import io.fingerpost.cli.CliException;
import io.fingerpost.core.Protocal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may log in: lines {@code user:token}; empty lines and lines that begin with {@code #} are passed over. Immutable, safe for use
 * by any thread. Keeps digests of the tokens only, and never shows one.
 */
final class UsersFile {
    private static final byte[] NOBODY = digest("");

    private final Map<String, byte[]> digestByUser;
    private final boolean readableByOthers;

    private UsersFile(Map<String, byte[]> digestByUser, boolean readableByOthers) {
        this.digestByUser = digestByUser;
        this.readableByOthers = readableByOthers;
    }

    /** Reads a file. */
    static UsersFile read(Path file) throws CliException {
        try {
            return new UsersFile(
                    parse(file, Files.readAllLines(file, StandardCharsets.UTF_8)), isReadableByOthers(file));
        } catch (NoSuchFileException e) {
            throw CliException.failure("--users " + file + ": there is no such file", e);
        } catch (IOException e) {
            throw CliException.failure("--users " + file + " cannot be read: " + e, e);
        }
    }

    private static Map<String, byte[]> parse(Path file, List<String> lines) throws CliException {
        Map<String, byte[]> users = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            int colon = line.indexOf(':');
            String user = colon < 0 ? "" : line.substring(0, colon).strip();
            String token = line.substring(colon + 1).strip();
            String fault = fault(user, token);
            if (fault == null && users.put(user, digest(token)) != null) {
                fault = "this user stands in the file already";
            }
            if (fault != null) {
                throw CliException.usage("--users " + file + ", line " + (i + 1) + ": " + fault);
            }
        }
        return users;
    }

    /** Says what is wrong, without repeating what may be a secret. */
    private static @Nullable String fault(String user, String token) {
        if (user.isEmpty()) {
            return "not of the form user:token";
        }
        if (user.equals(Protocal.SERVER_ID) || user.equals(Protocal.UNKNOWN_ID)) {
            return "\"" + user + "\" cannot be a user";
        }
        if (user.length() > Protocal.MAX_ID_CHARS) {
            return "the user has more than " + Protocal.MAX_ID_CHARS + " characters";
        }
        return token.isEmpty() ? "the token is missing" : null;
    }

    private static boolean isReadableByOthers(Path file) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return false; // not known
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        return permissions.contains(PosixFilePermission.OTHERS_READ);
    }

    /** Returns whether the user may log in with the token. Takes as long for a wrong token as for a right one, and for a stranger. */
    boolean admits(String user, @Nullable String token) {
        byte[] expected = digestByUser.get(user);
        boolean equal = MessageDigest.isEqual(expected == null ? NOBODY : expected, digest(token == null ? "" : token));
        return equal && expected != null;
    }

    /** Returns whether every user of this machine can read the file. */
    boolean isReadableByOthers() {
        return readableByOthers;
    }

    /** Returns how many users there are. */
    int size() {
        return digestByUser.size();
    }

    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
