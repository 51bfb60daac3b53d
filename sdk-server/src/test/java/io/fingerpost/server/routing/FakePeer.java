package io.fingerpost.server.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.core.PacketType;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.Transport;
import io.fingerpost.core.codec.CodeBody;
import io.fingerpost.core.codec.InvalidPacketException;
import io.fingerpost.core.codec.LoginBody;
import io.fingerpost.core.codec.Packets;
import io.fingerpost.core.codec.ProtocalCodec;
import io.fingerpost.core.link.LinkEnd;
import io.fingerpost.core.time.TaskLoop;
import io.fingerpost.server.gateway.Connection;
import io.fingerpost.server.gateway.ConnectionHandler;
import io.fingerpost.server.gateway.GatewaySettings;
import io.fingerpost.testkit.VirtualLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Both ends of one connection to a server under test: what the peer sends goes in at once, what the server sends is kept. */
final class FakePeer implements Connection {
    private final ServerUnderTest server;
    private final Transport transport;
    private final VirtualLoop loop;
    private final GatewaySettings settings;
    private final InetSocketAddress address;
    private final Deque<byte[]> received = new ArrayDeque<>();
    private @Nullable ConnectionHandler handler;
    private boolean closed;
    private boolean writable = true;

    FakePeer(ServerUnderTest server, Transport transport, VirtualLoop loop, GatewaySettings settings, int port) {
        this.server = server;
        this.transport = transport;
        this.loop = loop;
        this.settings = settings;
        this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    FakePeer open() {
        onLoop(() -> {
            if (transport.isReliable()) {
                handler().onOpened();
            }
        });
        return this;
    }

    private ConnectionHandler handler() {
        if (handler == null) {
            handler = server.core().acceptor().accept(this);
        }
        return handler;
    }

    // ---- what the peer does ----

    FakePeer say(Protocal packet) {
        return sayBytes(ProtocalCodec.encode(packet));
    }

    FakePeer say(String text) {
        return sayBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    void sayFrame(byte[] frame) {
        sayBytes(frame);
    }

    private FakePeer sayBytes(byte[] bytes) {
        onLoop(() -> {
            handler().onPacket(bytes);
            if (!transport.isReliable() && !handler().retainsState()) {
                handler = null; // as a datagram gateway does
            }
        });
        return this;
    }

    FakePeer login(String user) {
        return login(user, 0);
    }

    FakePeer login(String user, long firstLoginTime) {
        return say(Packets.login(new LoginBody(user, "token", null, firstLoginTime)));
    }

    /** Logs in, takes the answer off what was received, and returns the time of the first login. */
    long loggedIn(String user) {
        login(user);
        return loginAnswer().firstLoginTime();
    }

    CodeBody loginAnswer() {
        try {
            return CodeBody.parseLoginResponse(next(PacketType.LOGIN_RESPONSE).dataContent());
        } catch (InvalidPacketException e) {
            throw new AssertionError(e);
        }
    }

    FakePeer acknowledge(Protocal message) {
        return say(Packets.ack(message.to(), message.from(), message.fp()));
    }

    void hangUp() {
        onLoop(() -> {
            closed = true;
            handler().onClosed();
        });
    }

    void readSlowly(boolean slowly) {
        writable = !slowly;
        if (writable) {
            onLoop(() -> handler().onWritable());
        }
    }

    private void onLoop(Runnable task) {
        loop.execute(task);
        server.settle();
    }

    // ---- what the peer sees ----

    Protocal next(int type) {
        assertThat(received).as("packets for %s", address).isNotEmpty();
        Protocal packet = decode(received.removeFirst());
        assertThat(packet.type()).as("type of %s", packet).isEqualTo(type);
        return packet;
    }

    byte[] nextBytes() {
        return received.removeFirst();
    }

    String nextText() {
        return new String(received.removeFirst(), StandardCharsets.UTF_8);
    }

    CodeBody nextError() {
        try {
            return CodeBody.parseError(next(PacketType.ERROR).dataContent());
        } catch (InvalidPacketException e) {
            throw new AssertionError(e);
        }
    }

    /** Takes the frames of the link profile off what was received. */
    List<byte[]> frames() {
        List<byte[]> frames = received.stream().filter(LinkEnd::isFrame).toList();
        received.removeIf(LinkEnd::isFrame);
        return frames;
    }

    List<Protocal> all() {
        List<Protocal> packets = new ArrayList<>();
        while (!received.isEmpty()) {
            packets.add(decode(received.removeFirst()));
        }
        return packets;
    }

    void dropAll(int type) {
        received.removeIf(bytes -> decode(bytes).type() == type);
    }

    void seesNothing() {
        assertThat(received.stream().map(FakePeer::decode))
                .as("packets for %s", address)
                .isEmpty();
    }

    boolean isClosed() {
        return closed;
    }

    private static Protocal decode(byte[] bytes) {
        try {
            return ProtocalCodec.decode(bytes);
        } catch (InvalidPacketException e) {
            throw new AssertionError(e);
        }
    }

    // ---- Connection ----

    @Override
    public Transport transport() {
        return transport;
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return address;
    }

    @Override
    public TaskLoop loop() {
        return loop;
    }

    @Override
    public GatewaySettings settings() {
        return settings;
    }

    @Override
    public void send(byte[] packet) {
        assertThat(loop.inLoop()).isTrue();
        if (!closed) {
            received.addLast(packet);
        }
    }

    @Override
    public boolean isWritable() {
        return writable;
    }

    @Override
    public void close() {
        assertThat(loop.inLoop()).isTrue();
        if (!closed) {
            closed = true;
            ConnectionHandler told = handler();
            loop.execute(told::onClosed);
        }
    }
}
