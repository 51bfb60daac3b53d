package io.fingerpost.benchmarks.compare;

import io.fingerpost.benchmarks.common.Options;
import io.fingerpost.core.PacketType;
import io.fingerpost.core.Transport;
import io.fingerpost.core.codec.Packets;
import io.fingerpost.core.codec.ProtocalCodec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * A program: a relay on bare Netty that does the least, for comparison. It looks for three keys, passes the bytes on, and answers the
 * sender's acknowledgement at once; it keeps no state for delivery and checks nothing. One thread, as the floor in C has. What the real
 * server costs above this is the price of reliability, of checks and of order; what this costs above the floor is the price of Java and
 * Netty.
 *
 * <p>Says {@code ready tcp=PORT} when it listens. Linux only. Confined to its event loop.
 */
public final class BareRelay {
    private static final String ACK_HEAD = "{\"bridge\":false,\"type\":4,\"dataContent\":\"";
    private static final String ACK_TAIL = "\",\"QoS\":false,\"typeu\":-1,\"sm\":-1}";

    private final Map<String, Peer> peers = new HashMap<>();
    private final ArrayDeque<Channel> unflushed = new ArrayDeque<>();

    BareRelay() {}

    /**
     * Runs until the process is ended.
     *
     * @param args the transport, {@code tcp} or {@code udp}
     */
    public static void main(String[] args) {
        Transport transport = new Options.TransportConverter().convert(args[0]);
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        BareRelay relay = new BareRelay();
        Channel channel =
                BareSockets.open(transport, group, relay).syncUninterruptibly().channel();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        out.println("ready " + args[0] + '=' + ((InetSocketAddress) channel.localAddress()).getPort());
        channel.closeFuture().syncUninterruptibly();
    }

    /** Where a user's packets go. */
    interface Peer {
        Channel channel();

        /** Adds one packet to what goes out with the next flush. */
        void write(byte[] packet);
    }

    /** One packet has arrived: so many bytes from the buffer's reader index on. */
    void onPacket(ByteBuf in, int length, Peer from) {
        byte[] packet = new byte[length];
        in.readBytes(packet);
        Envelope envelope = new Envelope(packet);
        switch (envelope.type()) {
            case PacketType.LOGIN -> {
                String user = envelope.from();
                peers.put(user, from);
                send(from, ProtocalCodec.encode(Packets.loginResponse(user, 0, 1)));
            }
            case PacketType.MESSAGE -> relay(envelope, packet, from);
            default -> {} // acknowledgements of recipients end here
        }
    }

    private void relay(Envelope envelope, byte[] packet, Peer sender) {
        String to = envelope.to();
        Peer recipient = peers.get(to);
        if (recipient != null) {
            send(recipient, packet);
            String ack = ACK_HEAD + envelope.fp() + "\",\"from\":\"" + to + "\",\"to\":\"" + envelope.from() + ACK_TAIL;
            send(sender, ack.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    private void send(Peer to, byte[] packet) {
        to.write(packet);
        if (unflushed.peekLast() != to.channel()) {
            unflushed.add(to.channel());
        }
    }

    /** One round of reading is over: sends what it has caused. A channel that stands there twice is flushed in vain the second time. */
    void flush() {
        Channel channel;
        while ((channel = unflushed.poll()) != null) {
            channel.flush();
        }
    }

    /** Returns a buffer with the bytes, and with their length in front where a stream needs it. */
    static ByteBuf buffer(byte[] packet, boolean withLength) {
        int prefix = withLength ? Integer.BYTES : 0;
        ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer(prefix + packet.length);
        if (withLength) {
            out.writeInt(packet.length);
        }
        return out.writeBytes(packet);
    }
}
