package io.fingerpost.client.session;

import io.fingerpost.client.PacketObserver;
import io.fingerpost.core.PacketType;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.codec.InvalidPacketException;
import io.fingerpost.core.codec.ProtocalCodec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows packets to the application's observer; without one it does nothing. Confined to the loop. */
final class PacketTap {
    private static final Logger log = LoggerFactory.getLogger(PacketTap.class);

    private final @Nullable PacketObserver observer;

    PacketTap(@Nullable PacketObserver observer) {
        this.observer = observer;
    }

    /** Messages are encoded long before they are sent, so what was sent is decoded again: only if somebody looks. */
    void sent(byte[] packet) {
        PacketObserver current = observer;
        if (current == null) {
            return;
        }
        try {
            current.onPacketSent(withoutToken(ProtocalCodec.decode(packet)), packet.length);
        } catch (InvalidPacketException | RuntimeException e) {
            logFailure(e);
        }
    }

    void received(Protocal packet, int bytes) {
        PacketObserver current = observer;
        if (current == null) {
            return;
        }
        try {
            current.onPacketReceived(packet, bytes);
        } catch (RuntimeException e) {
            logFailure(e);
        }
    }

    private static Protocal withoutToken(Protocal packet) {
        return packet.type() == PacketType.LOGIN
                ? packet.toBuilder().dataContent(null).build()
                : packet;
    }

    /** Without the exception's message, which may quote the packet. */
    private static void logFailure(Exception e) {
        log.warn("the packet observer failed with {}", e.getClass().getName());
    }
}
