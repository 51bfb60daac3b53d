package io.fingerpost.benchmarks.load;

import io.fingerpost.core.Protocal;
import io.fingerpost.core.codec.ProtocalCodec;
import java.nio.charset.StandardCharsets;

/** A message that was encoded once; only its fingerprint is filled in afterwards. Confined to a loop. */
final class MessageTemplate {
    private final byte[] packet;
    private final int fpOffset;

    private MessageTemplate(Protocal packet) {
        this.packet = ProtocalCodec.encode(packet);
        this.fpOffset = new String(this.packet, StandardCharsets.US_ASCII).indexOf(Fingerprint.BLANK);
    }

    /** Makes a template of a message with so many bytes of text. */
    static MessageTemplate message(String from, String to, int payloadBytes) {
        return new MessageTemplate(Protocal.message(to, "x".repeat(payloadBytes))
                .from(from)
                .fp(Fingerprint.BLANK)
                .build());
    }

    /** Makes a template of a packet that has a {@link Fingerprint#BLANK} somewhere. */
    static MessageTemplate of(Protocal packet) {
        return new MessageTemplate(packet);
    }

    /** Returns where the fingerprint begins. */
    int fpOffset() {
        return fpOffset;
    }

    /** Returns the packet with a fingerprint; it is valid until the next call. */
    byte[] fill(long number, long intendedNanos) {
        Fingerprint.write(packet, fpOffset, number, intendedNanos);
        return packet;
    }
}
