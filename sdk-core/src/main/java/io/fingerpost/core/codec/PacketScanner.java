package io.fingerpost.core.codec;

import io.fingerpost.core.Protocal;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads a packet straight from its bytes, if it is one of those that ends really send: known keys only, each once, and nothing unusual.
 * Whatever it accepts, {@link StrictJson} reads the same; whatever it does not, be it wrong or only rare (unknown keys, null, {@code
 * \\u} escapes), is left to that. Used once.
 */
final class PacketScanner {
    private static final int MAX_DIGITS = 18; // of a long that cannot overflow
    private static final char REPLACEMENT = '\ufffd'; // what a decoder makes of bytes that are not UTF-8

    /** Ends the attempt. Its stack trace is of no interest, and is not taken. */
    private static final class Declined extends Exception {
        private static final long serialVersionUID = 1;

        private Declined() {
            super(null, null, false, false);
        }
    }

    private final byte[] bytes;
    private final int end;
    private int position;
    private int seenKeys;

    private PacketScanner(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.position = offset;
        this.end = offset + length;
    }

    /** Returns the packet; null if the bytes have to be looked at more closely. */
    static @Nullable Protocal scan(byte[] bytes, int offset, int length) {
        try {
            return new PacketScanner(bytes, offset, length).packet();
        } catch (Declined e) {
            return null;
        }
    }

    private Protocal packet() throws Declined {
        Protocal.Builder packet = Protocal.builder();
        expect('{');
        if (peek() == '}') {
            position++;
        } else {
            member(packet);
            while (peek() == ',') {
                position++;
                member(packet);
            }
            expect('}');
        }
        skipSpace();
        if (position != end) {
            throw new Declined();
        }
        return packet.build();
    }

    private void member(Protocal.Builder packet) throws Declined {
        expect('"');
        int start = position;
        int length = endOfPlainString() - start;
        position++;
        expect(':');
        if (is("type", start, length)) {
            packet.type(integer(1));
        } else if (is("dataContent", start, length)) {
            once(2);
            packet.dataContent(text());
        } else if (is("from", start, length)) {
            packet.from(id(4));
        } else if (is("to", start, length)) {
            packet.to(id(8));
        } else if (is("fp", start, length)) {
            String fp = id(16);
            packet.fp(fp.isEmpty() ? null : fp);
        } else if (is("QoS", start, length)) {
            packet.qos(bool(32));
        } else if (is("typeu", start, length)) {
            packet.typeu(integer(64));
        } else if (is("sm", start, length)) {
            once(128);
            packet.sm(number());
        } else if (is("bridge", start, length)) {
            packet.bridge(bool(256));
        } else {
            throw new Declined();
        }
    }

    private boolean is(String key, int start, int length) {
        if (length != key.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (bytes[start + i] != key.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private void once(int key) throws Declined {
        if ((seenKeys & key) != 0) {
            throw new Declined();
        }
        seenKeys |= key;
    }

    // ---- values ----

    private int integer(int key) throws Declined {
        once(key);
        long value = number();
        if (value != (int) value) {
            throw new Declined();
        }
        return (int) value;
    }

    /** Reads a whole number without leading zeros. */
    private long number() throws Declined {
        boolean negative = peek() == '-';
        position += negative ? 1 : 0;
        int start = position;
        long value = 0;
        while (position < end && bytes[position] >= '0' && bytes[position] <= '9') {
            value = 10 * value + bytes[position++] - '0';
        }
        int digits = position - start;
        boolean leadingZero = digits > 0 && bytes[start] == '0' && (digits > 1 || negative);
        if (digits == 0 || digits > MAX_DIGITS || leadingZero) {
            throw new Declined();
        }
        return negative ? -value : value; // what follows, a point for example, is declined as not being a comma
    }

    private boolean bool(int key) throws Declined {
        once(key);
        boolean value = peek() == 't';
        String literal = value ? "true" : "false";
        if (end - position < literal.length() || !is(literal, position, literal.length())) {
            throw new Declined();
        }
        position += literal.length();
        return value;
    }

    private String id(int key) throws Declined {
        once(key);
        expect('"');
        int start = position;
        String id = decoded(start, endOfPlainString());
        position++;
        if (id.length() > Protocal.MAX_ID_CHARS) {
            throw new Declined();
        }
        return id;
    }

    private String text() throws Declined {
        expect('"');
        int start = position;
        StringBuilder unescaped = null; // as long as there was no escape
        while (nextSpecial() == '\\') {
            unescaped = unescaped == null ? new StringBuilder(end - start) : unescaped;
            unescaped.append(decoded(start, position));
            unescaped.append(escaped());
            start = position;
        }
        String rest = decoded(start, position);
        position++;
        return unescaped == null ? rest : unescaped.append(rest).toString();
    }

    /** Reads an escape of one letter. */
    private char escaped() throws Declined {
        position++;
        switch (position < end ? bytes[position++] : 0) {
            case '"':
                return '"';
            case '\\':
                return '\\';
            case '/':
                return '/';
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            default:
                throw new Declined();
        }
    }

    /** Goes on to the quote that ends a string, in which there may be no escape, and returns where it is. */
    private int endOfPlainString() throws Declined {
        if (nextSpecial() != '"') {
            throw new Declined();
        }
        return position;
    }

    /** Goes on to the next quote or backslash, and returns it. */
    private int nextSpecial() throws Declined {
        byte[] in = bytes; // this is where most of the time goes
        for (int i = position; i < end; i++) {
            byte b = in[i];
            if (b < 0 || !StrictJson.isEscaped(b)) {
                continue;
            }
            if (b < 0x20) {
                break;
            }
            position = i;
            return b;
        }
        throw new Declined();
    }

    private String decoded(int from, int to) throws Declined {
        String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0) {
            throw new Declined(); // perhaps it was sent as such
        }
        return text;
    }

    // ---- what stands between ----

    private void expect(char wanted) throws Declined {
        if (peek() != wanted) {
            throw new Declined();
        }
        position++;
    }

    /** Returns the next byte that is no space. */
    private int peek() throws Declined {
        skipSpace();
        if (position == end) {
            throw new Declined();
        }
        return bytes[position];
    }

    private void skipSpace() {
        while (position < end && isSpace(bytes[position])) {
            position++;
        }
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }
}
