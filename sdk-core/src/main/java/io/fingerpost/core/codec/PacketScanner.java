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
    private static final byte[] TRUE = ascii("true");
    private static final byte[] FALSE = ascii("false");

    // The keys, each with the quote behind it, in the order in which our ends write them.
    private static final byte[][] KEYS = {
        ascii("bridge\""),
        ascii("type\""),
        ascii("dataContent\""),
        ascii("from\""),
        ascii("to\""),
        ascii("fp\""),
        ascii("QoS\""),
        ascii("typeu\""),
        ascii("sm\"")
    };
    private static final int BRIDGE = 0;
    private static final int TYPE = 1;
    private static final int DATA_CONTENT = 2;
    private static final int FROM = 3;
    private static final int TO = 4;
    private static final int FP = 5;
    private static final int QOS = 6;
    private static final int TYPEU = 7;
    private static final int SM = 8;

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
    private int seenKeys; // a bit each
    private int likelyKey; // the one after the last

    private PacketScanner(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.position = offset;
        this.end = offset + length;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
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
        int key = key();
        expect(':');
        switch (key) {
            case BRIDGE:
                packet.bridge(bool());
                break;
            case TYPE:
                packet.type(integer());
                break;
            case DATA_CONTENT:
                packet.dataContent(text());
                break;
            case FROM:
                packet.from(id());
                break;
            case TO:
                packet.to(id());
                break;
            case FP:
                String fp = id();
                packet.fp(fp.isEmpty() ? null : fp);
                break;
            case QOS:
                packet.qos(bool());
                break;
            case TYPEU:
                packet.typeu(integer());
                break;
            case SM:
                packet.sm(number());
                break;
            default:
                throw new AssertionError(key);
        }
    }

    /** Reads a key, which may stand once, and the quote behind it. */
    private int key() throws Declined {
        for (int i = 0; i < KEYS.length; i++) {
            int key = (likelyKey + i) % KEYS.length;
            if (follows(KEYS[key])) {
                if ((seenKeys & 1 << key) != 0) {
                    break;
                }
                seenKeys |= 1 << key;
                position += KEYS[key].length;
                likelyKey = key + 1;
                return key;
            }
        }
        throw new Declined();
    }

    private boolean follows(byte[] text) {
        int start = position;
        if (end - start < text.length) {
            return false;
        }
        for (int i = 0; i < text.length; i++) {
            if (bytes[start + i] != text[i]) {
                return false;
            }
        }
        return true;
    }

    // ---- values ----

    private int integer() throws Declined {
        long value = number();
        if (value != (int) value) {
            throw new Declined();
        }
        return (int) value;
    }

    /** Reads a whole number without leading zeros. */
    private long number() throws Declined {
        boolean negative = peek() == '-';
        int start = negative ? position + 1 : position;
        int i = start;
        long value = 0;
        while (i < end && bytes[i] >= '0' && bytes[i] <= '9') {
            value = 10 * value + bytes[i++] - '0';
        }
        position = i;
        int digits = i - start;
        boolean leadingZero = digits > 0 && bytes[start] == '0' && (digits > 1 || negative);
        if (digits == 0 || digits > MAX_DIGITS || leadingZero) {
            throw new Declined();
        }
        return negative ? -value : value; // what follows, a point for example, is declined as not being a comma
    }

    private boolean bool() throws Declined {
        boolean value = peek() == 't';
        byte[] literal = value ? TRUE : FALSE;
        if (!follows(literal)) {
            throw new Declined();
        }
        position += literal.length;
        return value;
    }

    private String id() throws Declined {
        expect('"');
        int start = position;
        if (nextSpecial() != '"') {
            throw new Declined();
        }
        String id = decoded(start, position);
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

    /** Goes on to the next quote or backslash, and returns it. */
    private int nextSpecial() throws Declined {
        byte[] in = bytes; // this is where most of the time goes
        int i = position;
        while (i < end && !StrictJson.isEscaped(in[i])) {
            i++;
        }
        if (i == end || in[i] < ' ') {
            throw new Declined();
        }
        position = i;
        return in[i];
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
        return b <= ' ' && (b == ' ' || b == '\n' || b == '\r' || b == '\t');
    }
}
