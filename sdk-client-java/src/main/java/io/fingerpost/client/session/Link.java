package io.fingerpost.client.session;

import io.fingerpost.client.ServerAddress;
import io.fingerpost.core.ErrorCode;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.Transport;
import io.fingerpost.core.codec.InvalidPacketException;
import io.fingerpost.core.codec.Packets;
import io.fingerpost.core.codec.ProtocalCodec;
import io.fingerpost.core.time.TaskLoop.Timeout;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection, from the attempt to make it on: turns bytes into packets, and notices when it cannot be made or is dead. Says nothing
 * more once it is closed, from either side. Confined to the loop.
 */
final class Link {
    private static final Logger log = LoggerFactory.getLogger(Link.class);

    /** Who uses the connection. */
    interface Owner {
        void onLinkOpened(Link link);

        /**
         * A packet arrived.
         *
         * @param bytes its size on the wire
         * @throws InvalidPacketException if it is not valid after all, and is to be ignored
         */
        void onLinkPacket(Protocal packet, int bytes) throws InvalidPacketException;

        void onLinkWritable();

        /** The connection could not be made, or is over; the link is closed. */
        void onLinkLost(int errorCode, String reason);
    }

    private final ClientContext context;
    private final Owner owner;
    private final ServerAddress address;
    private final ClientConnection connection;
    private @Nullable Timeout timer; // waits for the connection, later for the heartbeat
    private @Nullable Heartbeat heartbeat; // null until the user is logged in
    private String userId = "";
    private boolean closed;

    Link(ClientContext context, ServerAddress address, Owner owner) {
        this.context = context;
        this.owner = owner;
        this.address = address;
        this.connection = context.connector.connect(address, new Events());
        this.timer = context.loop.schedule(this::onConnectTimeout, context.config.connectTimeoutNanos());
    }

    Transport transport() {
        return address.transport();
    }

    ServerAddress address() {
        return address;
    }

    boolean isWritable() {
        return connection.isWritable();
    }

    /** Sends a packet; false if it was dropped. */
    boolean send(byte[] packet) {
        if (closed || !connection.send(packet)) {
            return false;
        }
        context.tap.sent(packet);
        return true;
    }

    boolean send(Protocal packet) {
        return send(ProtocalCodec.encode(packet));
    }

    /** Keeps the connection alive, from the login on. */
    void startHeartbeat(String user, long intervalNanos) {
        userId = user;
        heartbeat = new Heartbeat(intervalNanos, !transport().isReliable(), context.loop.nowNanos());
        onHeartbeat();
    }

    /** Changes the time between two keep-alives, if they have begun. */
    void heartbeat(long intervalNanos) {
        if (heartbeat != null) {
            heartbeat.interval(intervalNanos, context.loop.nowNanos());
            onHeartbeat();
        }
    }

    /** Makes sure now that the connection still works. */
    void probe() {
        if (heartbeat != null) {
            heartbeat.doubt(context.loop.nowNanos());
            onHeartbeat();
        }
    }

    /** Closes the connection after what was sent has been written. */
    void close() {
        if (!closed) {
            closed = true;
            cancelTimer();
            connection.close();
        }
    }

    private void onHeartbeat() {
        cancelTimer();
        Heartbeat beat = heartbeat;
        if (closed || beat == null) {
            return;
        }
        long now = context.loop.nowNanos();
        Heartbeat.Action action = beat.poll(now);
        if (action == Heartbeat.Action.GIVE_UP) {
            lose(ErrorCode.CONNECTION_BROKEN, "the server has been silent for too long");
            return;
        }
        if (action == Heartbeat.Action.SEND) {
            send(Packets.keepAlive(userId));
        }
        timer = context.loop.schedule(this::onHeartbeat, beat.nextDueNanos() - now);
    }

    private void onConnectTimeout() {
        lose(ErrorCode.CANNOT_CONNECT, "cannot connect to " + address + ": no answer");
    }

    private void lose(int errorCode, String reason) {
        close();
        owner.onLinkLost(errorCode, reason);
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    /** What the connection tells; stale once the link is closed. */
    private final class Events implements ConnectionListener {
        @Override
        public void onOpened() {
            if (!closed) {
                cancelTimer();
                owner.onLinkOpened(Link.this);
            }
        }

        @Override
        public void onPacket(byte[] bytes) {
            if (closed) {
                return;
            }
            if (heartbeat != null) {
                heartbeat.heard(context.loop.nowNanos());
            }
            try {
                Protocal packet = ProtocalCodec.decode(bytes);
                context.tap.received(packet, bytes.length);
                owner.onLinkPacket(packet, bytes.length);
            } catch (InvalidPacketException e) {
                context.counters.packetsIgnored.incrementAndGet();
                log.debug("a packet from {} is ignored: {}", address, e.getMessage());
            }
        }

        @Override
        public void onWritable() {
            if (!closed) {
                owner.onLinkWritable();
            }
        }

        @Override
        public void onClosed(int errorCode, String reason) {
            if (!closed) {
                lose(errorCode, reason);
            }
        }
    }
}
