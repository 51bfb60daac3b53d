package io.fingerpost.core.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Damages texts: blindly, and in the places where parsers are known to differ. */
final class JsonMutations {
    private static final String[] TOKENS = {
        "NaN",
        "Infinity",
        "-Infinity",
        "nul",
        "True",
        "FALSE",
        "'a'",
        "// c\n",
        "/* c */",
        "# c\n",
        ";",
        "=",
        "=>",
        ",",
        ",,",
        ":",
        "{",
        "}",
        "[",
        "]",
        "\"",
        "\\",
        "\\'",
        "\\\n",
        "\\x41",
        "\\u12",
        "\\ud800",
        "\ufeff",
        "\u00a0",
        "\u2028",
        "\u0000",
        "\u001f",
        "\n",
        "\f",
        "\u000b",
        ")]}'\n",
        "01",
        "-",
        "+1",
        "1.",
        ".5",
        "1e",
        "0x10",
        "1e400",
        "1_000",
        "99999999999999999999",
        "-0",
        "null",
        "{}",
        "[]",
        "\"type\":2",
        ",\"type\":3",
        "\"fp\":\"x\",",
        "\"t\\u0079pe\":1,",
        "\"unknown\":\"\n\",",
        "\"unknown\":[\"\u0001\"],",
        "\"unknown\":{\"a\tb\":1},",
        "\"unknown\":'a',",
        "\"unknown\":nul,",
        "\"unknown\":01,",
        "\"unknown\":\"\\q\","
    };
    private static final byte[][] BROKEN_UTF8 = {
        {(byte) 0xff},
        {(byte) 0xc0, (byte) 0x80},
        {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
        {(byte) 0xe2, (byte) 0x82},
        {(byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
        {(byte) 0x80}
    };

    private JsonMutations() {}

    /** Returns the text with one to four kinds of damage. */
    static byte[] mutate(byte[] text, SplittableRandom random) {
        byte[] result = text;
        for (int i = random.nextInt(1, 5); i > 0; i -= random.nextInt(1, 4)) {
            result = mutateOnce(result, random);
        }
        return result;
    }

    private static byte[] mutateOnce(byte[] text, SplittableRandom random) {
        int at = random.nextInt(text.length + 1);
        int end = Math.min(text.length, at + random.nextInt(6));
        return switch (random.nextInt(9)) {
            case 0 -> flip(text, random);
            case 1 -> Arrays.copyOf(text, at);
            case 2 -> splice(text, at, end, new byte[0]);
            case 3 ->
                splice(text, at, at, Arrays.copyOfRange(text, at, Math.min(text.length, at + random.nextInt(60))));
            case 4 -> splice(text, at, at, BROKEN_UTF8[random.nextInt(BROKEN_UTF8.length)]);
            case 5 -> splice(text, at, at, nested(random));
            case 6 -> splice(text, 1, 1, token(random)); // behind the opening brace, where a whole member fits
            case 7 -> around(text, random);
            default -> splice(text, at, random.nextBoolean() ? at : end, token(random));
        };
    }

    private static byte[] around(byte[] text, SplittableRandom random) {
        int edge = random.nextBoolean() ? 0 : text.length;
        return splice(text, edge, edge, token(random));
    }

    private static byte[] token(SplittableRandom random) {
        return TOKENS[random.nextInt(TOKENS.length)].getBytes(UTF_8);
    }

    private static byte[] flip(byte[] text, SplittableRandom random) {
        byte[] result = text.clone();
        if (result.length > 0) {
            result[random.nextInt(result.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return result;
    }

    private static byte[] nested(SplittableRandom random) {
        int depth = random.nextInt(20) == 0 ? random.nextInt(2000) : random.nextInt(25, 40);
        StringBuilder out = new StringBuilder("\"deep\":");
        for (int i = 0; i < depth; i++) {
            out.append('[');
        }
        for (int i = 0; i < depth; i++) {
            out.append(']');
        }
        return out.append(',').toString().getBytes(UTF_8);
    }

    private static byte[] splice(byte[] text, int from, int to, byte[] replacement) {
        int start = Math.min(from, text.length);
        int end = Math.min(to, text.length);
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length + replacement.length);
        out.write(text, 0, start);
        out.write(replacement, 0, replacement.length);
        out.write(text, end, text.length - end);
        return out.toByteArray();
    }
}
