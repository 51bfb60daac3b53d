package io.fingerpost.client.session;

import io.fingerpost.client.PacketObserver;
import io.fingerpost.core.PacketType;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.codec.InvalidPacketException;
import io.fingerpost.core.codec.ProtocalCodec;
import io.fingerpost.core.link.LinkEnd;
import org.jspecify.annotations.Nullable;

/** Shows packets to the application's observer; without one it does nothing. Confined to the loop. */
final class PacketTap {
    private final @Nullable PacketObserver observer;
    private final Callbacks callbacks;

    PacketTap(@Nullable PacketObserver observer, Callbacks callbacks) {
        this.observer = observer;
        this.callbacks = callbacks;
    }

    /**
     * Messages are encoded long before they are sent, so what was sent is decoded again: only if somebody looks. A frame of the link profile is
     * not shown; the packets that it carries are, by whoever puts them into it.
     */
    void sent(byte[] packet) {
        PacketObserver current = observer;
        if (current != null && !LinkEnd.isFrame(packet)) {
            callbacks.packet(() -> current.onPacketSent(decodeWithoutToken(packet), packet.length));
        }
    }

    void received(Protocal packet, int bytes) {
        PacketObserver current = observer;
        if (current != null) {
            callbacks.packet(() -> current.onPacketReceived(packet, bytes));
        }
    }

    private static Protocal decodeWithoutToken(byte[] bytes) {
        try {
            Protocal packet = ProtocalCodec.decode(bytes);
            return packet.type() == PacketType.LOGIN
                    ? packet.toBuilder().dataContent(null).build()
                    : packet;
        } catch (InvalidPacketException e) {
            throw new IllegalStateException("a packet of this client's own is not valid", e);
        }
    }
}
