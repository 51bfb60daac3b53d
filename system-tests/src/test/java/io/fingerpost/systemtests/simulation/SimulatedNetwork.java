package io.fingerpost.systemtests.simulation;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.fingerpost.client.ServerAddress;
import io.fingerpost.client.session.ClientConnection;
import io.fingerpost.client.session.ConnectionListener;
import io.fingerpost.client.session.Connector;
import io.fingerpost.core.ErrorCode;
import io.fingerpost.core.Transport;
import io.fingerpost.core.time.TaskLoop;
import io.fingerpost.server.gateway.Connection;
import io.fingerpost.server.gateway.ConnectionAcceptor;
import io.fingerpost.server.gateway.ConnectionHandler;
import io.fingerpost.server.gateway.GatewaySettings;
import io.fingerpost.testkit.DatagramLink;
import io.fingerpost.testkit.NetworkConditions;
import io.fingerpost.testkit.StreamLink;
import io.fingerpost.testkit.VirtualLoop;
import io.fingerpost.testkit.VirtualTime;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The wires between one server and its clients under virtual time. For datagrams it does what the server's UDP gateway does: it keeps
 * a peer only if its handler asks for that. For streams a lost segment is a stall, and a cut breaks the connection.
 */
final class SimulatedNetwork {
    private static final int MAX_PACKET_BYTES = 65_507;

    private final VirtualTime time;
    private NetworkConditions conditions;
    private VirtualLoop[] serverLoops = {}; // those of the server that runs, as below
    private @Nullable ConnectionAcceptor acceptor;
    private final Map<String, Wire> wires = new HashMap<>(); // the newest wire of each client
    private int nextPort = 10_000;

    SimulatedNetwork(VirtualTime time, NetworkConditions conditions) {
        this.time = time;
        this.conditions = conditions;
    }

    /** From now on new wires lead to this server. */
    void connectTo(ConnectionAcceptor server, VirtualLoop... loops) {
        acceptor = server;
        serverLoops = loops;
    }

    /** Changes the conditions, of the wires there are as well if they carry datagrams. */
    void changeTo(NetworkConditions changed) {
        conditions = changed;
        wires.values().forEach(wire -> wire.changeTo(changed));
    }

    /** Breaks all wires, because the server is gone. */
    void breakAll() {
        wires.values().forEach(Wire::breakNow);
    }

    /** A wire that can be broken. */
    private interface Wire {
        void breakNow();

        default void changeTo(NetworkConditions changed) {}
    }

    Connector connector(String client, VirtualLoop clientLoop) {
        return (address, listener) -> {
            int port = nextPort++;
            if (address.transport() == Transport.UDP) {
                UdpWire wire = new UdpWire(clientLoop, serverLoops[0], listener, port);
                wires.put(client, wire);
                return wire;
            }
            StreamWire wire =
                    new StreamWire(address, clientLoop, serverLoops[port % serverLoops.length], listener, port);
            wires.put(client, wire);
            return wire;
        };
    }

    /** Breaks what connects a client: a stream is cut, and datagrams are swallowed until the client uses another socket. */
    void breakWire(String client) {
        Wire wire = wires.get(client);
        if (wire != null) {
            wire.breakNow();
        }
    }

    private static GatewaySettings settings(Transport transport) {
        return new GatewaySettings(MAX_PACKET_BYTES, SECONDS.toNanos(transport.isReliable() ? 20 : 10), 1_000);
    }

    private static InetSocketAddress address(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private final class UdpWire implements Wire, ClientConnection {
        private final DatagramLink toServer;
        private final DatagramLink toClient;
        private final ConnectionListener listener;
        private boolean clientClosed;

        UdpWire(VirtualLoop clientLoop, VirtualLoop serverLoop, ConnectionListener listener, int port) {
            this.listener = listener;
            this.toClient = new DatagramLink(clientLoop, this::onClientReceives, conditions, time.newRandom());
            UdpPeer peer = new UdpPeer(serverLoop, toClient, port);
            this.toServer = new DatagramLink(serverLoop, peer::onDatagram, conditions, time.newRandom());
            clientLoop.execute(() -> {
                if (!clientClosed) {
                    listener.onOpened();
                }
            });
        }

        private void onClientReceives(byte[] packet) {
            if (!clientClosed) {
                listener.onPacket(packet);
            }
        }

        @Override
        public boolean send(byte[] packet) {
            if (!clientClosed) {
                toServer.send(packet);
            }
            return !clientClosed;
        }

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public void close() {
            clientClosed = true;
        }

        @Override
        public void changeTo(NetworkConditions changed) {
            toServer.setConditions(changed);
            toClient.setConditions(changed);
        }

        @Override
        public void breakNow() {
            toServer.blackhole(true);
            toClient.blackhole(true);
        }
    }

    /** What the server's UDP gateway keeps for one address. */
    private final class UdpPeer implements Connection {
        private final VirtualLoop loop;
        private final DatagramLink toClient;
        private final InetSocketAddress address;
        private @Nullable ConnectionHandler handler;

        UdpPeer(VirtualLoop loop, DatagramLink toClient, int port) {
            this.loop = loop;
            this.toClient = toClient;
            this.address = address(port);
        }

        void onDatagram(byte[] packet) {
            if (handler == null) {
                handler = acceptor.accept(this);
            }
            ConnectionHandler told = handler;
            told.onPacket(packet);
            if (handler == told && !told.retainsState()) {
                handler = null;
            }
        }

        @Override
        public Transport transport() {
            return Transport.UDP;
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
        public byte[] cid() {
            return ByteBuffer.allocate(Long.BYTES).putLong(address.getPort()).array();
        }

        @Override
        public GatewaySettings settings() {
            return SimulatedNetwork.settings(Transport.UDP);
        }

        @Override
        public void send(byte[] packet) {
            toClient.send(packet);
        }

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public void close() {
            ConnectionHandler told = handler;
            handler = null;
            if (told != null) {
                loop.execute(told::onClosed);
            }
        }
    }

    private final class StreamWire implements Wire, ClientConnection {
        private final StreamLink link;
        private final ConnectionListener listener;
        private boolean clientClosed;

        StreamWire(
                ServerAddress server,
                VirtualLoop clientLoop,
                VirtualLoop serverLoop,
                ConnectionListener listener,
                int port) {
            this.listener = listener;
            this.link = new StreamLink(clientLoop, serverLoop, conditions, time.newRandom());
            link.first().onReceive(this::onClientReceives);
            link.first().onClosed(this::onClientLearnsOfTheEnd);
            StreamPeer peer = new StreamPeer(server.transport(), serverLoop, link.second(), port);
            serverLoop.executeAfter(conditions.meanDelay(), () -> {
                peer.open();
                clientLoop.executeAfter(conditions.meanDelay(), this::onClientConnected);
            });
        }

        private void onClientConnected() {
            if (!clientClosed && link.first().isOpen()) {
                listener.onOpened();
            }
        }

        private void onClientReceives(byte[] packet) {
            if (!clientClosed) {
                listener.onPacket(packet);
            }
        }

        private void onClientLearnsOfTheEnd() {
            if (!clientClosed) {
                listener.onClosed(ErrorCode.CONNECTION_BROKEN, "the connection broke");
            }
        }

        @Override
        public boolean send(byte[] packet) {
            return link.first().send(packet);
        }

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public void close() {
            clientClosed = true;
            link.first().close();
        }

        @Override
        public void breakNow() {
            link.cut();
        }
    }

    /** What the server's stream gateways keep for one connection. */
    private final class StreamPeer implements Connection {
        private final Transport transport;
        private final VirtualLoop loop;
        private final StreamLink.End end;
        private final InetSocketAddress address;
        private @Nullable ConnectionHandler handler;

        StreamPeer(Transport transport, VirtualLoop loop, StreamLink.End end, int port) {
            this.transport = transport;
            this.loop = loop;
            this.end = end;
            this.address = address(port);
        }

        void open() {
            ConnectionHandler accepted = acceptor.accept(this);
            handler = accepted;
            end.onReceive(accepted::onPacket);
            end.onClosed(accepted::onClosed);
            if (end.isOpen()) {
                accepted.onOpened();
            } else {
                accepted.onClosed();
            }
        }

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
            return SimulatedNetwork.settings(transport);
        }

        @Override
        public void send(byte[] packet) {
            end.send(packet);
        }

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public void close() {
            if (end.isOpen()) {
                end.close();
                loop.execute(handler::onClosed);
            }
        }
    }
}
