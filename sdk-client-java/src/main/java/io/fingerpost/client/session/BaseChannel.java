package io.fingerpost.client.session;

import io.fingerpost.client.Profile;
import io.fingerpost.core.Transport;
import io.fingerpost.core.codec.InvalidPacketException;
import io.fingerpost.core.delivery.DeliveryState;
import io.fingerpost.core.delivery.RetransmissionPolicy;
import io.fingerpost.core.delivery.RetransmissionQueue;
import io.fingerpost.core.delivery.RetransmissionQueue.Pending;
import io.fingerpost.core.time.Alarm;
import org.jspecify.annotations.Nullable;

/** The base profile: every message is acknowledged by a packet of its own, and repeated until it is. */
final class BaseChannel implements MessageChannel, RetransmissionQueue.Output<Outgoing, Outgoing> {
    private final ClientContext context;
    private final OutgoingMessages messages;
    private final RetransmissionQueue<Outgoing, Outgoing> queue = // bounded by what the messages let in
            new RetransmissionQueue<>(RetransmissionPolicy.of(Transport.TCP), Integer.MAX_VALUE, Long.MAX_VALUE);
    private final Alarm alarm;
    private @Nullable ServerConnection connection;

    BaseChannel(ClientContext context, OutgoingMessages messages) {
        this.context = context;
        this.messages = messages;
        this.alarm = new Alarm(context.loop, this::poll);
    }

    /** Begins a connection, and sends on it everything that waits. */
    void connect(ServerConnection newConnection) {
        connection = newConnection;
        queue.restart(RetransmissionPolicy.of(newConnection.transport()));
        context.counters.forgetPath();
        poll();
    }

    @Override
    public Profile profile() {
        return Profile.BASE;
    }

    @Override
    public void offer(Outgoing message) {
        queue.offer(message, message, message.packet.length, message.deadlineNanos);
        poll();
    }

    @Override
    public void forget(Outgoing message) {
        boolean cancelled = message.delivery.state() == DeliveryState.CANCELLED; // not an answer of the server
        if ((cancelled ? queue.remove(message) : queue.refuse(message)) != null) {
            context.loop.execute(this::poll); // others may have become first in line
        }
    }

    @Override
    public void acknowledged(Outgoing message) {
        if (queue.acknowledge(message, context.loop.nowNanos()) != null) {
            context.counters.smoothedRttNanos.set(queue.rtt().srttNanos());
        }
    }

    @Override
    public boolean acknowledgesDelivery() {
        return false;
    }

    @Override
    public void clear() {
        alarm.cancel();
        queue.drain();
    }

    @Override
    public boolean sendOnce(byte[] packet) {
        ServerConnection current = connection;
        return current != null && current.send(packet);
    }

    @Override
    public int maxOnceBytes() {
        return context.config.maxSentPacketBytes();
    }

    @Override
    public void onFrame(byte[] frame) throws InvalidPacketException {
        throw new InvalidPacketException("a link frame without a link");
    }

    @Override
    public void poll() {
        ServerConnection current = connection;
        long now = context.loop.nowNanos();
        boolean writable = current != null && current.isWritable();
        if (writable) {
            queue.poll(now, this);
        } else {
            queue.expire(now, this);
        }
        alarm.setFor(writable ? queue.nextDueNanos() : queue.nextDeadlineNanos());
    }

    @Override
    public void disconnect() {
        connection = null;
        poll();
    }

    @Override
    public void transmit(Pending<Outgoing, Outgoing> pending) {
        messages.onTransmitted(pending.value());
        sendOnce(pending.value().packet);
    }

    @Override
    public void expire(Pending<Outgoing, Outgoing> pending) {
        messages.onExpired(pending.value());
    }
}
