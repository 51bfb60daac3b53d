package io.fingerpost.benchmarks.compare;

import java.nio.charset.StandardCharsets;

/**
 * What a relay has to know of a packet, found by looking for keys: the least that can be done, and no parser. Inside of strings quotes are
 * escaped, so the bytes {@code "key":} can only be a key.
 */
final class Envelope {
    private static final byte[] TYPE = key("type");
    private static final byte[] FROM = key("from");
    private static final byte[] TO = key("to");
    private static final byte[] FP = key("fp");

    private final byte[] packet;

    Envelope(byte[] packet) {
        this.packet = packet;
    }

    private static byte[] key(String name) {
        return ('"' + name + "\":").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Returns the type if it has one digit, else -1: the others are of no interest here. */
    int type() {
        int at = valueIndex(TYPE);
        boolean oneDigit = at >= 0 && at + 1 < packet.length && (packet[at + 1] < '0' || packet[at + 1] > '9');
        return oneDigit ? packet[at] - '0' : -1;
    }

    String from() {
        return string(FROM);
    }

    String to() {
        return string(TO);
    }

    String fp() {
        return string(FP);
    }

    @SuppressWarnings("deprecation") // the quickest way from bytes of ASCII to a string
    private String string(byte[] key) {
        int from = valueIndex(key) + 1; // after the quote
        if (from == 0) {
            return "";
        }
        int to = from;
        while (to < packet.length && packet[to] != '"') {
            to++;
        }
        return new String(packet, 0, from, to - from);
    }

    private int valueIndex(byte[] key) {
        for (int i = 0; i + key.length < packet.length; i++) {
            int matching = 0;
            while (matching < key.length && packet[i + matching] == key[matching]) {
                matching++;
            }
            if (matching == key.length) {
                return i + key.length;
            }
        }
        return -1;
    }
}
