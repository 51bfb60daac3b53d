package io.fingerpost.server.gateway.udp;

import io.fingerpost.core.Transport;
import io.fingerpost.core.time.TaskLoop;
import io.fingerpost.server.gateway.Connection;
import io.fingerpost.server.gateway.ConnectionHandler;
import io.fingerpost.server.gateway.GatewaySettings;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One address that datagrams came from. At home on the socket to which its first datagram came, and confined to the loop of that,
 * except where a method says otherwise.
 */
final class UdpPeer implements Connection {
    private final UdpSocket socket;
    private volatile PeerAddress address; // written on the loop
    private @Nullable Long cid; // null until the session wants a name

    private @Nullable ConnectionHandler handler; // null until accepted, and again once closed
    private boolean retained; // for its address
    private boolean closed;
    private boolean waitsForRoom;

    UdpPeer(UdpSocket socket, InetSocketAddress remoteAddress) {
        this.socket = socket;
        this.address = PeerAddress.of(remoteAddress);
    }

    @Override
    public Transport transport() {
        return Transport.UDP;
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return address.toSocketAddress();
    }

    @Override
    public byte[] cid() {
        Long name = cid;
        if (name == null) {
            name = socket.newCid();
            cid = name;
            socket.named(this);
        }
        return ByteBuffer.allocate(Long.BYTES).putLong(name).array();
    }

    @Override
    public TaskLoop loop() {
        return socket.loop();
    }

    @Override
    public GatewaySettings settings() {
        return socket.settings();
    }

    @Override
    public void send(byte[] packet) {
        send(packet, packet.length);
    }

    @Override
    public void send(byte[] buffer, int length) {
        if (!closed) {
            socket.send(this, buffer, length);
        }
    }

    @Override
    public boolean isWritable() {
        boolean writable = socket.isWritable();
        if (!writable && !waitsForRoom) {
            waitsForRoom = true;
            socket.tellWhenWritable(this);
        }
        return writable;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            socket.forget(this);
            loop().execute(this::tellClosed);
        }
    }

    // ---- for the socket ----

    /** Returns the socket on whose loop it lives. Any thread may ask. */
    UdpSocket home() {
        return socket;
    }

    void accepted(ConnectionHandler by) {
        handler = by;
    }

    /** Returns who handles it; null before it was accepted, and after it was told that this is closed. */
    @Nullable ConnectionHandler handler() {
        return handler;
    }

    boolean isClosed() {
        return closed;
    }

    boolean isRetained() {
        return retained;
    }

    /** Returns the name that it was given; null if none was. */
    @Nullable Long name() {
        return cid;
    }

    /** Returns where it is. Any thread may ask. */
    PeerAddress address() {
        return address;
    }

    /** Not while it stands in a table by its address. */
    void moveTo(InetSocketAddress newAddress) {
        address = PeerAddress.of(newAddress);
    }

    boolean isAt(InetSocketAddress other) {
        return address.is(other);
    }

    void setRetained(boolean retained) {
        this.retained = retained;
    }

    void writable() {
        waitsForRoom = false;
        ConnectionHandler current = handler;
        if (!closed && current != null) {
            socket.guarded(this, current::onWritable);
        }
    }

    /** Closes it, because its address was taken. Any thread. */
    void evict() {
        if (loop().inLoop()) {
            close();
        } else {
            loop().execute(this::close);
        }
    }

    /** Closes it and says so now, when the socket itself is closed. */
    void closeNow() {
        closed = true;
        tellClosed();
    }

    private void tellClosed() {
        ConnectionHandler last = handler;
        handler = null;
        if (last != null) {
            socket.guarded(this, last::onClosed);
        }
    }
}
