package io.fingerpost.core.codec;

import io.fingerpost.core.Protocal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Turns a {@link Protocal} into the UTF-8 JSON of the wire and back. Stateless, so any thread may use it.
 *
 * <p>Reading is strict: unknown keys are ignored and absent ones, or ones that are null, take their default, but a known key of the
 * wrong type or standing twice, invalid UTF-8, anything that is not one JSON object by RFC 8259, and numbers with a fraction or an
 * exponent are refused. Strictness is a matter of safety: the server relays the bytes it received, so it must never read them
 * otherwise than the recipient's parser does.
 */
public final class ProtocalCodec {
    /** The most bytes of one packet that any end accepts unless it is configured otherwise. */
    public static final int DEFAULT_MAX_PACKET_BYTES = 64 * 1024;

    private ProtocalCodec() {}

    /** Returns the packet as bytes: all keys in a fixed order, absent strings left out. */
    public static byte[] encode(Protocal p) {
        byte[] bytes = PacketWriter.write(p);
        return bytes == null ? encodeAny(p) : bytes;
    }

    /**
     * Returns an acknowledgement as bytes, the same as {@link #encode} makes of {@link Packets#ack}. The ids are those of a packet that was
     * read, and not checked again.
     */
    public static byte[] encodeAck(String receiver, String sender, String fingerprint) {
        byte[] bytes = PacketWriter.ack(receiver, sender, fingerprint);
        return bytes == null ? encodeAny(Packets.ack(receiver, sender, fingerprint)) : bytes;
    }

    /** Writes every packet there can be. */
    static byte[] encodeAny(Protocal p) {
        String data = p.dataContent();
        StringBuilder out = new StringBuilder(160 + (data == null ? 0 : data.length() + (data.length() >> 3)));
        out.append("{\"bridge\":").append(p.isBridge()).append(",\"type\":").append(p.type());
        if (data != null) {
            out.append(",\"dataContent\":");
            StrictJson.appendString(out, data);
        }
        out.append(",\"from\":");
        StrictJson.appendString(out, p.from());
        out.append(",\"to\":");
        StrictJson.appendString(out, p.to());
        String fp = p.fp();
        if (fp != null) {
            out.append(",\"fp\":");
            StrictJson.appendString(out, fp);
        }
        out.append(",\"QoS\":").append(p.isQos());
        out.append(",\"typeu\":").append(p.typeu());
        out.append(",\"sm\":").append(p.sm()).append('}');
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads one packet. The caller has checked the size, before it allocated the array.
     *
     * @throws InvalidPacketException if the bytes are not a packet; its message says why
     */
    public static Protocal decode(byte[] bytes) throws InvalidPacketException {
        return decode(bytes, 0, bytes.length);
    }

    /**
     * Reads one packet from a part of an array.
     *
     * @throws InvalidPacketException if the bytes are not a packet; its message says why
     */
    public static Protocal decode(byte[] bytes, int offset, int length) throws InvalidPacketException {
        Protocal packet = PacketScanner.scan(bytes, offset, length);
        return packet == null ? decodeAny(bytes, offset, length) : packet;
    }

    /** Reads every packet there can be, and says of the others what is wrong. */
    static Protocal decodeAny(byte[] bytes, int offset, int length) throws InvalidPacketException {
        Protocal.Builder builder = Protocal.builder();
        StrictJson.readObject(utf8(bytes, offset, length), "packet", (key, json) -> readKey(key, json, builder));
        return builder.build();
    }

    private static boolean readKey(String key, StrictJson json, Protocal.Builder p)
            throws IOException, InvalidPacketException {
        switch (key) {
            case "type":
                p.type(json.once(0).nextInt(0));
                return true;
            case "dataContent":
                p.dataContent(json.once(1).nextString());
                return true;
            case "from":
                p.from(json.once(2).nextId(Protocal.UNKNOWN_ID));
                return true;
            case "to":
                p.to(json.once(3).nextId(Protocal.UNKNOWN_ID));
                return true;
            case "fp":
                String fp = json.once(4).nextId("");
                p.fp(fp.isEmpty() ? null : fp);
                return true;
            case "QoS":
                p.qos(json.once(5).nextBoolean(false));
                return true;
            case "typeu":
                p.typeu(json.once(6).nextInt(Protocal.UNSET));
                return true;
            case "sm":
                p.sm(json.once(7).nextLong(Protocal.UNSET));
                return true;
            case "bridge":
                p.bridge(json.once(8).nextBoolean(false));
                return true;
            default:
                return false;
        }
    }

    private static String utf8(byte[] bytes, int offset, int length) throws InvalidPacketException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes, offset, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidPacketException("packet is not valid UTF-8");
        }
    }
}
