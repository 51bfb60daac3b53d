package io.fingerpost.core.codec;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import io.fingerpost.core.Protocal;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON object key by key (RFC 8259) and refuses what parsers are known to read in different ways: known keys that stand
 * twice, numbers in strings and strings in numbers, text behind the object. Used by one thread.
 */
final class StrictJson {
    private static final boolean[] ESCAPED = new boolean[256];

    private static final int MAX_DEPTH = 32;

    static {
        Arrays.fill(ESCAPED, 0, ' ', true);
        ESCAPED['"'] = true;
        ESCAPED['\\'] = true;
    }

    /** Takes the value of one key off the reader. */
    interface KeyHandler {
        /** Returns whether the key is known; if it is, its value was read. */
        boolean read(String key, StrictJson json) throws IOException, InvalidPacketException;
    }

    private final JsonReader reader;
    private final String what;
    private final boolean startsWithByteOrderMark; // which Gson passes over, and other parsers do not
    private long seenKeys;
    private String key = "";

    /**
     * Returns whether a byte of UTF-8 stands for a character that cannot stand in a string as it is: those before the space, the quote and
     * the backslash (RFC 8259, section 7).
     */
    static boolean isEscaped(byte b) {
        return ESCAPED[b & 0xff];
    }

    private StrictJson(String text, String what) {
        this.reader = new JsonReader(new StringReader(text));
        this.reader.setStrictness(Strictness.STRICT);
        this.reader.setNestingLimit(MAX_DEPTH);
        this.what = what;
        this.startsWithByteOrderMark = text.startsWith("\ufeff");
    }

    /**
     * Reads the whole text as one object.
     *
     * @param what the name of the document in reasons, such as "packet"
     */
    static void readObject(String text, String what, KeyHandler handler) throws InvalidPacketException {
        StrictJson json = new StrictJson(text, what);
        try {
            json.readAll(handler);
        } catch (MalformedJsonException | EOFException | IllegalStateException | NumberFormatException e) {
            throw new InvalidPacketException(what + " is not a JSON object");
        } catch (IOException e) {
            throw new InvalidPacketException(what + " cannot be read");
        }
    }

    private void readAll(KeyHandler handler) throws IOException, InvalidPacketException {
        if (startsWithByteOrderMark || reader.peek() != JsonToken.BEGIN_OBJECT) {
            throw new InvalidPacketException(what + " is not a JSON object");
        }
        reader.beginObject();
        while (reader.hasNext()) {
            key = reader.nextName();
            if (!handler.read(key, this)) {
                skipValue();
            }
        }
        reader.endObject();
        if (reader.peek() != JsonToken.END_DOCUMENT) {
            throw new InvalidPacketException(what + " is followed by more text");
        }
    }

    /** Reads the object that is the value of this key. Returns false, and passes over the value, if it is something else. */
    boolean readNested(String name, KeyHandler handler) throws IOException, InvalidPacketException {
        if (reader.peek() != JsonToken.BEGIN_OBJECT) {
            skipValue();
            return false;
        }
        long outerKeys = seenKeys;
        seenKeys = 0;
        reader.beginObject();
        while (reader.hasNext()) {
            key = reader.nextName();
            if (!handler.read(key, this)) {
                skipValue();
            }
        }
        reader.endObject();
        seenKeys = outerKeys;
        key = name;
        return true;
    }

    /**
     * Passes over the value of an unknown key, and reads all of it: Gson's own way of skipping does not look into strings, and so
     * lets unescaped control characters through.
     */
    private void skipValue() throws IOException {
        int depth = 0;
        do {
            switch (reader.peek()) {
                case BEGIN_OBJECT:
                    reader.beginObject();
                    depth++;
                    break;
                case END_OBJECT:
                    reader.endObject();
                    depth--;
                    break;
                case BEGIN_ARRAY:
                    reader.beginArray();
                    depth++;
                    break;
                case END_ARRAY:
                    reader.endArray();
                    depth--;
                    break;
                case NAME:
                    String unusedName = reader.nextName();
                    break;
                case STRING:
                    String unusedValue = reader.nextString();
                    break;
                default:
                    reader.skipValue(); // a number, true, false or null; the end of the text throws
            }
        } while (depth > 0);
    }

    /** Notes that the known key with this number (0 to 63) is there, which it may be once. */
    StrictJson once(int number) throws InvalidPacketException {
        long bit = 1L << number;
        if ((seenKeys & bit) != 0) {
            throw new InvalidPacketException(what + " has the key \"" + key + "\" twice");
        }
        seenKeys |= bit;
        return this;
    }

    /** Returns the string, or null for a JSON null. */
    @Nullable String nextString() throws IOException, InvalidPacketException {
        switch (reader.peek()) {
            case STRING:
                return reader.nextString();
            case NULL:
                reader.nextNull();
                return null;
            default:
                throw wrongType("a string");
        }
    }

    /** Returns the user id or fingerprint, or the fallback for a JSON null. */
    String nextId(String fallback) throws IOException, InvalidPacketException {
        String id = nextString();
        if (id == null) {
            return fallback;
        }
        if (id.length() > Protocal.MAX_ID_CHARS) {
            throw new InvalidPacketException(
                    "\"" + key + "\" of the " + what + " has more than " + Protocal.MAX_ID_CHARS + " characters");
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < id.length() && Character.isLowSurrogate(id.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw new InvalidPacketException("\"" + key + "\" of the " + what + " is not well-formed Unicode");
            }
        }
        return id;
    }

    /** Returns the whole number, or the fallback for a JSON null. */
    long nextLong(long fallback) throws IOException, InvalidPacketException {
        switch (reader.peek()) {
            case NUMBER:
                String literal = reader.nextString();
                try {
                    return Long.parseLong(literal);
                } catch (NumberFormatException e) {
                    throw wrongType("a whole number");
                }
            case NULL:
                reader.nextNull();
                return fallback;
            default:
                throw wrongType("a whole number");
        }
    }

    /** Passes over a JSON null. Returns whether there was one. */
    boolean skipNull() throws IOException {
        if (reader.peek() != JsonToken.NULL) {
            return false;
        }
        reader.nextNull();
        return true;
    }

    /** Returns the whole number, or the fallback for a JSON null. */
    int nextInt(int fallback) throws IOException, InvalidPacketException {
        long value = nextLong(fallback);
        if (value != (int) value) {
            throw wrongType("a 32-bit number");
        }
        return (int) value;
    }

    /** Returns the boolean, or the fallback for a JSON null. */
    boolean nextBoolean(boolean fallback) throws IOException, InvalidPacketException {
        switch (reader.peek()) {
            case BOOLEAN:
                return reader.nextBoolean();
            case NULL:
                reader.nextNull();
                return fallback;
            default:
                throw wrongType("true or false");
        }
    }

    private InvalidPacketException wrongType(String wanted) {
        return new InvalidPacketException("\"" + key + "\" of the " + what + " is not " + wanted);
    }

    /** Appends the text as a JSON string, quotes included; an unpaired surrogate, which UTF-8 cannot carry, as an escape. */
    static void appendString(StringBuilder out, String text) {
        out.append('"');
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20 || c == 0x2028 || c == 0x2029) {
                appendControl(out, c);
            } else if (!Character.isSurrogate(c)) {
                out.append(c);
            } else if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(text.charAt(i + 1))) {
                out.append(c).append(text.charAt(++i));
            } else {
                appendEscape(out, c);
            }
        }
        out.append('"');
    }

    private static void appendControl(StringBuilder out, char c) {
        switch (c) {
            case '\n':
                out.append("\\n");
                break;
            case '\r':
                out.append("\\r");
                break;
            case '\t':
                out.append("\\t");
                break;
            case '\b':
                out.append("\\b");
                break;
            case '\f':
                out.append("\\f");
                break;
            default:
                appendEscape(out, c);
        }
    }

    private static void appendEscape(StringBuilder out, char c) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(Character.forDigit(c >> shift & 0xf, 16));
        }
    }
}
