package io.fingerpost.server.gateway;

import io.fingerpost.core.Transport;
import io.fingerpost.core.link.LinkEnd;
import io.fingerpost.core.time.TaskLoop;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A peer of an {@link InMemoryGateway}, with its {@link Connection} on the server's side. The methods of {@link TestPeer} and those
 * beside them may be called by any thread; all state of the connection is confined to the loop.
 */
public final class InMemoryPeer implements TestPeer {
    private static final int WRITE_BUFFER_BYTES = 64 * 1024;
    private static final long MAX_FLUSH_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final byte[] END = {};

    private final InMemoryGateway.Bound gateway;
    private final InetSocketAddress address;
    private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();

    // Confined to the loop.
    private @Nullable ServerSide server; // null before the first packet of a datagram, and after the end
    private final ArrayDeque<byte[]> unread = new ArrayDeque<>(); // what the server does not read while it cannot write
    private boolean paused;

    InMemoryPeer(InMemoryGateway.Bound gateway, InetSocketAddress address) {
        this.gateway = gateway;
        this.address = address;
    }

    // ---- the test's side ----

    @Override
    public void send(byte[] packet) {
        byte[] copy = packet.clone();
        gateway.loop().execute(() -> {
            unread.add(copy);
            read();
        });
    }

    @Override
    public byte[] receive() {
        byte[] packet = poll(PATIENCE_MILLIS);
        if (packet == null) {
            throw new AssertionError("no packet came");
        }
        if (packet == END) {
            throw new AssertionError("the server has closed");
        }
        return packet;
    }

    /** Returns the next packet that is here already, or null; for virtual time. */
    public byte @Nullable [] receiveNow() {
        byte[] packet = received.peek();
        return packet == null || packet == END ? null : received.poll();
    }

    /** Returns whether the server has closed and everything that came before was received; for virtual time. */
    public boolean isClosed() {
        return received.peek() == END;
    }

    @Override
    public void awaitClosed() {
        byte[] packet = poll(PATIENCE_MILLIS);
        if (packet != END) {
            throw new AssertionError(packet == null ? "the server did not close" : "a packet came");
        }
    }

    private byte @Nullable [] poll(long millis) {
        try {
            return received.poll(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** Makes this a peer that does not read, or one that does again. */
    public void pause(boolean paused) {
        gateway.loop().execute(() -> {
            this.paused = paused;
            if (server != null) {
                server.write();
            }
        });
    }

    @Override
    public void close() {
        gateway.loop().execute(this::closeNow);
    }

    // ---- on the loop ----

    void open() {
        ServerSide opened = accept();
        if (opened != null) {
            opened.call(opened.handler::onOpened);
        }
    }

    private @Nullable ServerSide accept() {
        ServerSide side = new ServerSide();
        ConnectionHandler handler = gateway.hasRoom() ? gateway.acceptor().accept(side) : null;
        if (handler == null) {
            showEnd();
            return null;
        }
        side.handler = handler;
        server = side;
        gateway.add(this);
        return side;
    }

    private void read() {
        boolean stream = gateway.transport().isReliable();
        while (!unread.isEmpty() && (server == null || !stream || server.isWritable())) {
            byte[] packet = unread.remove();
            ServerSide side = server == null && !stream ? accept() : server;
            if (side != null) {
                side.read(packet);
            }
        }
    }

    private void showEnd() {
        if (gateway.transport().isReliable()) { // datagrams have none
            received.add(END);
        }
    }

    /** Ends the connection at once, as a broken network does. */
    void closeNow() {
        if (server != null) {
            server.end();
        }
    }

    /** What the server sees. Confined to the loop. */
    private final class ServerSide implements Connection {
        private ConnectionHandler handler = new NoHandler();
        private final ArrayDeque<byte[]> unwritten = new ArrayDeque<>();
        private long unwrittenBytes;
        private boolean toldUnwritable;
        private boolean closing;

        @Override
        public Transport transport() {
            return gateway.transport();
        }

        @Override
        public InetSocketAddress remoteAddress() {
            return address;
        }

        @Override
        public TaskLoop loop() {
            return gateway.loop();
        }

        @Override
        public GatewaySettings settings() {
            return gateway.settings();
        }

        @Override
        public void send(byte[] packet) {
            if (!closing && packet.length <= settings().maxPacketBytes()) {
                unwritten.add(packet);
                unwrittenBytes += packet.length;
                write();
            }
        }

        @Override
        public boolean isWritable() {
            boolean writable = unwrittenBytes <= WRITE_BUFFER_BYTES;
            toldUnwritable |= !writable;
            return writable;
        }

        @Override
        public void close() {
            if (!closing) {
                closing = true;
                loop().schedule(this::end, MAX_FLUSH_NANOS);
                loop().execute(this::write);
            }
        }

        /** Hands a packet over; a frame of the link profile in a buffer that has more in it, and something else afterwards. */
        private void hand(byte[] packet) {
            if (LinkEnd.isFrame(packet)) {
                byte[] buffer = Arrays.copyOf(packet, packet.length + 30);
                Arrays.fill(buffer, packet.length, buffer.length, (byte) 1);
                handler.onFrame(buffer, packet.length);
                Arrays.fill(buffer, (byte) 0);
            } else {
                handler.onPacket(packet);
            }
        }

        void read(byte[] packet) {
            if (closing) {
                return;
            }
            if (packet.length > settings().maxPacketBytes()) {
                call(() -> handler.onInvalidFrame("packet too large"));
                if (transport().isReliable()) {
                    close();
                }
                return;
            }
            call(() -> hand(packet));
            if (!transport().isReliable() && !closing && !handler.retainsState()) {
                forget();
            }
        }

        void write() {
            while (!paused && !unwritten.isEmpty()) {
                byte[] packet = unwritten.remove();
                unwrittenBytes -= packet.length;
                received.add(packet);
            }
            if (closing && unwritten.isEmpty()) {
                loop().execute(this::end);
            } else if (toldUnwritable && unwrittenBytes <= WRITE_BUFFER_BYTES / 4) {
                toldUnwritable = false;
                call(handler::onWritable);
                InMemoryPeer.this.read();
            }
        }

        void end() {
            if (server == this) {
                closing = true;
                forget();
                showEnd();
                call(handler::onClosed);
            }
        }

        private void forget() {
            server = null;
            gateway.remove(InMemoryPeer.this);
        }

        private void call(Runnable call) {
            try {
                call.run();
            } catch (RuntimeException e) {
                close(); // as every gateway does
            }
        }
    }

    /** For what is sent or closed while the connection is being accepted. */
    private static final class NoHandler implements ConnectionHandler {
        @Override
        public void onOpened() {}

        @Override
        public void onPacket(byte[] packet) {}

        @Override
        public void onInvalidFrame(String reason) {}

        @Override
        public void onWritable() {}

        @Override
        public void onClosed() {}

        @Override
        public boolean retainsState() {
            return false;
        }
    }
}
