package io.fingerpost.server.store;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A checksum over a whole commit of MVStore, which only has checks of its ends. It stands in the header of the commit, in the space that
 * MVStore leaves there, as one more {@code key:value}, which MVStore does not look at.
 */
final class ChunkSeal {
    private static final String KEY = ",crc:";
    private static final int DIGITS = 8;
    private static final int MAX_HEADER_BYTES = 1024; // of MVStore
    private static final Pattern HEADER =
            Pattern.compile("chunk:.*,len:([0-9a-f]{1,7}).*,version:([0-9a-f]{1,15}).*" + KEY + "([0-9a-f]{8}) *");

    /**
     * What a sealed header says.
     *
     * @param blocks the length of the commit
     * @param version its number
     * @param crc its checksum
     * @param at where that stands
     */
    record Header(int blocks, long version, int crc, int at) {}

    private ChunkSeal() {}

    /** Puts the checksum into a commit, if there is space for it. */
    static void seal(byte[] chunk) {
        int end = endOfHeader(chunk);
        int text = Math.max(0, end);
        while (text > 0 && chunk[text - 1] == ' ') {
            text--;
        }
        if (end - text < KEY.length() + DIGITS) {
            return;
        }
        put(chunk, text, KEY);
        int at = text + KEY.length();
        put(chunk, at, HexFormat.of().toHexDigits(crc(chunk, at)));
    }

    private static void put(byte[] chunk, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, chunk, at, bytes.length);
    }

    /** Returns what the header of a commit says; null if there is none, or it is not sealed. */
    static @Nullable Header read(byte[] start) {
        int end = endOfHeader(start);
        Matcher header = HEADER.matcher(new String(start, 0, Math.max(0, end), StandardCharsets.ISO_8859_1));
        return header.matches()
                ? new Header(
                        Integer.parseInt(header.group(1), 16),
                        Long.parseLong(header.group(2), 16),
                        Integer.parseUnsignedInt(header.group(3), 16),
                        header.start(3))
                : null;
    }

    /** Returns whether a commit is as it was when it was sealed. */
    static boolean isIntact(byte[] chunk, Header header) {
        return crc(chunk, header.at()) == header.crc();
    }

    private static int endOfHeader(byte[] chunk) {
        for (int i = 0; i < Math.min(chunk.length, MAX_HEADER_BYTES); i++) {
            if (chunk[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** Returns the checksum of all but itself. */
    private static int crc(byte[] chunk, int at) {
        CRC32C crc = new CRC32C();
        crc.update(chunk, 0, at);
        crc.update(chunk, at + DIGITS, chunk.length - at - DIGITS);
        return (int) crc.getValue();
    }
}
