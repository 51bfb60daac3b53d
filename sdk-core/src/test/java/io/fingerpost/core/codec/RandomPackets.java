package io.fingerpost.core.codec;

import io.fingerpost.core.Protocal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Makes packets, and JSON texts that mean a packet, from a seed. */
final class RandomPackets {
    private static final String[] NUMBERS = {
        "0",
        "-0",
        "1",
        "-1",
        "7",
        "2147483647",
        "-2147483648",
        "2147483648",
        "9223372036854775807",
        "-9223372036854775808",
        "9223372036854775808",
        "1.0",
        "1e3",
        "1E-2",
        "123456789012345678901234567890",
        "0.5",
        "-1.5e+300",
        "1e999999"
    };
    private static final String[] WHITESPACE = {"", "", "", "", " ", "\n", "\r\n", "\t", "  \t \n"};
    private static final String[] NAMES = {
        "type",
        "dataContent",
        "from",
        "to",
        "fp",
        "QoS",
        "typeu",
        "sm",
        "bridge",
        "retryCount",
        "Type",
        "qos",
        "",
        "x\ny",
        "é"
    };

    private final SplittableRandom random;

    RandomPackets(long seed) {
        this.random = new SplittableRandom(seed);
    }

    SplittableRandom random() {
        return random;
    }

    /** Returns a packet whose fields take every kind of value that a caller can give them. */
    Protocal packet() {
        Protocal.Builder p = Protocal.builder().type(number()).dataContent(chance(5) ? null : text(40, true));
        if (!chance(4)) {
            p.from(text(12, false)).to(text(12, false));
        }
        String fp = text(40, false);
        p.fp(fp.isEmpty() || chance(4) ? null : fp);
        return p.qos(chance(2))
                .bridge(chance(2))
                .typeu(number())
                .sm(chance(2) ? random.nextLong() : number())
                .build();
    }

    private int number() {
        return switch (random.nextInt(5)) {
            case 0 -> random.nextInt();
            case 1 -> chance(2) ? Integer.MAX_VALUE : Integer.MIN_VALUE;
            default -> random.nextInt(-2, 60);
        };
    }

    /** Returns text of all planes of Unicode, control characters included. */
    private String text(int maxLength, boolean unpairedSurrogates) {
        StringBuilder out = new StringBuilder();
        int length = random.nextInt(maxLength + 1);
        while (out.length() < length) {
            switch (random.nextInt(8)) {
                case 0 -> out.append((char) random.nextInt(0x20));
                case 1 -> out.append("\"\\/<>&='\u007f\u2028\u2029\ufeff\0".charAt(random.nextInt(13)));
                case 2 -> appendAnyChar(out, unpairedSurrogates);
                case 3 -> out.appendCodePoint(random.nextInt(0x10000, 0x110000));
                default -> out.append((char) random.nextInt('a', 'z' + 1));
            }
        }
        return out.toString();
    }

    private void appendAnyChar(StringBuilder out, boolean unpairedSurrogates) {
        char c = (char) random.nextInt(0x10000);
        if (unpairedSurrogates || !Character.isSurrogate(c)) {
            out.append(c);
        }
    }

    /** Returns a JSON text for the packet as some other implementation may write it. */
    String foreignJson(Protocal p) {
        List<String> members = new ArrayList<>();
        add(members, "type", p.type() == 0, String.valueOf(p.type()));
        add(members, "dataContent", p.dataContent() == null, string(p.dataContent()));
        add(members, "from", p.from().equals("-1"), string(p.from()));
        add(members, "to", p.to().equals("-1"), string(p.to()));
        add(members, "fp", p.fp() == null, string(p.fp()));
        add(members, "QoS", !p.isQos(), String.valueOf(p.isQos()));
        add(members, "typeu", p.typeu() == -1, String.valueOf(p.typeu()));
        add(members, "sm", p.sm() == -1, String.valueOf(p.sm()));
        add(members, "bridge", !p.isBridge(), String.valueOf(p.isBridge()));
        for (int i = random.nextInt(3); i > 0; i--) {
            members.add(member("unknown" + random.nextInt(100), value(4)));
        }
        return object(members);
    }

    private void add(List<String> members, String key, boolean isDefault, String value) {
        if (!isDefault || chance(4)) {
            members.add(member(key, isDefault && (value == null || chance(2)) ? "null" : value));
        }
    }

    /** Returns an object of mostly known keys with values of any type; often no packet. */
    String anyObject() {
        List<String> members = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            members.add(member(NAMES[random.nextInt(NAMES.length)], value(3)));
        }
        return object(members);
    }

    private String object(List<String> members) {
        StringBuilder out = new StringBuilder(space()).append('{').append(space());
        String separator = "";
        while (!members.isEmpty()) {
            out.append(separator).append(members.remove(random.nextInt(members.size())));
            separator = "," + space();
        }
        return out.append('}').append(space()).toString();
    }

    private String member(String key, String value) {
        return string(key) + space() + ':' + space() + value + space();
    }

    private String value(int depth) {
        return switch (random.nextInt(depth > 0 ? 8 : 5)) {
            case 0 -> "null";
            case 1 -> String.valueOf(chance(2));
            case 2 -> NUMBERS[random.nextInt(NUMBERS.length)];
            case 3, 4 -> string(text(10, true));
            case 5 -> nestedObject(depth);
            default -> nestedArray(depth);
        };
    }

    private String nestedObject(int depth) {
        List<String> members = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            members.add(member(NAMES[random.nextInt(NAMES.length)], value(depth - 1)));
        }
        return object(members);
    }

    private String nestedArray(int depth) {
        StringBuilder out = new StringBuilder("[").append(space());
        for (int i = random.nextInt(4); i > 0; i--) {
            out.append(value(depth - 1)).append(i > 1 ? "," : "");
        }
        return out.append(']').toString();
    }

    /** Returns a JSON string that escapes what it has to, and other characters by chance; null for null. */
    private String string(String text) {
        if (text == null) {
            return null;
        }
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int shortForm = "\"\\/\b\f\n\r\t".indexOf(c);
            if (shortForm >= 0 && chance(2)) {
                out.append('\\').append("\"\\/bfnrt".charAt(shortForm));
            } else if (c < 0x20 || c == '"' || c == '\\' || Character.isSurrogate(c) || chance(20)) {
                String hex = Integer.toHexString(0x10000 + c).substring(1);
                out.append("\\u").append(chance(2) ? hex : hex.toUpperCase(Locale.ROOT));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }

    private String space() {
        return WHITESPACE[random.nextInt(WHITESPACE.length)];
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }
}
