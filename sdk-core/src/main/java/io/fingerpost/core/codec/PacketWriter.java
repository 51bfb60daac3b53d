package io.fingerpost.core.codec;

import io.fingerpost.core.Protocal;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes a packet straight into its bytes, if all texts in it are ASCII of which nothing needs an escape, as in acknowledgements and
 * most messages. What it writes is what {@link ProtocalCodec} would have written; other packets are left to that. Used once.
 */
final class PacketWriter {
    private static final byte[] BRIDGE = ascii("{\"bridge\":");
    private static final byte[] TYPE = ascii(",\"type\":");
    private static final byte[] DATA = ascii(",\"dataContent\":\"");
    private static final byte[] DATA_END_FROM = ascii("\",\"from\":\"");
    private static final byte[] FROM = ascii(",\"from\":\"");
    private static final byte[] TO = ascii("\",\"to\":\"");
    private static final byte[] FP = ascii("\",\"fp\":\"");
    private static final byte[] QOS = ascii("\",\"QoS\":");
    private static final byte[] TYPEU = ascii(",\"typeu\":");
    private static final byte[] SM = ascii(",\"sm\":");
    private static final byte[] ACK = ascii("{\"bridge\":false,\"type\":4,\"dataContent\":\"");
    private static final byte[] ACK_END = ascii("\",\"QoS\":false,\"typeu\":-1,\"sm\":-1}");
    private static final byte[] TRUE = ascii("true");
    private static final byte[] FALSE = ascii("false");
    private static final int ASCII_BITS = 7;
    private static final int FIXED_BYTES =
            BRIDGE.length + TYPE.length + TO.length + QOS.length + TYPEU.length + SM.length + 1;

    private final byte[] out;
    private int position;
    private boolean unusual;

    private PacketWriter(int length) {
        out = new byte[length];
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Returns the bytes; null if the packet is none of those that can be written here. */
    static byte @Nullable [] write(Protocal p) {
        if (p.sm() == Long.MIN_VALUE) {
            return null; // has no positive counterpart
        }
        PacketWriter writer = new PacketWriter(length(p));
        writer.packet(p);
        return writer.unusual ? null : writer.out;
    }

    /** Returns the bytes of an acknowledgement; null if it is none of those that can be written here. */
    static byte @Nullable [] ack(String receiver, String sender, String fingerprint) {
        int texts = receiver.length() + sender.length() + fingerprint.length();
        PacketWriter writer = new PacketWriter(ACK.length + DATA_END_FROM.length + TO.length + ACK_END.length + texts);
        writer.put(ACK);
        writer.put(fingerprint);
        writer.put(DATA_END_FROM);
        writer.put(receiver);
        writer.put(TO);
        writer.put(sender);
        writer.put(ACK_END);
        return writer.unusual ? null : writer.out;
    }

    private static int length(Protocal p) {
        String data = p.dataContent();
        String fp = p.fp();
        return FIXED_BYTES
                + literal(p.isBridge()).length
                + digits(p.type())
                + (data == null ? FROM.length : DATA.length + data.length() + DATA_END_FROM.length)
                + p.from().length()
                + p.to().length()
                + (fp == null ? 0 : FP.length + fp.length())
                + literal(p.isQos()).length
                + digits(p.typeu())
                + digits(p.sm());
    }

    private void packet(Protocal p) {
        String data = p.dataContent();
        String fp = p.fp();
        put(BRIDGE);
        put(literal(p.isBridge()));
        put(TYPE);
        put(p.type());
        if (data != null) {
            put(DATA);
            put(data);
        }
        put(data == null ? FROM : DATA_END_FROM);
        put(p.from());
        put(TO);
        put(p.to());
        if (fp != null) {
            put(FP);
            put(fp);
        }
        put(QOS);
        put(literal(p.isQos()));
        put(TYPEU);
        put(p.typeu());
        put(SM);
        put(p.sm());
        out[position] = '}';
    }

    private static byte[] literal(boolean value) {
        return value ? TRUE : FALSE;
    }

    private void put(byte[] bytes) {
        System.arraycopy(bytes, 0, out, position, bytes.length);
        position += bytes.length;
    }

    private void put(String text) {
        if (unusual) {
            return; // it is of no use any more
        }
        int length = text.length();
        int allBits = 0;
        boolean escaped = false;
        for (int i = 0; i < length; i++) { // no branch in it: nearly always all of it is written
            char c = text.charAt(i);
            byte b = (byte) c;
            allBits |= c;
            escaped |= StrictJson.isEscaped(b);
            out[position + i] = b;
        }
        position += length;
        unusual = escaped || allBits >= 1 << ASCII_BITS;
    }

    private static int digits(long value) {
        int digits = value < 0 ? 2 : 1;
        for (long rest = Math.abs(value); rest >= 10; rest /= 10) {
            digits++;
        }
        return digits;
    }

    private void put(long value) {
        int end = position + digits(value);
        if (value < 0) {
            out[position] = '-';
        }
        int i = end;
        long rest = Math.abs(value);
        do {
            out[--i] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        position = end;
    }
}
