package io.fingerpost.benchmarks.load;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Finds a key in the bytes of a packet, without parsing it. This is enough because inside of a string every quote is escaped, so the
 * bytes {@code "key":} can only be a key; and all that is read are packets of servers under test, to which this process is no danger.
 */
final class JsonScan {
    private final byte[] pattern;
    private final int usualOffset;

    /**
     * Looks for a key.
     *
     * @param usualOffset where its value usually begins, tried first
     */
    JsonScan(String key, int usualOffset) {
        this.pattern = ('"' + key + "\":").getBytes(StandardCharsets.US_ASCII);
        this.usualOffset = usualOffset;
    }

    /** Returns the index of the first byte of the value, or -1 if the key is not there. */
    int valueIndex(ByteBuf bytes, int index, int length) {
        int usual = usualOffset - pattern.length;
        if (usual >= 0 && usualOffset < length && matches(bytes, index + usual)) {
            return index + usualOffset;
        }
        for (int i = index; i + pattern.length < index + length; i++) {
            if (matches(bytes, i)) {
                return i + pattern.length;
            }
        }
        return -1;
    }

    private boolean matches(ByteBuf bytes, int index) {
        for (int i = 0; i < pattern.length; i++) {
            if (bytes.getByte(index + i) != pattern[i]) {
                return false;
            }
        }
        return true;
    }

    /** Reads a number that is not negative. */
    static int number(ByteBuf bytes, int index) {
        int value = 0;
        for (int i = index, digit; (digit = bytes.getByte(i) - '0') >= 0 && digit <= 9; i++) {
            value = 10 * value + digit;
        }
        return value;
    }
}
