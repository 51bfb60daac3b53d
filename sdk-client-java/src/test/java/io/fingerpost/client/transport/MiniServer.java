package io.fingerpost.client.transport;

import io.fingerpost.core.PacketType;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.codec.InvalidPacketException;
import io.fingerpost.core.codec.LoginBody;
import io.fingerpost.core.codec.Packets;
import io.fingerpost.core.codec.ProtocalCodec;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** As much of a server as a client needs to come online: accepts every login, acknowledges every message to "0". */
abstract class MiniServer implements AutoCloseable {
    /** Everything that arrived, in order. */
    final List<Protocal> received = new CopyOnWriteArrayList<>();
    /** The last answer that could not be given. */
    volatile Exception lastFailure;
    /** Whether packets are answered. */
    volatile boolean answering = true;

    /** Writes to the peer that a packet came from. */
    interface Peer {
        void send(byte[] packet) throws Exception;
    }

    private volatile Peer newest = packet -> {
        throw new IllegalStateException("nobody has connected");
    };

    /** Returns the address for clients. */
    abstract String address();

    /** Takes one packet from a peer. */
    final void onPacket(byte[] bytes, Peer peer) {
        newest = peer;
        try {
            Protocal p = ProtocalCodec.decode(bytes);
            received.add(p);
            if (answering) {
                answer(p, peer);
            }
        } catch (Exception e) {
            lastFailure = e; // the client is gone, or the test shows what came of it
        }
    }

    private static void answer(Protocal p, Peer peer) throws Exception {
        switch (p.type()) {
            case PacketType.LOGIN -> peer.send(ProtocalCodec.encode(Packets.loginResponse(userOf(p), 0, 1_000)));
            case PacketType.KEEP_ALIVE -> peer.send(ProtocalCodec.encode(Packets.keepAliveResponse(p.from())));
            case PacketType.MESSAGE -> {
                if (p.to().equals(Protocal.SERVER_ID) && p.isQos()) {
                    peer.send(ProtocalCodec.encode(Packets.ack("0", p.from(), p.fp())));
                }
            }
            default -> {}
        }
    }

    private static String userOf(Protocal login) throws InvalidPacketException {
        return LoginBody.parse(login.dataContent()).userId();
    }

    /** Sends a packet to whoever was heard last. */
    final void push(Protocal p) throws Exception {
        newest.send(ProtocalCodec.encode(p));
    }

    final long count(int type) {
        return received.stream().filter(p -> p.type() == type).count();
    }

    @Override
    public abstract void close() throws IOException;
}
