package io.fingerpost.client.session;

import io.fingerpost.client.ServerAddress;
import io.fingerpost.core.ErrorCode;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.Transport;
import io.fingerpost.core.codec.InvalidPacketException;
import io.fingerpost.core.codec.ProtocalCodec;
import io.fingerpost.core.delivery.Heartbeat;
import io.fingerpost.core.link.LinkEnd;
import io.fingerpost.core.time.TaskLoop.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * One connection, from the attempt to make it on: turns bytes into packets, and notices when it cannot be made or is dead. Says nothing
 * more once it is closed, from either side. Confined to the loop.
 */
final class ServerConnection implements ConnectionListener {
    private final ClientContext context;
    private final Dialogue owner;
    private final ServerAddress address;
    private final ClientConnection connection;
    private @Nullable Timeout timer; // waits for the connection, later for the heartbeat
    private @Nullable Heartbeat heartbeat; // null until the user is logged in
    private @Nullable Runnable keepAlive; // not null together with the heartbeat
    private boolean closed;

    ServerConnection(ClientContext context, ServerAddress address, Dialogue owner) {
        this.context = context;
        this.owner = owner;
        this.address = address;
        this.connection = context.connector.connect(address, this);
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
        context.callbacks.packetSent(packet);
        return true;
    }

    /**
     * Keeps the connection alive, from the login on.
     *
     * @param sendKeepAlive sends a packet that the server answers
     */
    void startHeartbeat(long intervalNanos, Runnable sendKeepAlive) {
        keepAlive = sendKeepAlive;
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
        Runnable sendKeepAlive = keepAlive;
        if (closed || beat == null || sendKeepAlive == null) {
            return;
        }
        long now = context.loop.nowNanos();
        Heartbeat.Action action = beat.poll(now);
        if (action == Heartbeat.Action.GIVE_UP) {
            lose(ErrorCode.CONNECTION_BROKEN, "the server has been silent for too long");
            return;
        }
        if (action == Heartbeat.Action.SEND) {
            sendKeepAlive.run();
        }
        timer = context.loop.schedule(this::onHeartbeat, beat.nextDueNanos() - now);
    }

    /** Gives the connection up, as if it had broken; the owner is told later than in this call. */
    void fail(String reason) {
        context.loop.execute(() -> {
            if (!closed) {
                lose(ErrorCode.CONNECTION_BROKEN, reason);
            }
        });
    }

    private void onConnectTimeout() {
        lose(ErrorCode.CANNOT_CONNECT, "cannot connect to " + address + ": no answer");
    }

    private void lose(int errorCode, String reason) {
        close();
        owner.onLost(errorCode, reason);
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    // ---- what the connection tells; stale once this one is closed ----

    @Override
    public void onOpened() {
        if (!closed) {
            cancelTimer();
            owner.onOpened();
        }
    }

    @Override
    public void onPacket(byte[] bytes) {
        if (closed) {
            return;
        }
        try {
            if (LinkEnd.isFrame(bytes)) {
                owner.onFrame(bytes);
                heard();
            } else {
                heard();
                Protocal packet = ProtocalCodec.decode(bytes);
                context.callbacks.packetReceived(packet, bytes.length);
                owner.onPacket(packet, bytes.length);
            }
        } catch (InvalidPacketException e) {
            context.counters.ignored(e);
        }
    }

    private void heard() {
        if (heartbeat != null) {
            heartbeat.heard(context.loop.nowNanos());
        }
    }

    @Override
    public void onWritable() {
        if (!closed) {
            owner.onWritable();
        }
    }

    @Override
    public void onClosed(int errorCode, String reason) {
        if (!closed) {
            lose(errorCode, reason);
        }
    }
}
