package io.fingerpost.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.client.ServerAddress;
import io.fingerpost.core.PacketType;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.codec.InvalidPacketException;
import io.fingerpost.core.codec.LoginBody;
import io.fingerpost.core.codec.Packets;
import io.fingerpost.core.codec.ProtocalCodec;
import io.fingerpost.testkit.VirtualLoop;
import io.fingerpost.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The other end of a client under virtual time: records every attempt to connect, and says what the test tells it to. */
final class FakeServer implements Connector {
    private final VirtualTime time;
    private final VirtualLoop loop;
    final List<FakeConnection> connections = new ArrayList<>();

    FakeServer(VirtualTime time, VirtualLoop loop) {
        this.time = time;
        this.loop = loop;
    }

    @Override
    public ClientConnection connect(ServerAddress address, ConnectionListener listener) {
        FakeConnection connection = new FakeConnection(address, listener);
        connections.add(connection);
        return connection;
    }

    /** Returns the newest connection, or attempt at one. */
    FakeConnection last() {
        run();
        assertThat(connections).isNotEmpty();
        return connections.get(connections.size() - 1);
    }

    private void run() {
        time.runFor(Duration.ZERO);
    }

    long open() {
        return connections.stream().filter(c -> !c.closed).count();
    }

    /** One connection as the server sees it. */
    final class FakeConnection implements ClientConnection {
        final ServerAddress address;
        private final ConnectionListener listener;
        final List<Protocal> received = new ArrayList<>();
        Consumer<Protocal> onSend = p -> {};
        boolean writable = true;
        boolean closed;

        FakeConnection(ServerAddress address, ConnectionListener listener) {
            this.address = address;
            this.listener = listener;
        }

        @Override
        public boolean send(byte[] packet) {
            assertThat(closed).as("sent on a closed connection").isFalse();
            try {
                Protocal decoded = ProtocalCodec.decode(packet);
                received.add(decoded);
                onSend.accept(decoded);
            } catch (InvalidPacketException e) {
                throw new AssertionError(e);
            }
            return true;
        }

        @Override
        public boolean isWritable() {
            return writable;
        }

        @Override
        public void close() {
            closed = true;
        }

        FakeConnection open() {
            loop.execute(listener::onOpened);
            run();
            return this;
        }

        void fail(int errorCode) {
            loop.execute(() -> listener.onClosed(errorCode, "the test closed it"));
            run();
        }

        void becomeWritable() {
            writable = true;
            loop.execute(listener::onWritable);
            run();
        }

        void say(Protocal packet) {
            sayRaw(ProtocalCodec.encode(packet));
        }

        void sayRaw(byte[] packet) {
            loop.execute(() -> listener.onPacket(packet));
            run();
        }

        /** Opens the connection, and answers the login. */
        FakeConnection answerLogin(int code, long firstLoginTime) {
            open();
            LoginBody login = login();
            say(Packets.loginResponse(login.userId(), code, firstLoginTime));
            return this;
        }

        FakeConnection accept() {
            return answerLogin(0, 1_000);
        }

        LoginBody login() {
            run();
            Protocal packet = ofType(PacketType.LOGIN).get(0);
            try {
                return LoginBody.parse(packet.dataContent());
            } catch (InvalidPacketException e) {
                throw new AssertionError(e);
            }
        }

        List<Protocal> ofType(int type) {
            run();
            List<Protocal> found = new ArrayList<>();
            for (Protocal p : received) {
                if (p.type() == type) {
                    found.add(p);
                }
            }
            return found;
        }

        List<Protocal> messages() {
            return ofType(PacketType.MESSAGE);
        }

        List<Protocal> acks() {
            return ofType(PacketType.ACK);
        }
    }
}
