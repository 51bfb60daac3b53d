package io.fingerpost.benchmarks.load;

import io.netty.buffer.ByteBuf;

/**
 * The fingerprint of a generated message: its number within the pair and the time at which it was meant to be sent, both in hexadecimal,
 * as long as the UUIDs that clients use. So whoever reads it knows how long the message took, without a table.
 */
final class Fingerprint {
    /** How long it is. */
    static final int LENGTH = 36;

    /** What it looks like before the numbers are filled in. */
    static final String BLANK = "0000000000000000-0000000000000000-fp";

    private static final int TIME_OFFSET = 17;
    private static final byte[] DIGITS = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };

    private Fingerprint() {}

    /** Fills the numbers in. */
    static void write(byte[] packet, int offset, long number, long intendedNanos) {
        writeHex(packet, offset, number);
        writeHex(packet, offset + TIME_OFFSET, intendedNanos);
    }

    private static void writeHex(byte[] packet, int offset, long value) {
        long rest = value;
        for (int i = offset + 15; i >= offset; i--) {
            packet[i] = DIGITS[(int) rest & 15];
            rest >>>= 4;
        }
    }

    /** Returns the message's number. */
    static long number(ByteBuf bytes, int index) {
        return readHex(bytes, index);
    }

    /** Returns when the message was meant to be sent, by {@link System#nanoTime}. */
    static long intendedNanos(ByteBuf bytes, int index) {
        return readHex(bytes, index + TIME_OFFSET);
    }

    private static long readHex(ByteBuf bytes, int index) {
        long high = bytes.getLong(index);
        long low = bytes.getLong(index + 8);
        return ((long) fromHex(high) << 32) | (fromHex(low) & 0xffff_ffffL);
    }

    /** Reads eight digits at once: each byte's low nibble, and 9 more for a letter (bit 6 tells). Then neighbours are put together. */
    private static int fromHex(long digits) {
        long nibbles = (digits & 0x0f0f0f0f0f0f0f0fL) + 9 * ((digits >>> 6) & 0x0101010101010101L);
        nibbles = (nibbles | (nibbles >>> 4)) & 0x00ff00ff00ff00ffL;
        nibbles = (nibbles | (nibbles >>> 8)) & 0x0000ffff0000ffffL;
        return (int) (nibbles | (nibbles >>> 16));
    }
}
